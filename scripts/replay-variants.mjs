// Replays a session of the demo's bookkeeper against four variants of its prompt, for the pictures of the matrix.
import { spawn } from "node:child_process";
import path from "node:path";
import readline from "node:readline";

const SERVER = path.join(import.meta.dirname, "../demo/model-server/main.mjs");
const SAMPLES = 5;
const TRIES = /Give up after four tries\./;
const GRADERS = [
  { kind: "contains", text: "payments.csv", name: "names the broken file" },
  { kind: "regex", pattern: "\\b[12] queries failed", name: "stops after two failures" },
  { kind: "cost", maxUsd: 0.003, name: "costs at most $0.003" },
  { kind: "tool-use", called: ["read_file"], name: "looks into the file" },
];
/** What each variant says in place of the recorded rule, and the parameters it changes. */
const VARIANTS = [
  { variant: undefined, samples: SAMPLES },
  { variant: "give up early", rule: "Give up after two tries.", samples: SAMPLES },
  {
    variant: "give up early, hot",
    rule: "Give up after two tries.",
    params: { temperature: 1.4 },
    samples: SAMPLES,
  },
  { variant: "try harder", rule: "Give up after six tries.", samples: 1 },
];

/** Runs the replays and gives a sample to compare the recording with. The last replay waits for an answer. */
export async function replayVariants(engine, sessionId) {
  const { baseUrl, stop } = await startServer();
  try {
    const system = await systemPrompt(engine, sessionId);
    let compareWith = "";
    for (const variant of VARIANTS) {
      const row = await replay(engine, planOf(sessionId, system, baseUrl, variant));
      if (variant.variant === "give up early") compareWith = row.samples[0].sessionId;
    }
    return { compareWith };
  } finally {
    stop();
  }
}

function planOf(sessionId, system, baseUrl, { variant, rule, params = {}, samples }) {
  const edits = [
    ...(rule ? [{ where: { part: "system", agent: "bookkeeper" }, value: system.replace(TRIES, rule) }] : []),
    ...Object.entries(params).map(([name, value]) => ({ where: { part: "params", name }, value })),
  ];
  const target = { provider: "openai-chat", baseUrl };
  return {
    sessionId,
    edits,
    target,
    mode: "recorded",
    samples,
    graders: GRADERS,
    ...(variant && { variant }),
  };
}

/** The replay once each of its samples is over or waits. */
async function replay(engine, plan) {
  const { planId, host } = await engine.ask("replay/plan", plan);
  const { replayId } = await engine.ask("replay/start", { planId, consent: { host } });
  for (;;) {
    const row = await engine.ask("replay/get", { replayId });
    if (row.samples.every(({ state }) => state !== "running" && state !== "waiting")) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function systemPrompt(engine, sessionId) {
  const { items } = await engine.ask("session/steps", { sessionId, limit: 500 });
  const { system, messages } = await engine.ask("step/get", {
    stepId: items.find(({ kind }) => kind === "llm").stepId,
  });
  const parts = system?.length ? system : messages.find(({ role }) => role === "system").parts;
  return parts.map(({ text }) => text).join("\n");
}

async function startServer() {
  const child = spawn(process.execPath, [SERVER], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await new Promise((resolve) =>
    readline.createInterface({ input: child.stdout }).once("line", (text) => resolve([text])),
  );
  return { baseUrl: line.replace("OPENAI_BASE_URL=", ""), stop: () => child.kill() };
}

// What a replay asks of the editor: its language models, the consent for a judge, and whether a module may run.

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Message } from "../../../src/core/model/message";
import type { Handlers } from "../../../src/protocol/channel";
import { UserFault } from "../../../src/protocol/faults";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import type { LanguageModelRequest, ReplayGrader, ReplayTarget } from "../../../src/protocol/replay";
import { startProvider, type Behaviour, type ProviderServer } from "../../fixtures/providers/server";
import { testEngine, type TestEngine } from "../test-engine";
import { replay } from "./drive-replay";
import { recordAgent } from "./record-agent";
import { stepsOf } from "./recordings";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

const SESSION = {
  sessionId: "shop",
  system: "You look after a shop.",
  user: "Is there tea?",
  turns: [
    { calls: [{ name: "stock", args: { item: "tea" }, result: "12 boxes" }] },
    { says: "Yes, 12 boxes." },
  ],
};

async function engineWith(host: Handlers, environment?: Record<string, string>): Promise<TestEngine> {
  const test = await testEngine(undefined, environment && { environment }, host);
  open.push(() => test.engine.stop());
  recordAgent(test.engine, SESSION);
  return test;
}

async function serve(behave: (body: string, index: number) => Behaviour): Promise<ProviderServer> {
  const server = await startProvider("openai-chat", ({ body }, index) => behave(body, index));
  open.push(() => server.close());
  return server;
}

const says = (text: string): Behaviour => ({ kind: "reply", parts: [{ type: "text", text }] });

function planOf(target: ReplayTarget, more: Partial<ArgumentsOf<"replay/plan">> = {}) {
  return { sessionId: "shop", edits: [], mode: "recorded" as const, target, ...more };
}

const noKey: Handlers = { "host/secret": () => ({ secret: null }) };

describe("the editor's language models as a target", () => {
  it("are asked for each call, tools are answered from the record, and the plan says that it is not exact", async () => {
    const asked: LanguageModelRequest[] = [];
    const answers: Message[] = [
      { role: "assistant", parts: [{ type: "tool_call", id: "x1", name: "stock", args: { item: "tea" } }] },
      { role: "assistant", parts: [{ type: "text", text: "Yes, 12 boxes." }] },
    ];
    const { client } = await engineWith({
      "host/language-model": ({ request }) => {
        asked.push(request as LanguageModelRequest);
        return {
          message: answers[asked.length - 1] ?? { role: "assistant", parts: [] },
          model: "copilot-gpt",
        };
      },
    });
    const plan = await client.ask("replay/plan", planOf({ provider: "editor", model: "copilot-gpt" }));
    expect(plan).toMatchObject({ host: "editor", model: "copilot-gpt", exact: false, costBoundUsd: null });
    expect(asked).toEqual([]);
    const { row } = await replay(client, planOf({ provider: "editor", model: "copilot-gpt" }));
    const [sample] = row.samples;
    expect(sample).toMatchObject({ state: "done", answer: "Yes, 12 boxes.", calls: 2, costUsd: null });
    expect(sample?.divergedAt).toBeUndefined();
    expect(asked.map(({ model, system }) => ({ model, system }))).toEqual(
      Array(2).fill({ model: "copilot-gpt", system: [{ type: "text", text: SESSION.system }] }),
    );
    expect(asked[1]?.messages.at(-1)?.parts).toMatchObject([
      { type: "tool_result", id: "call_0_0", result: "12 boxes" },
    ]);
    const steps = await stepsOf(client, sample?.sessionId ?? "");
    expect(steps.filter((step) => step.kind === "llm")).toMatchObject([
      { provider: "editor", responseModel: "copilot-gpt" },
      { provider: "editor", responseModel: "copilot-gpt" },
    ]);
  });

  it("end the sample with the editor's own sentence where they refuse", async () => {
    const { client } = await engineWith({
      "host/language-model": () => {
        throw new UserFault("refused", "The editor's model x refused: off topic.", {
          next: "Choose another target.",
        });
      },
    });
    const { row } = await replay(client, planOf({ provider: "editor", model: "x" }));
    expect(row.samples[0]).toMatchObject({
      state: "failed",
      why: "The editor's model x refused: off topic. Choose another target.",
    });
  });
});

describe("a model as judge", () => {
  const verdict = (pass: boolean) =>
    says(`{"pass": ${pass}, "score": 0.75, "reason": "It names the number."}`);

  /** The agent's model, and a judge at a host of its own that says yes, yes and no. */
  async function stage(host: Handlers) {
    const agent = await serve((body) =>
      body.includes("12 boxes")
        ? says("Yes, 12 boxes.")
        : { kind: "reply", parts: [{ type: "tool_call", id: "c", name: "stock", args: { item: "tea" } }] },
    );
    const judge = await serve((_, index) => verdict(index < 2));
    const graders: ReplayGrader[] = [
      {
        ...{ kind: "model", name: "names the number", rubric: "The answer names how many boxes there are." },
        target: { provider: "openai-chat", baseUrl: judge.baseUrl, model: "gpt-5-mini" },
      },
    ];
    const target: ReplayTarget = { provider: "openai-chat", baseUrl: agent.baseUrl };
    const test = await engineWith({ ...noKey, ...host });
    return { ...test, agent, judge, args: planOf(target, { graders, samples: 3, concurrency: 1 }) };
  }

  it("is agreed to once, and its verdict, reason and cost are kept as evaluations on the trace", async () => {
    const asked: ArgumentsOf<"host/consent">[] = [];
    const { client, judge, args } = await stage({
      "host/consent": (question) => {
        asked.push(question);
        return { host: question.host };
      },
    });
    const { row } = await replay(client, args);
    expect(asked).toMatchObject([{ host: judge.host, model: "gpt-5-mini", calls: 3, redactions: 0 }]);
    expect(judge.received).toHaveLength(3);
    expect(judge.received[0]?.body).toContain("The answer names how many boxes there are.");
    expect(row).toMatchObject({ passRate: 2 / 3, passAtK: 1, passHatK: 0 });
    const [sample] = row.samples;
    const [judged] = sample?.verdicts ?? [];
    expect(judged).toMatchObject({
      grader: "names the number",
      pass: true,
      score: 0.75,
      why: "It names the number.",
    });
    expect(judged?.costUsd).toBeGreaterThan(0);
    const exported = await client.ask("export/otlp", { sessionIds: [sample?.sessionId ?? ""] });
    expect(evaluationsIn(exported)).toEqual([
      {
        "gen_ai.evaluation.name": "names the number",
        "gen_ai.evaluation.score.label": "pass",
        "gen_ai.evaluation.score.value": 0.75,
        "gen_ai.evaluation.explanation": "It names the number.",
        "agent_loupe.evaluation.cost_usd": judged?.costUsd,
      },
    ]);
  });

  it("is sent nothing without a consent for its host, and an unjudged sample does not pass", async () => {
    const { client, judge, args } = await stage({
      "host/consent": ({ host }) => {
        throw new UserFault("refused", `You did not agree to ${host}, so nothing was sent.`);
      },
    });
    const { row } = await replay(client, args);
    expect(judge.received).toEqual([]);
    expect(row.samples.map(({ state, verdicts }) => [state, verdicts[0]?.pass])).toEqual(
      Array(3).fill(["done", false]),
    );
    expect(row.samples[0]?.verdicts[0]?.why).toBe(
      `The judge could not be asked: You did not agree to ${judge.host}, so nothing was sent.`,
    );
  });

  it("is sent nothing where the consent is for another host", async () => {
    const { client, judge, args } = await stage({ "host/consent": () => ({ host: "api.openai.com" }) });
    const { row } = await replay(client, args);
    expect(judge.received).toEqual([]);
    expect(row.samples[0]?.verdicts[0]?.why).toContain("You agreed to api.openai.com, not to");
  });

  it("at the replay's own host needs no second consent", async () => {
    const agent = await serve((body) =>
      body.includes("<work>")
        ? verdict(true)
        : body.includes("12 boxes")
          ? says("Yes, 12 boxes.")
          : { kind: "reply", parts: [{ type: "tool_call", id: "c", name: "stock", args: { item: "tea" } }] },
    );
    const { client } = await engineWith(noKey);
    const graders: ReplayGrader[] = [{ kind: "model", rubric: "It is polite." }];
    const { row } = await replay(
      client,
      planOf({ provider: "openai-chat", baseUrl: agent.baseUrl }, { graders }),
    );
    expect(row.samples[0]?.verdicts).toMatchObject([{ grader: "model", pass: true }]);
  });
});

describe("a module as grader", () => {
  async function gradedBy(source: string, host: (file: string) => Handlers, timeoutSeconds?: number) {
    const folder = await mkdtemp(path.join(tmpdir(), "agent-loupe-module-"));
    open.push(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "grader.mjs");
    await writeFile(file, source);
    const server = await serve((_, index) =>
      index === 0
        ? { kind: "reply", parts: [{ type: "tool_call", id: "c", name: "stock", args: { item: "tea" } }] }
        : says("Yes, 12 boxes."),
    );
    const { client } = await engineWith({ ...noKey, ...host(file) });
    const graders: ReplayGrader[] = [
      { kind: "module", path: "grader.mjs", ...(timeoutSeconds !== undefined && { timeoutSeconds }) },
    ];
    const { row } = await replay(
      client,
      planOf({ provider: "openai-chat", baseUrl: server.baseUrl }, { graders }),
    );
    return { verdict: row.samples[0]?.verdicts[0], folder };
  }

  const trusted = (file: string): Handlers => ({ "host/module": () => ({ path: file }) });
  const GRADER =
    "export default ({ answer, toolCalls }) => ({ pass: toolCalls.length === 1, score: 0.5, why: `${answer.length} characters` });";

  it("judges a sample in a trusted workspace", async () => {
    expect((await gradedBy(GRADER, trusted)).verdict).toEqual({
      ...{ grader: "module", pass: true, score: 0.5, why: "14 characters", costUsd: 0 },
    });
  });

  it("does not run where the workspace is not trusted, and the verdict says so", async () => {
    const untrusted = (): Handlers => ({
      "host/module": () => {
        throw new UserFault("refused", "Modules run as graders only in a trusted workspace.", {
          next: "Trust the workspace to use this one.",
        });
      },
    });
    const leavesATrace =
      "import { writeFileSync } from 'node:fs'; writeFileSync(new URL('ran', import.meta.url), ''); export default () => true;";
    const { verdict, folder } = await gradedBy(leavesATrace, untrusted);
    expect(verdict).toMatchObject({
      pass: false,
      why: "Modules run as graders only in a trusted workspace. Trust the workspace to use this one.",
    });
    expect(await readdir(folder)).toEqual(["grader.mjs"]);
    const ran = await gradedBy(leavesATrace, trusted);
    expect(await readdir(ran.folder)).toEqual(["grader.mjs", "ran"]);
  });

  it("has a bound of time and no key of ours in its environment", async () => {
    const hangs = "export default () => new Promise(() => setInterval(() => {}, 1000));";
    expect((await gradedBy(hangs, trusted, 0.5)).verdict?.why).toContain("did not answer within 0.5 s");
    const tells = "export default () => ({ pass: true, why: Object.keys(process.env).sort().join() });";
    expect((await gradedBy(tells, trusted)).verdict?.why).toBe("ELECTRON_RUN_AS_NODE,PATH");
  });
});

/** The evaluation events of an export, as attributes by name. */
function evaluationsIn(exported: unknown): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("name" in value && value.name === "gen_ai.evaluation.result" && "attributes" in value)
      found.push(attributesOf(value.attributes as readonly Attribute[]));
    Object.values(value).forEach(walk);
  };
  walk(exported);
  return found;
}

interface Attribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly doubleValue?: number;
    readonly intValue?: string;
  };
}

function attributesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ??
        value.doubleValue ??
        (value.intValue === undefined ? undefined : Number(value.intValue)),
    ]),
  );
}

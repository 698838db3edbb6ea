// Runs scenarios from start to end: model server, tracing, agents, and a word on where the spans went.
// The one entry for a bundle of the demo.

import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { ROOT_CONTEXT } from "@opentelemetry/api";
import { startModelServer } from "../model-server/server.mjs";
import { openTruthLog } from "../truth-log.mjs";
import { TurnLimitError } from "./agent.mjs";
import { startInstrumentation } from "./instrumentation.mjs";
import { Memory } from "./memory.mjs";
import { SCENARIOS } from "./scenarios.mjs";
import * as team from "./team.mjs";

/**
 * @typedef {object} DemoOptions
 * @property {string[]} scenarios names of SCENARIOS
 * @property {string} workspace folder that the tools read
 * @property {number} maxTurns model calls that one task may take
 * @property {NodeJS.ProcessEnv} environment
 * @property {(line: string) => void} print
 */

/** The names that `runDemo` knows. */
export const SCENARIO_NAMES = Object.keys(SCENARIOS);

/**
 * Runs the scenarios one after the other, each as a conversation of its own, and sends all spans before it returns.
 * @param {DemoOptions} options
 */
export async function runDemo({ scenarios, workspace, maxTurns, environment, print }) {
  const log = openTruthLog(environment.AGENT_LOUPE_DEMO_LOG);
  const speed = speedOf(environment.AGENT_LOUPE_DEMO_SPEED);
  const instrumentation = startInstrumentation(environment);
  const server = environment.OPENAI_BASE_URL ? undefined : await startModelServer({ speed, log });
  const baseUrl = (environment.OPENAI_BASE_URL ?? server?.url ?? "").replace(/\/$/, "");
  const apiKey = environment.OPENAI_API_KEY ?? "demo";
  try {
    for (const scenario of scenarios)
      await runScenario(scenario, {
        tracer: instrumentation.tracer,
        baseUrl,
        apiKey,
        workspace,
        maxTurns,
        speed,
        log,
        print,
      });
  } finally {
    await server?.close();
    await instrumentation.shutdown();
    const { delivery } = instrumentation;
    log({ kind: "export", firstSentAtMs: delivery.firstSentAtMs, delivered: delivery.delivered });
    print(delivery.describe());
  }
}

/**
 * @param {string} name
 * @param {Pick<import("./agent.mjs").Run, "tracer" | "baseUrl" | "apiKey" | "workspace" | "maxTurns" | "speed" | "log"> & { print: (line: string) => void }} parts
 */
async function runScenario(name, { print, ...parts }) {
  const scenario = SCENARIOS[name];
  if (!scenario) throw new Error(`There is no scenario ${name}`);
  const conversationId = `demo-${name}-${randomUUID()}`;
  const memory = await Memory.inTemporaryFolder({ ...parts, conversationId });
  print(`\n== ${name} (${conversationId})`);
  try {
    const run = {
      ...parts,
      conversationId,
      memory,
      team: Object.values(team),
      say: (/** @type {string} */ line) => print(`   ${line}`),
    };
    const answer = await scenario(run, ROOT_CONTEXT).catch(sayWhyStopped);
    parts.log({ kind: "run", scenario: name, conversationId, answer });
    print(`=> ${answer}`);
  } finally {
    await rm(memory.folder, { recursive: true, force: true });
  }
}

/**
 * The words of a turn limit, which is an end like another; every other error is thrown on.
 * @param {unknown} error
 */
function sayWhyStopped(error) {
  if (error instanceof TurnLimitError) return error.message;
  throw error;
}

/**
 * The factor of AGENT_LOUPE_DEMO_SPEED on all delays: 1 where it is not set, 0 for none.
 * @param {string | undefined} text
 */
function speedOf(text) {
  const speed = Number(text ?? 1);
  return Number.isFinite(speed) && speed >= 0 ? speed : 1;
}

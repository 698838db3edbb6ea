// Every recording whose content is complete replays to the same answers and tool calls, against a provider that refuses
// whatever differs from the recorded request.

import { afterAll, describe, expect, it } from "vitest";
import type { ApiName } from "../../../src/core/replay/recorded";
import { canonicalArgs } from "../../../src/core/replay/canonical";
import { rawBodyOf } from "../../../src/core/replay/request";
import type { StepDetail } from "../../../src/protocol/rows";
import { startProvider } from "../../fixtures/providers/server";
import { strictly } from "../../fixtures/providers/strict";
import { testEngine } from "../test-engine";
import { expectedOf, replay } from "./drive-replay";
import { playRecording, recordings, sessionsOf, stepsOf } from "./recordings";

/** Not replayed yet, or not at all, with the reason that the plan gives the user. A new dialect shortens the first list. */
const NOT_READ_YET: readonly string[] = [
  ...["api-error", "beta-detailed", "default-json", "full-grpc", "full-protobuf"].map(
    (name) => `claude-code/${name}`,
  ),
  ...["codex/exec-http", "genkit/tools", "google-adk/handoff", "google-adk/tools", "langfuse/tools"],
  ...["fail", "memory", "stream", "tools"].map((name) => `mastra/${name}`),
];
const NO_CALL = "The session has no model call whose prompt is recorded, so there is nothing to replay.";
const NOT_RECORDED = "the client did not record what was said.";
const FAILED = "it failed, so there is no answer to compare with.";
/** What is missing, in the first sentence that the plan tells the user. */
const INCOMPLETE: Readonly<Record<string, string>> = {
  "anthropic-native/ctxlen": `Step 2 (claude-sonnet-5): ${NOT_RECORDED}`,
  "anthropic-native/tools": `Step 2 (claude-sonnet-5): ${NOT_RECORDED}`,
  "anthropic-openinference/ctxlen": `Step 3 (claude-sonnet-5): ${FAILED}`,
  "claude-agent-sdk/openinference": NO_CALL,
  "copilot-cli/no-content": `Step 2 (gpt-5-mini): ${NOT_RECORDED}`,
  "langgraph-openinference/ctxlen": `Step 4 (gpt-5-mini): ${FAILED}`,
  "langgraph-traceloop/ctxlen": `Step 1 (gpt-5-mini): ${FAILED}`,
  "mastra/ctxlen": `Step 4 (gpt-5-mini): ${NOT_RECORDED}`,
  "mcp-traceloop/tools": NO_CALL,
  "openai-agents-native/handoff": NO_CALL,
  "openai-agents-native/stream": NO_CALL,
  "openai-agents-native/tools": NO_CALL,
  "openai-contrib/ctxlen": `Step 2 (gpt-5-mini): ${FAILED}`,
  "openai-contrib/tools": "Step 2 (gpt-5-mini): the prompt is not recorded.",
  "openai-openinference/embed": NO_CALL,
  "openai-traceloop/ctxlen": NO_CALL,
  "openai-traceloop/no-content": `Step 2 (gpt-5-mini): ${NOT_RECORDED}`,
  // This client leaves the tool calls out of the recorded answers.
  "openai-traceloop/responses": "Step 3 (gpt-5-mini): the answer is not recorded.",
  "openai7-contrib/tools": NO_CALL,
  "vercel-ai-6/embed": NO_CALL,
  "vercel-ai-7/ctxlen": `Step 3 (gpt-5-mini): ${FAILED}`,
  "vercel-ai-7/embed": NO_CALL,
};

/** These clients send a second span for a tool call, which the dialects read so far take for another call. */
const TOOL_TWICE: readonly string[] = ["logfire/tools", "opencode/run"];

const notReplayed: string[] = [];
afterAll(() => {
  const list = notReplayed.map((line) => `  ${line}\n`).join("");
  process.stdout.write(
    `${notReplayed.length} of ${recordings().length} recordings are not replayed:\n${list}`,
  );
});

const APIS: readonly ApiName[] = ["openai-chat", "openai-responses", "anthropic", "gemini"];

describe("a recording", () => {
  it.each(recordings())(
    "%s replays without an edit to what was recorded, or says what is missing",
    async (recording) => {
      const { engine, client } = await testEngine(undefined, { environment: {} });
      playRecording(engine, recording);
      let replayed = 0;
      const missing: string[] = [];
      for (const { sessionId } of await sessionsOf(client)) {
        const steps = await stepsOf(client, sessionId);
        const probe = await client.ask("replay/plan", {
          sessionId,
          edits: [],
          mode: "recorded",
          target: { provider: "openai-chat" },
        });
        expect(probe.secrets).toBeUndefined();
        missing.push(...probe.incomplete);
        if (probe.incomplete.length > 0) continue;
        replayed++;
        for (const api of apisFor(steps)) await expectSame(client, sessionId, steps, api, recording);
      }
      if (replayed === 0) notReplayed.push(`${recording}: ${missing[0] ?? NO_CALL}`);
      if (!NOT_READ_YET.includes(recording))
        expect(replayed === 0 ? (missing[0] ?? NO_CALL) : undefined).toBe(INCOMPLETE[recording]);
      else expect(replayed).toBe(0);
      await engine.stop();
    },
  );
});

async function expectSame(
  client: Parameters<typeof replay>[0],
  sessionId: string,
  steps: readonly StepDetail[],
  api: ApiName,
  recording: string,
): Promise<void> {
  const server = await startProvider(api, strictly(api, expectedOf(api, steps)));
  try {
    const target = { provider: api, baseUrl: server.baseUrl };
    const { row } = await replay(client, { sessionId, edits: [], mode: "recorded", target });
    const [sample] = row.samples;
    expect({ api, state: sample?.state, why: sample?.why, divergedAt: sample?.divergedAt }).toEqual({
      api,
      state: "done",
      why: undefined,
      divergedAt: undefined,
    });
    const again = await stepsOf(client, sample?.sessionId ?? "");
    expect(saidBy(again)).toEqual(saidBy(steps));
    const compared = await client.ask("compare/get", { left: sessionId, right: sample?.sessionId ?? "" });
    const differing = compared.rows.filter((compareRow) => compareRow.change !== "same");
    if (!TOOL_TWICE.includes(recording)) expect(differing).toEqual([]);
  } finally {
    await server.close();
  }
}

/** The API of the recorded bodies where there are some, else each. */
function apisFor(steps: readonly StepDetail[]): readonly ApiName[] {
  const own = steps.flatMap((step) => rawBodyOf(step)?.api ?? []);
  return own.length > 0 ? [...new Set(own)] : APIS;
}

/** What the model said and called, call after call. */
function saidBy(steps: readonly StepDetail[]) {
  return steps
    .filter((step) => step.kind === "llm" && step.duplicateOf === undefined && (step.output ?? []).length > 0)
    .sort((left, right) => left.startUs - right.startUs)
    .map((step) =>
      (step.output ?? []).flatMap((message) =>
        message.parts.flatMap((part) => {
          if (part.type === "text") return [part.text.trim()];
          return part.type === "tool_call" ? [`${part.name} ${canonicalArgs(part.args)}`] : [];
        }),
      ),
    );
}

// Every recording whose content is complete replays to the same answers and tool calls, against a provider that refuses
// whatever differs from the recorded request.

import { describe, expect, it } from "vitest";
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
const INCOMPLETE: readonly string[] = [
  // No prompts or answers were recorded, or no model call at all.
  ...[
    "anthropic-native/tools",
    "claude-agent-sdk/openinference",
    "copilot-cli/no-content",
    "mcp-traceloop/tools",
  ],
  ...["handoff", "stream", "tools"].map((name) => `openai-agents-native/${name}`),
  ...[
    "openai-contrib/tools",
    "openai-openinference/embed",
    "openai-traceloop/no-content",
    "openai7-contrib/tools",
  ],
  ...["vercel-ai-6/embed", "vercel-ai-7/embed"],
  // The client leaves the tool calls out of the recorded answers.
  "openai-traceloop/responses",
  // The one call failed, so that there is no answer.
  ...["anthropic-native", "anthropic-openinference", "langgraph-openinference", "langgraph-traceloop"].map(
    ctxlen,
  ),
  ...["mastra", "openai-contrib", "openai-traceloop", "vercel-ai-7"].map(ctxlen),
];

function ctxlen(client: string): string {
  return `${client}/ctxlen`;
}

/** These clients send a second span for a tool call, which the dialects read so far take for another call. */
const TOOL_TWICE: readonly string[] = ["logfire/tools", "opencode/run"];

const APIS: readonly ApiName[] = ["openai-chat", "openai-responses", "anthropic", "gemini"];

describe("a recording", () => {
  it.each(recordings())(
    "%s replays without an edit to what was recorded, or says what is missing",
    async (recording) => {
      const { engine, client } = await testEngine(undefined, { environment: {} });
      playRecording(engine, recording);
      let replayed = 0;
      for (const { sessionId, modelCalls } of await sessionsOf(client)) {
        if (modelCalls === 0) continue;
        const steps = await stepsOf(client, sessionId);
        const probe = await client.ask("replay/plan", {
          sessionId,
          edits: [],
          mode: "recorded",
          target: { provider: "openai-chat" },
        });
        expect(probe.secrets).toBeUndefined();
        if (probe.incomplete.length > 0) continue;
        replayed++;
        for (const api of apisFor(steps)) await expectSame(client, sessionId, steps, api, recording);
      }
      expect([...NOT_READ_YET, ...INCOMPLETE].includes(recording)).toBe(replayed === 0);
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

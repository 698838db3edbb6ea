// Every recording of the dialects we read gives what its truth says: calls, tools, agents, tokens, failures, messages.

import { describe, expect, it } from "vitest";
import type { Part } from "../../../src/core/model/message";
import { addUsage, NO_USAGE, type Usage } from "../../../src/core/model/usage";
import { listRecordings, type Truth } from "../../fixtures/recordings";
import { contentOf, play, type Played, type PlayedStep } from "./support/played";
import { differences, plainText, saidIn } from "./support/truth-texts";

const READ_CLIENTS = [
  "anthropic-native",
  "anthropic-openinference",
  "claude-agent-sdk",
  "copilot-cli",
  "langgraph-openinference",
  "langgraph-traceloop",
  "mcp-traceloop",
  "openai-agents-openinference",
  "openai-contrib",
  "openai-openinference",
  "openai-traceloop",
  "openai7-contrib",
  "traceloop-sdk",
  "vercel-ai-5",
  "vercel-ai-6",
  "vercel-ai-7",
];

const recordings = listRecordings();
const read = recordings.filter(({ client }) => READ_CLIENTS.includes(client));
const others = recordings.filter(({ client }) => !READ_CLIENTS.includes(client));

describe.each(read)("$name", (recording) => {
  const { truth } = recording;
  const played = play(recording);
  const calls = played.steps.filter(({ facts, duplicate }) => facts.kind === "llm" && !duplicate);
  const tools = played.steps.filter(({ facts, duplicate }) => facts.kind === "tool" && !duplicate);

  it("has every span, and no reader failed on one", () => {
    expect({ spans: played.steps.length, bugs: played.bugs }).toEqual({ spans: truth.spans, bugs: [] });
  });

  it("has the model calls, each once", () => {
    const embeddings = played.steps.filter(
      ({ facts, duplicate }) => facts.kind === "embedding" && !duplicate,
    );
    expect({ calls: calls.length, embeddings: embeddings.length }).toEqual({
      calls: truth.modelCallsInTelemetry,
      embeddings: truth.embeddingCallsInTelemetry ?? 0,
    });
  });

  it("names the models", () => {
    const models = calls.map(({ facts }) => facts.model?.responseModel ?? facts.model?.requestModel);
    expect([...new Set(models)].sort()).toEqual([...truth.models].sort());
  });

  it("has the tools that ran, with their arguments and how they ended", () => {
    expect(tools.map(toolLine).sort()).toEqual(truth.toolCalls.map(truthToolLine).sort());
  });

  it("names the agents that the telemetry calls so", () => {
    const agents = new Set(played.steps.map(({ facts }) => facts.agent).filter((name) => name !== undefined));
    const optional = truth.agentsOptional ?? [];
    expect(truth.agents.filter((name) => !agents.has(name))).toEqual([]);
    expect([...agents].filter((name) => !truth.agents.includes(name) && !optional.includes(name))).toEqual(
      [],
    );
  });

  it("counts tokens in buckets that do not overlap", () => {
    expect(usageAlternatives(truth)).toContainEqual(sumUsage(calls));
  });

  it("finds the failures of calls and tools", () => {
    const failedCalls = calls.filter(({ facts }) => facts.failed);
    const failedTools = tools.filter(({ facts }) => facts.failed);
    expect({ calls: failedCalls.length, tools: failedTools.length }).toEqual({
      calls: truth.errors.modelCallsAnywhere,
      tools: truth.errors.toolCallsAnywhere,
    });
    expect([...failedCalls, ...failedTools].filter(({ facts }) => facts.error === undefined)).toEqual([]);
  });

  it("knows the session and where its id stands", () => {
    const hints = played.steps.map(({ facts }) => facts.session).filter((hint) => hint !== undefined);
    if (typeof truth.sessions === "string") expect(hints).toEqual([]);
    else {
      expect([...new Set(hints.map(({ id }) => id))]).toEqual(truth.sessions.ids);
      expect([...new Set(hints.map(({ source }) => source))]).toEqual([truth.sessions.attribute]);
    }
  });

  it("shows what was in the context of the last call", () => {
    const want = truth.lastModelCall?.inputMessages;
    if (want === null || want === undefined) {
      expect(calls.flatMap((step) => contentOf(played, step).input).map(({ role }) => role)).not.toContain(
        "",
      );
      return;
    }
    const candidates = lastCalls(calls).map((step) => {
      const { content, input } = contentOf(played, step);
      return differences(want, saidIn(content.system ?? [], input), truth.lastModelCall?.delta === true);
    });
    expect(candidates).toContainEqual([]);
  });

  it("shows what the last call answered", () => {
    const want = truth.lastModelCall;
    if (want === null) {
      expect(calls.map(({ facts }) => facts.content().state)).not.toContain("truncated");
      return;
    }
    const answers = lastCalls(calls).map((step) =>
      (contentOf(played, step).content.output ?? []).flatMap(({ parts }) => parts),
    );
    const heads = answers.map((parts) => textsOf(parts).slice(0, 60));
    expect(heads).toContain((want.outputText ?? "").slice(0, 60));
    const asked = answers.flat().filter((part) => part.type === "tool_call");
    expect(asked.map(({ name, args }) => ({ name, args }))).toEqual(want.outputToolCalls ?? []);
  });

  it("has what the truth says of handoffs", () => {
    const handoffs = played.steps
      .map(({ facts }) => facts.handoff)
      .filter((handoff) => handoff !== undefined);
    expect(handoffs).toEqual((truth.handoffs ?? []).map(({ from, to }) => ({ from, to })));
  });
});

describe.each(others)("$name, a client whose own reader comes later", (recording) => {
  it("is read as plain steps, and no reader fails", () => {
    const played: Played = play(recording);
    const contents = played.steps.map(({ facts }) => facts.content());
    expect(played.bugs).toEqual([]);
    expect(contents).toHaveLength(played.steps.length);
    expect(played.steps.filter(({ facts }) => facts.name === "" || facts.dialects.length === 0)).toEqual([]);
  });
});

function toolLine({ facts }: PlayedStep): string {
  const args = facts.tool?.args;
  return `${facts.tool?.name ?? facts.name} ${args === undefined ? "-" : plainText(args)} ${facts.failed ? "failed" : "ok"}`;
}

function truthToolLine(call: Truth["toolCalls"][number]): string {
  const args = call.args === null || call.args === undefined ? "-" : plainText(call.args);
  return `${call.altName ?? call.name} ${args} ${call.ok ? "ok" : "failed"}`;
}

function sumUsage(calls: readonly PlayedStep[]): Usage {
  return calls.reduce<Usage>((sum, { facts }) => addUsage(sum, facts.usage ?? NO_USAGE), NO_USAGE);
}

function usageAlternatives({ usage, usageElsewhere }: Truth): readonly Usage[] {
  return usageElsewhere === undefined ? [usage] : [usage, usageElsewhere];
}

/** The calls that start last; parallel ones start together. */
function lastCalls(calls: readonly PlayedStep[]): readonly PlayedStep[] {
  const last = calls.at(-1)?.span.startNs;
  return calls.filter(({ span }) => span.startNs === last);
}

function textsOf(parts: readonly Part[]): string {
  return parts
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n");
}

// Recorded model calls for the tests of the editor's side of replay.

import type { ReplayRow, SampleRow, VerdictRow } from "../../../src/protocol/replay";
import type { Message, StepDetail } from "../../../src/protocol/rows";

let made = 0;

export function modelCall(fields: Partial<StepDetail> = {}): StepDetail {
  made += 1;
  return {
    stepId: `call-${made}`,
    number: made,
    traceId: "t",
    parentId: null,
    depth: 0,
    hasChildren: false,
    kind: "llm",
    name: "chat",
    summary: "answers",
    agent: "planner",
    status: "ok",
    startUs: made,
    durationUs: 1,
    badges: [],
    problems: [],
    dialects: ["otel-genai"],
    contentState: "captured",
    startNs: "1",
    endNs: "2",
    attributes: [],
    events: [],
    resource: [],
    scope: { name: "s", version: "1" },
    requestModel: "gpt-5",
    ...fields,
  };
}

export function says(role: string, text: string): Message {
  return { role, parts: [{ type: "text", text }] };
}

export function system(text: string): Pick<StepDetail, "system"> {
  return { system: [{ type: "text", text }] };
}

/** A sample that came to its end for $0.10, unless it is said otherwise. */
export function sample(fields: Partial<SampleRow> = {}): SampleRow {
  const usage = { inUncached: null, inCacheRead: null, inCacheWrite: null, out: null, reasoning: null };
  return {
    ...{ sample: 0, sessionId: "replay-1-0", state: "done", verdicts: [], costUsd: 0.1, usage, calls: 1 },
    ...fields,
  };
}

export function verdict(pass: boolean): VerdictRow {
  return { grader: "contains", pass, why: "", costUsd: 0 };
}

/** A replay that is over; it cost what its samples cost. */
export function replayRow(fields: Partial<ReplayRow> & Pick<ReplayRow, "samples">): ReplayRow {
  const costUsd = fields.samples.reduce<number | null>(
    (sum, { costUsd: one }) => (sum === null || one === null ? null : sum + one),
    0,
  );
  return { state: "done", mode: "recorded", costUsd, ...fields };
}

// Recorded model calls for the tests of the editor's side of replay.

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

// What a step is. One list for SQL, rows, filters and icons.

export const STEP_KINDS = [
  "llm",
  "embedding",
  "rerank",
  "tool",
  "agent",
  "workflow",
  "step",
  "plan",
  "retrieval",
  "memory",
  "handoff",
  "guardrail",
  "evaluation",
  "prompt",
  "mcp",
  "approval",
  "http",
  "db",
  "other",
] as const;

/** `llm` is the wire's word; people read "model call". `step` is a turn of a loop or a node of a graph. */
export type StepKind = (typeof STEP_KINDS)[number];

/** Kinds whose usage is billed. Usage on any other kind is a sum of its children and is never counted. */
export function isBilled(kind: StepKind): boolean {
  return kind === "llm" || kind === "embedding" || kind === "rerank";
}

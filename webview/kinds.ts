// What each kind of step looks like and is called. Hue says who acts; red, yellow and green are for state only.

import type { Badge, Status, StepKind } from "../src/protocol/rows";

export type Hue = "model" | "tool" | "agent" | "memory" | "other";

export interface KindLook {
  readonly icon: string;
  readonly hue: Hue;
  /** As people and screen readers say it. */
  readonly word: string;
}

export const KINDS: Readonly<Record<StepKind, KindLook>> = {
  llm: { icon: "sparkle", hue: "model", word: "model call" },
  tool: { icon: "tools", hue: "tool", word: "tool call" },
  mcp: { icon: "plug", hue: "tool", word: "MCP call" },
  agent: { icon: "hubot", hue: "agent", word: "agent" },
  handoff: { icon: "arrow-swap", hue: "agent", word: "handoff" },
  memory: { icon: "database", hue: "memory", word: "memory operation" },
  retrieval: { icon: "search", hue: "memory", word: "retrieval" },
  embedding: { icon: "symbol-numeric", hue: "other", word: "embedding" },
  rerank: { icon: "list-ordered", hue: "other", word: "rerank" },
  workflow: { icon: "type-hierarchy", hue: "other", word: "workflow" },
  step: { icon: "circle-outline", hue: "other", word: "step" },
  plan: { icon: "checklist", hue: "other", word: "plan" },
  guardrail: { icon: "shield", hue: "other", word: "guardrail" },
  evaluation: { icon: "beaker", hue: "other", word: "evaluation" },
  prompt: { icon: "note", hue: "other", word: "prompt" },
  approval: { icon: "person", hue: "other", word: "approval" },
  http: { icon: "globe", hue: "other", word: "HTTP request" },
  db: { icon: "server", hue: "other", word: "database query" },
  other: { icon: "circle-outline", hue: "other", word: "other step" },
};

export interface BadgeLook {
  readonly icon: string;
  readonly tone: "error" | "warn" | "quiet";
  readonly word: string;
}

export const BADGES: Readonly<Record<Badge, BadgeLook>> = {
  error: { icon: "error", tone: "error", word: "failed" },
  "cache-break": { icon: "zap", tone: "warn", word: "cache break" },
  compaction: { icon: "fold", tone: "warn", word: "compaction" },
  approval: { icon: "debug-pause", tone: "warn", word: "waits for approval" },
  odd: { icon: "warning", tone: "warn", word: "odd data" },
  duplicate: { icon: "copy", tone: "quiet", word: "duplicate" },
  diverged: { icon: "git-compare", tone: "warn", word: "diverged" },
};

export interface StatusLook {
  readonly icon: string;
  readonly tone: "ok" | "error" | "quiet";
  readonly word: string;
}

export const STATUSES: Readonly<Record<Status, StatusLook>> = {
  running: { icon: "sync", tone: "quiet", word: "Running" },
  ok: { icon: "pass", tone: "ok", word: "Finished" },
  error: { icon: "error", tone: "error", word: "Failed" },
};

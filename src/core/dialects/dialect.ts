// A dialect: one way of writing an agent's work into OpenTelemetry, and how to read it.
//
// To add one: a folder here with `attributes.ts` (its attribute names, nothing else) and `read.ts` (a Dialect), and a
// line in `index.ts`. A dialect looks at attributes, never at a client's name, so that it reads every client that
// speaks it. It reads fields; it never decides for the others: `merge.ts` joins what several dialects found on one
// span, field by field (dialects.md §3.6).
//
// Example: the span of a tool call in the OpenTelemetry GenAI conventions,
//   {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "grep", "gen_ai.tool.call.arguments": "{\"q\":\"x\"}"}
// is read as
//   { kind: "tool", tool: { name: "grep", args: { q: "x" } } }

import type { StepKind } from "../model/kind";
import type { Problem } from "../model/problem";
import type {
  CodeFacts,
  ContentFacts,
  ErrorFacts,
  HandoffFacts,
  ModelFacts,
  SessionHint,
  ToolFacts,
} from "../model/step";
import type { LogRecord, SpanRecord } from "../otlp/wire";

/** What a client reported of tokens, before it is known whether its buckets overlap (dialects.md §3.4). */
export interface ReportedUsage {
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly reasoning?: number;
  readonly total?: number;
  /** Whether cached tokens are part of `input`, where the dialect fixes it. Otherwise worked out from the numbers. */
  readonly inputBasis?: "inclusive" | "exclusive";
  /** Whether reasoning is part of `output`. Otherwise worked out from the numbers. */
  readonly outputBasis?: "inclusive" | "exclusive";
}

/** What one dialect found on one span. Everything it did not find is absent. */
export interface DialectFacts {
  readonly kind?: StepKind;
  /** What people read, where it is not the model, tool or agent. */
  readonly name?: string;
  readonly session?: SessionHint;
  readonly agent?: string;
  readonly model?: ModelFacts;
  readonly usage?: ReportedUsage;
  readonly reportedCostUsd?: number;
  readonly tool?: Partial<ToolFacts>;
  readonly error?: ErrorFacts;
  readonly failed?: boolean;
  readonly handoff?: HandoffFacts;
  readonly code?: CodeFacts;
  readonly subject?: string;
  readonly pending?: boolean;
  readonly content?: () => Partial<ContentFacts>;
  readonly problems?: readonly Problem[];
}

export interface Dialect {
  /** Short, stable, shown in the raw view: `otel-genai`, `openinference`, `vercel-ai`, `openllmetry`. */
  readonly name: string;
  /** A cheap test on attribute keys or scope; more than one dialect may match a span. */
  matches(span: SpanRecord, logs: readonly LogRecord[]): boolean;
  /** Reads what it knows. `logs` are the records with this span's ids, ordered by time. Never throws for odd data. */
  read(span: SpanRecord, logs: readonly LogRecord[]): DialectFacts;
  /** True for attribute keys that this dialect reads, for the raw view. */
  knows(key: string): boolean;
}

/** A test for `Dialect.knows` from a dialect's list of names; a name that ends in `.` stands for all it begins. */
export function knowsAnyOf(...lists: readonly (readonly string[])[]): (key: string) => boolean {
  const all = lists.flat();
  const names = new Set(all);
  const prefixes = all.filter((name) => name.endsWith("."));
  return (key) => names.has(key) || prefixes.some((prefix) => key.startsWith(prefix));
}

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
} from "../model/step";
import type { LogRecord, SpanRecord } from "../otlp/wire";

/** What a client reported of tokens, before it is known whether its buckets overlap (dialects.md §3.4). */
export interface ReportedUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly total?: number | undefined;
  /** Whether cached tokens are part of `input`, where the dialect fixes it. Otherwise worked out from the numbers. */
  readonly inputBasis?: "inclusive" | "exclusive" | undefined;
  /** Whether reasoning is part of `output`. Otherwise worked out from the numbers. */
  readonly outputBasis?: "inclusive" | "exclusive" | undefined;
}

/**
 * What one dialect found on one span. What it did not find is undefined: every reading of a dialect is one literal with
 * the same fields, because objects put together from conditional parts led the profile of taking spans in.
 */
export interface DialectFacts {
  readonly kind?: StepKind | undefined;
  /** What people read, where it is not the model, tool or agent. */
  readonly name?: string | undefined;
  readonly session?: SessionHint | undefined;
  readonly agent?: string | undefined;
  readonly model?: ModelFacts | undefined;
  readonly usage?: ReportedUsage | undefined;
  readonly reportedCostUsd?: number | undefined;
  readonly tool?: FoundTool | undefined;
  readonly error?: ErrorFacts | undefined;
  readonly failed?: boolean | undefined;
  readonly handoff?: HandoffFacts | undefined;
  readonly code?: CodeFacts | undefined;
  readonly subject?: string | undefined;
  readonly pending?: boolean | undefined;
  readonly content?: (() => Partial<ContentFacts>) | undefined;
  readonly problems?: readonly Problem[] | undefined;
}

/** What one dialect found of a tool call. */
export interface FoundTool {
  readonly name?: string | undefined;
  readonly callId?: string | undefined;
  readonly args?: unknown;
  readonly result?: unknown;
  readonly isError?: true | undefined;
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

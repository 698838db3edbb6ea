// What one span says about the step it stands for, in our own words.
//
// A step's facts are a pure function of its span and the log records that carry its ids. They never depend on the
// order in which data came, on other spans or on a clock: whatever needs those is worked out by the store.

import type { StepKind } from "./kind";
import type { Message, Part, ToolDef } from "./message";
import type { Problem } from "./problem";
import type { Usage } from "./usage";

/** A session id found on a span. The lowest rank wins within a trace (order of dialects.md §3.2). */
export interface SessionHint {
  readonly id: string;
  /** The attribute it was read from, shown to the user as `idSource`. */
  readonly source: string;
  readonly rank: number;
}

export interface ModelFacts {
  readonly provider?: string | undefined;
  readonly requestModel?: string | undefined;
  readonly responseModel?: string | undefined;
  readonly responseId?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  /** Spelled as in the current convention: stop, length, content_filter, tool_call, error. */
  readonly finishReasons?: readonly string[] | undefined;
  /** How many tokens may be sent, where the span says so. */
  readonly contextLimit?: ReportedLimit | undefined;
}

/** A limit of the context window, from the client's own knowledge of its host or from a setting of the request. */
export interface ReportedLimit {
  readonly tokens: number;
  readonly by: "client" | "request";
}

/** The facts, or undefined where none of them was found. */
export function unlessEmpty(facts: ModelFacts): ModelFacts | undefined {
  const { provider, requestModel, responseModel, responseId, params, finishReasons, contextLimit } = facts;
  const found =
    provider ?? requestModel ?? responseModel ?? responseId ?? params ?? finishReasons ?? contextLimit;
  return found === undefined ? undefined : facts;
}

export interface ToolFacts {
  readonly name: string;
  readonly callId?: string | undefined;
  readonly args?: unknown;
  readonly result?: unknown;
  readonly isError?: true | undefined;
}

export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
}

export interface CodeFacts {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
}

export interface HandoffFacts {
  readonly from?: string;
  readonly to?: string;
}

/**
 * A list in one attribute, or a list put together from many.
 *
 * `elements`: the attribute `key` holds a JSON array as text and each of its elements stands for itself, so that the
 * store can cut the text at the elements, keep each once and read only those it has not seen (design decision 3).
 * `read` turns one parsed element into values; it never throws for odd data.
 */
export type ListSource<Value> =
  | {
      readonly form: "elements";
      readonly key: string;
      readonly reader: string;
      read(element: unknown): readonly Value[];
    }
  | { readonly form: "values"; readonly values: readonly Value[] };

/** Whether the client recorded what was said. */
export type ContentState = "captured" | "absent" | "truncated" | "redacted";

/** What went into and came out of a model call. Worked out only when somebody asks: it may be megabytes. */
export interface ContentFacts {
  readonly system?: readonly Part[];
  readonly input?: ListSource<Message>;
  readonly tools?: ListSource<ToolDef>;
  readonly output?: readonly Message[];
  readonly state: ContentState;
}

export interface StepFacts {
  readonly kind: StepKind;
  /** What people read: the model, the tool, the agent; else the span's name. */
  readonly name: string;
  readonly dialects: readonly string[];
  readonly session?: SessionHint;
  /** Name of the agent that this step is (kind `agent`) or that the span says it belongs to. Never a class or node name. */
  readonly agent?: string;
  readonly model?: ModelFacts;
  /** Disjoint buckets of a billed call. Sums that parents repeat stand in `parentUsage` and are a cross-check only. */
  readonly usage?: Usage;
  readonly parentUsage?: Usage;
  readonly reportedCostUsd?: number;
  readonly tool?: ToolFacts;
  readonly error?: ErrorFacts;
  readonly failed: boolean;
  readonly handoff?: HandoffFacts;
  readonly code?: CodeFacts;
  /** What a memory operation or a retrieval was about: the record or the query, and the store. */
  readonly subject?: string;
  /** True for a span that only marks that its parent (or the span it names) is under way (Logfire `pending_span`). */
  readonly pending?: boolean;
  readonly content: () => ContentFacts;
  /** Attribute keys by the dialect that read them, for the raw view. */
  readonly readBy: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

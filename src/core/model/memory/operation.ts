// Memory operations: what one step did to a store that an agent remembers with.
//
// An operation says what was asked (`op`, `key`, `value`) and what it does to the store (`effect`). Effects are data, so
// that a store can be rebuilt by folding them in order (`snapshots.ts`); an edit of a text needs the text before it.

import type { StepKind } from "../kind";

/** working: in the window or the graph's state now. episodic: a record of what happened. semantic: distilled facts. */
export type MemoryLayer = "working" | "episodic" | "semantic" | "unknown";

export type MemoryOp =
  | "search"
  | "create"
  | "update"
  | "upsert"
  | "delete"
  | "store_create"
  | "store_delete"
  | "snapshot"
  | "compact";

/** Attributes as the readers here need them; the decoder's own type fits without importing it. */
export interface AttributeReader {
  get(key: string): unknown;
  keys(): readonly string[];
}

/** A step as far as memory is concerned. Whoever holds the store fills it. */
export interface MemoryStep {
  readonly stepId: string;
  readonly kind: StepKind;
  readonly agent: string | null;
  /** The step's name: the tool, the node; the span's name does as well. */
  readonly name: string;
  readonly status: "running" | "ok" | "error";
  readonly startUs: number;
  /** Null while it runs. */
  readonly endUs: number | null;
  readonly tool?: { readonly name: string; readonly args: unknown; readonly result: unknown };
  readonly attributes: AttributeReader;
  /** Span events and log records of this step. */
  readonly events?: readonly { readonly name: string; readonly attributes: AttributeReader }[];
}

/** A change of a text that is known only by its edit. */
export type TextEdit =
  | { readonly kind: "replace"; readonly old: string; readonly new: string }
  /** After line `line` of the text, counted from 1; 0 is before the first. */
  | { readonly kind: "insert"; readonly line: number; readonly text: string }
  | { readonly kind: "append"; readonly text: string };

export type MemoryEffect =
  | { readonly kind: "none" }
  | { readonly kind: "set"; readonly key: string; readonly value: unknown }
  | { readonly kind: "edit-text"; readonly key: string; readonly edit: TextEdit }
  /** Adds to and removes from a list; items with an id replace the one of that id. `field` null: the value is the list. */
  | {
      readonly kind: "edit-list";
      readonly key: string;
      readonly field: string | null;
      readonly add: readonly unknown[];
      readonly remove: readonly unknown[];
    }
  | { readonly kind: "move"; readonly key: string; readonly to: string }
  | { readonly kind: "delete"; readonly key: string }
  /** Everything in the store, or everything whose key starts with `prefix`. */
  | { readonly kind: "clear"; readonly prefix?: string }
  /** Content that the step read. It was there before, unless we saw it being written. */
  | { readonly kind: "seen"; readonly entries: readonly (readonly [key: string, value: unknown])[] };

export interface MemoryOperation {
  readonly stepId: string;
  readonly agent: string | null;
  readonly atUs: number;
  /** `session`, `thread <id>` or `agent <name>`: whose memory it is. */
  readonly scope: string;
  readonly op: MemoryOp;
  readonly store: string;
  readonly layer: MemoryLayer;
  readonly layerReason: string;
  /** Where it was read from, in words: `OpenTelemetry memory operation`, `memory tool`, `LangGraph state, reconstructed`. */
  readonly source: string;
  readonly key?: string;
  readonly recordId?: string;
  readonly query?: string;
  /** What was written, or what a search gave back. */
  readonly value?: unknown;
  /** Records written or found, where the step says so. */
  readonly count?: number;
  readonly failed: boolean;
  /** Whether the store lives longer than the session, so that a change can be drift. */
  readonly outlives: boolean;
  readonly effect: MemoryEffect;
  /** Place in a graph run: outputs of a superstep come after all its inputs, whatever the clock says. */
  readonly superstep?: { readonly run: string; readonly index: number; readonly phase: "in" | "out" };
}

/** What the user may set: layers of stores, and the table of tool names. */
export interface MemoryOptions {
  readonly labels?: ReadonlyMap<string, MemoryLayer>;
  readonly tools?: readonly MemoryToolRule[];
}

/** One line of the table that finds memory tools by name, without regard to case. */
export interface MemoryToolRule {
  /** A regular expression; in a user's own line a name in which `*` stands for any text. */
  readonly name: string;
  readonly isOwn?: true;
  /** The operation; `verb` reads it from the words of the name. */
  readonly op: MemoryOp | "verb";
  readonly store?: string;
  readonly layer?: MemoryLayer;
}

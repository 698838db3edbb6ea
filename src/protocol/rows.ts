// The rows that answers are made of. Names and fields are fixed: tests, benches and scripts are written against them.
// Times are microseconds since the epoch as safe integers, costs are US dollars, unknown is null and never 0.

import type { StepKind } from "../core/model/kind";
import type { Message, Part, ToolDef } from "../core/model/message";
import type { Problem } from "../core/model/problem";
import type { CodeFacts, ContentState, ErrorFacts } from "../core/model/step";
import type { Usage } from "../core/model/usage";
import type { JournalRow, ReadingRow } from "./journal";

export type { CodeFacts, ContentState, ErrorFacts, Message, Part, Problem, StepKind, ToolDef, Usage };

export type Status = "running" | "ok" | "error";

export interface RunRow {
  readonly runId: string;
  readonly name: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly exitCode?: number;
}

export interface SessionRow {
  readonly sessionId: string;
  /** The attribute that carried the id, or `trace`. */
  readonly idSource: string;
  readonly title: string;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly status: Status;
  readonly service?: string;
  readonly run?: RunRow;
  readonly traces: number;
  readonly steps: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  readonly findings: number;
  readonly agents: readonly string[];
  readonly models: readonly string[];
  readonly usage: Usage;
  /** The sum of what is known; null where no call could be priced. */
  readonly costUsd: number | null;
  readonly unpricedCalls: number;
  readonly replayOf?: string;
}

export type Badge = "error" | "cache-break" | "compaction" | "approval" | "odd" | "duplicate" | "diverged";
export type CostSource = "reported" | "computed" | "unknown";

export interface StepRow {
  readonly stepId: string;
  /** Place in tree order from 1. Display only: it may shift while steps arrive. */
  readonly number: number;
  readonly traceId: string;
  readonly parentId: string | null;
  /** It names a parent that has not come: it stands at the top, under a mark, until that comes. */
  readonly waitsForParent?: true;
  readonly depth: number;
  readonly hasChildren: boolean;
  /** Its place among its parent's children (or the steps at the top), from 1, and how many those are; no filter applied. */
  readonly position?: number;
  readonly siblings?: number;
  readonly kind: StepKind;
  readonly name: string;
  /** What it did: `calls run_sql`, the main argument, the error. */
  readonly summary: string;
  readonly model?: string;
  readonly agent: string | null;
  readonly status: Status;
  readonly startUs: number;
  /** Null while the step runs and where the client's clock cannot be believed. */
  readonly durationUs: number | null;
  readonly usage?: Usage;
  readonly costUsd?: number | null;
  readonly costSource?: CostSource;
  readonly context?: { readonly used: number; readonly limit: number | null };
  readonly badges: readonly Badge[];
  readonly duplicateOf?: string;
  readonly problems: number;
  /** Sums over the step and all below it, for rows that have children; duplicates are left out. */
  readonly below?: { readonly usage: Usage; readonly costUsd: number | null; readonly unpricedCalls: number };
  /** No step but the head over the steps of one agent (`agent`; null: of none), in a tree that is grouped (groups.ts). */
  readonly group?: { readonly steps: number; readonly failed: number };
}

/** The step that ran a tool call, and whether it was a try among others. */
export interface ToolRunRow {
  readonly stepId: string;
  /** For reading only, as all numbers of steps. */
  readonly number: number;
  readonly name: string;
  readonly durationUs: number | null;
  readonly failed: boolean;
  /** From 1; absent where the call was not tried again. */
  readonly attempt?: { readonly number: number; readonly of: number };
  /** Earlier steps that ran the same call to the same outcome. */
  readonly sameAs: readonly { readonly stepId: string; readonly number: number }[];
}

export interface AttributeRow {
  readonly key: string;
  /** JSON-safe: integers above 2^53 and bytes are text, maps are objects without a prototype. */
  readonly value: unknown;
  readonly readBy?: string;
}

export interface StepDetail extends Omit<StepRow, "problems"> {
  readonly problems: readonly Problem[];
  readonly dialects: readonly string[];
  readonly provider?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly system?: readonly Part[];
  readonly messages?: readonly Message[];
  readonly tools?: readonly ToolDef[];
  readonly output?: readonly Message[];
  readonly finishReasons?: readonly string[];
  readonly tool?: {
    readonly name: string;
    readonly callId?: string;
    readonly args: unknown;
    readonly result: unknown;
    readonly isError: boolean;
  };
  readonly error?: ErrorFacts;
  readonly contentState: ContentState;
  /** Where the step has no messages itself: what the model calls below it were asked first and answered last. */
  readonly inside?: { readonly asked?: SaidInside; readonly answered?: SaidInside };
  /** Exact nanoseconds as decimal text. */
  readonly startNs: string;
  readonly endNs: string;
  readonly code?: CodeFacts;
  readonly attributes: readonly AttributeRow[];
  /** Span events and log records of this step, oldest first. */
  readonly events: readonly {
    readonly source: "event" | "log";
    readonly name: string;
    readonly timeNs: string;
    readonly body?: unknown;
    readonly attributes: readonly AttributeRow[];
  }[];
  readonly resource: readonly AttributeRow[];
  readonly scope: { readonly name: string; readonly version: string };
}

/** A message and the step that it stands in. */
export interface SaidInside {
  readonly stepId: string;
  readonly number: number;
  readonly message: Message;
}

/** Whether agents can reach us. `by` tells another window of ours from a program we do not know. */
export type ReceiverRow =
  | { readonly state: "listening"; readonly port: number }
  | { readonly state: "in-use"; readonly port: number; readonly by: "window" | "program" }
  | { readonly state: "failed"; readonly port: number; readonly message: string };

export interface StatusRow {
  readonly httpPort: number | null;
  readonly grpcPort: number | null;
  readonly spans: number;
  readonly logs: number;
  readonly metricPoints: number;
  readonly sessions: number;
  readonly evicted: number;
  readonly rejected: number;
  readonly bytesReceived: number;
  readonly bytesStored: number;
  readonly problems: Readonly<Record<string, number>>;
  readonly senders: readonly SenderRow[];
  readonly receiver?: ReceiverRow;
  /** Absent where no journal was asked for. */
  readonly journal?: JournalRow;
  /** There while sessions of before are read back. */
  readonly reading?: ReadingRow;
}

export interface SenderRow {
  readonly service: string;
  readonly dialects: readonly string[];
  readonly lastSeenUs: number;
  readonly contentCaptured: boolean;
  readonly hint?: string;
}

export interface AgentRow {
  readonly name: string;
  readonly frameworks: readonly string[];
  readonly models: readonly string[];
  readonly tools: readonly string[];
  readonly versions: readonly {
    readonly hash: string;
    readonly firstSeenUs: number;
    readonly changed: readonly string[];
  }[];
  readonly sessions: number;
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly errors: number;
  /** The same tools with how often it called each, how often that failed and how long it took; most calls first. */
  readonly toolCounts: readonly {
    readonly name: string;
    readonly calls: number;
    readonly errors: number;
    /** 95% of its calls took at most this long, to two digits; null where none has an end. */
    readonly p95Us: number | null;
  }[];
  /** Of its runs, not of the calls in them. */
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly costUsd: number | null;
  /** Calls that are not in the cost because their price is unknown. */
  readonly unpricedCalls: number;
  readonly lastSeenUs: number;
}

export interface FindingRow {
  readonly id: string;
  readonly sessionId: string;
  readonly detector: string;
  readonly severity: "error" | "warning" | "info";
  readonly title: string;
  readonly detail: string;
  readonly stepIds: readonly string[];
  readonly atUs: number;
}

export interface Page<Row> {
  readonly items: readonly Row[];
  /** Absent at the end. */
  readonly next?: string;
}

/** What a segment of a context window is. */
export type SegmentKind =
  "system" | "tools" | "memory" | "user" | "summary" | "assistant" | "tool_result" | "reasoning" | "other";

export interface SegmentRow {
  readonly kind: SegmentKind;
  readonly label: string;
  readonly tokens: number;
  /** True only where the provider reports this very figure; a split of a reported total is an estimate. */
  readonly exact: boolean;
  readonly cached?: boolean;
  /** Place in `messages` of the step's detail; absent for the system prompt and the tool definitions. */
  readonly messageIndex?: number;
  readonly preview: string;
  /** The step since which it has been in the window without a break, and that step's number. */
  readonly sinceStep?: string;
  readonly sinceNumber?: number;
}

export type ContextChange = "added" | "removed" | "edited" | "summarised" | "kept";

export interface ContextWindowRow {
  readonly stepId: string;
  readonly limit: number | null;
  /** `setting`, `client`, `request`, the name of a table of models, or `unknown`. */
  readonly limitSource: string;
  readonly used: number;
  readonly usedSource: "reported" | "estimated";
  readonly segments: readonly SegmentRow[];
  readonly previousStepId?: string;
  /** Text of the messages that left the window and that no later message of the session holds; at most 20. */
  readonly dropped: readonly {
    readonly text: string;
    /** The call with which it came in, and that call's number, for reading only. */
    readonly stepId?: string;
    readonly number?: number;
  }[];
  readonly changes: readonly {
    readonly change: ContextChange;
    readonly segment: SegmentRow;
    readonly tokensBefore?: number;
    readonly tokensAfter?: number;
  }[];
}

export interface ContextCallRow {
  readonly stepId: string;
  /** The step's number in tree order; display only. */
  readonly number: number;
  readonly agent: string | null;
  readonly startUs: number;
  /** The call whose conversation this one goes on; absent where it starts one of its own (a summary, another task). */
  readonly previousStepId?: string;
  readonly limit: number | null;
  readonly limitSource: string;
  readonly used: number;
  readonly usedSource: "reported" | "estimated";
  readonly segments: readonly { readonly kind: SegmentKind; readonly tokens: number }[];
  /** Tokens that came in and went out of the window since the call before of the same agent. */
  readonly added: number;
  readonly removed: number;
  readonly cacheReadTokens: number | null;
  readonly costUsd: number | null;
  readonly cacheBreak?: {
    readonly messageIndex: number;
    readonly what: string;
    readonly lostUsd: number | null;
  };
  readonly compaction?: {
    readonly before: number;
    readonly after: number;
    readonly costUsd: number | null;
    /** The call that wrote the summary, where one of this session did; the number is for reading only. */
    readonly writer?: { readonly stepId: string; readonly number: number };
  };
}

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

export interface MemorySnapshotRow {
  readonly snapshotId: string;
  readonly stepId: string;
  /** The step's number in tree order; display only. */
  readonly number: number;
  /** Snapshots of one point are the lanes of one moment. */
  readonly point: number;
  readonly at: "start" | "step" | "end";
  readonly scope: string;
  readonly store: string;
  readonly layer: MemoryLayer;
  readonly layerReason: string;
  readonly source: string;
  readonly atUs: number;
  readonly items: readonly { readonly key: string; readonly preview: string }[];
}

export interface MemoryOperationRow {
  readonly stepId: string;
  readonly number: number;
  readonly agent: string | null;
  readonly op: MemoryOp;
  readonly store?: string;
  readonly layer: MemoryLayer;
  readonly layerReason: string;
  readonly recordId?: string;
  readonly key?: string;
  /** What was written or found: `3.4% → 2.9%` for a change. */
  readonly preview: string;
  readonly changed: boolean;
  readonly failed: boolean;
  readonly atUs: number;
}

/** What all stores held at one moment. */
export interface MemoryPictureRow {
  readonly stores: readonly {
    readonly store: string;
    readonly scope: string;
    readonly layer: MemoryLayer;
    readonly items: readonly { readonly key: string; readonly value: unknown }[];
  }[];
}

/** What an operation wrote or found, whole; `value` is absent where it did neither. */
export interface MemoryValueRow {
  readonly op: MemoryOp;
  readonly store: string;
  readonly key?: string;
  readonly query?: string;
  readonly before?: unknown;
  readonly value?: unknown;
}

interface MemoryEntryRow {
  readonly key: string;
  readonly layer: MemoryLayer;
  readonly store: string;
  readonly stepId?: string;
  readonly number?: number;
}

export interface MemoryDiffRow {
  readonly added: readonly (MemoryEntryRow & { readonly value: unknown })[];
  readonly removed: readonly (MemoryEntryRow & { readonly value: unknown })[];
  readonly changed: readonly (MemoryEntryRow & {
    readonly before: unknown;
    readonly after: unknown;
    /** Field by field; the path is empty where the whole value changed. */
    readonly fields: readonly {
      readonly path: string;
      readonly before?: unknown;
      readonly after?: unknown;
    }[];
  })[];
  readonly unchanged: number;
}

/** The same key changed again and again, or contradicted, over the sessions of one agent. */
export interface MemoryDriftRow {
  readonly store?: string;
  readonly key: string;
  /** `two-records`: another record of the store states the same thing with another value. */
  readonly reason: "changed-often" | "contradicted" | "two-records";
  /** What makes it so, in a sentence. */
  readonly detail: string;
  readonly values: readonly {
    readonly sessionId: string;
    readonly stepId: string;
    readonly atUs: number;
    readonly preview: string;
  }[];
}

/** What one key of a store went through, newest first. */
export interface MemoryHistoryRow {
  readonly events: readonly {
    readonly sessionId: string;
    readonly title: string;
    readonly stepId: string;
    /** Of the step, in its own session. */
    readonly number: number;
    readonly atUs: number;
    readonly op: MemoryOp;
    readonly preview: string;
    readonly changed: boolean;
    readonly failed: boolean;
    /** The step that brought the value before it was written; null: none that was recorded did. Absent: not looked for. */
    readonly source?: { readonly stepId: string; readonly number: number; readonly name: string } | null;
  }[];
  /** Events in all; `events` are the newest of them. */
  readonly total: number;
  readonly reads: number;
  readonly changes: number;
  readonly sessions: number;
}

export interface CostItemRow {
  readonly key: string;
  readonly calls: number;
  readonly usage: Usage;
  readonly costUsd: number | null;
  readonly unpricedCalls: number;
  readonly wastedUsd: number;
  /** Models that the calls ran on, most calls first. */
  readonly models?: readonly string[];
  /** Number and name of the step, where steps are the subject. */
  readonly number?: number;
  readonly name?: string;
}

export interface WasteRow {
  readonly reason: string;
  /** Which calls, or what broke: `run_sql with the same arguments and the same outcome`. */
  readonly detail: string;
  /** Null where none of the steps has a price. */
  readonly costUsd: number | null;
  readonly stepIds: readonly string[];
  /** Numbers of those steps, for reading only. */
  readonly numbers: readonly number[];
}

export interface CostRow {
  readonly items: readonly CostItemRow[];
  readonly waste: readonly WasteRow[];
  readonly overTime: readonly {
    readonly atUs: number;
    readonly costUsd: number;
    readonly wastedUsd: number;
    readonly stepId: string;
    readonly number: number;
  }[];
  readonly whatIf: readonly { readonly model: string; readonly costUsd: number | null }[];
  /** Tokens and money by what was billed; money is null where a provider's price does not tell them apart. */
  readonly billed: readonly {
    readonly bucket: keyof Usage;
    readonly tokens: number;
    readonly costUsd: number | null;
  }[];
  /** Model calls in all, and how many of them have a price. */
  readonly calls: number;
  readonly pricedCalls: number;
  /** The whole session, tools at the user's prices included. */
  readonly total: CostItemRow;
  /** What the user allows a session to cost; null where nothing is set. */
  readonly budgetUsd: number | null;
  /** The tools that ran, most calls first. */
  readonly tools: readonly ToolCostRow[];
}

export interface ToolCostRow {
  readonly name: string;
  readonly calls: number;
  /** Dollars for one call, as the user set it; null where no price is set. */
  readonly priceUsd: number | null;
  readonly costUsd: number | null;
}

/** A model that the price list knows, for choosing one. */
export interface PricedModelRow {
  readonly model: string;
  /** Who makes it: `openai`. */
  readonly maker: string;
}

/** The whole session in columns, for the overview strip: one entry a step, in tree order. */
export interface OverviewRow {
  readonly startUs: number;
  readonly endUs: number;
  readonly agents: readonly string[];
  /** -1 where no agent is known. */
  readonly agent: readonly number[];
  readonly kind: readonly StepKind[];
  /** Microseconds after `startUs`. */
  readonly offsetUs: readonly number[];
  readonly durationUs: readonly number[];
  readonly failed: readonly boolean[];
  readonly costUsd: readonly (number | null)[];
  readonly stepIds: readonly string[];
  readonly onCriticalPath: readonly boolean[];
  /** Places in these columns of the calls whose context was compacted before, as far as that is known. */
  readonly compactions?: readonly number[];
}

/** A sentence of the band above a view, and the steps that prove it. */
export interface ClaimRow {
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
  readonly stepIds: readonly string[];
  /** The view that shows the proof; absent where the steps themselves do. */
  readonly proof?: "context" | "memory";
}

/** What a reader of a long session asks first. */
export interface SummaryRow {
  readonly wentWrong: readonly ClaimRow[];
  readonly money: {
    readonly headline: string;
    readonly agents: readonly CostItemRow[];
    readonly waste: readonly WasteRow[];
  };
  /** The fullest call; absent where no call reports its input. */
  readonly context?: {
    readonly headline: string;
    readonly stepId: string;
    readonly used: number;
    readonly limit: number | null;
    readonly segments: readonly { readonly kind: SegmentKind; readonly tokens: number }[];
  };
  readonly handoffs: readonly {
    readonly from: string | null;
    readonly to: string;
    readonly stepId: string;
  }[];
  readonly retries: readonly {
    readonly name: string;
    readonly attempts: number;
    readonly failed: number;
    readonly stepIds: readonly string[];
  }[];
  readonly costliest: readonly { readonly stepId: string; readonly name: string; readonly costUsd: number }[];
  readonly criticalPath: readonly string[];
}

export interface SearchHitRow {
  readonly sessionId: string;
  readonly stepId: string;
  /** The number of the step in its session. */
  readonly number: number;
  readonly where: string;
  readonly excerpt: string;
}

/** Some hits of a search, and how far it is. */
export interface SearchPageRow {
  readonly items: readonly SearchHitRow[];
  /** Absent at the end. */
  readonly next?: string;
  readonly searched: {
    readonly sessions: number;
    readonly sessionsInAll: number;
    readonly steps: number;
  };
}

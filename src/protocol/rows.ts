// The rows that answers are made of. Names and fields are fixed: tests, benches and scripts are written against them.
// Times are microseconds since the epoch as safe integers, costs are US dollars, unknown is null and never 0.

import type { StepKind } from "../core/model/kind";
import type { Message, Part, ToolDef } from "../core/model/message";
import type { Problem } from "../core/model/problem";
import type { CodeFacts, ContentState, ErrorFacts } from "../core/model/step";
import type { Usage } from "../core/model/usage";

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
  readonly depth: number;
  readonly hasChildren: boolean;
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
  readonly p50Us: number | null;
  readonly p95Us: number | null;
  readonly costUsd: number | null;
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

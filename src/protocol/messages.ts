// Every question and every event that crosses between engine, host and webview, with its types and its check.
//
// A request maps `noun/verb` to its arguments and its result. Events carry ids only: whoever cares asks again.

import * as v from "valibot";
import type {
  AgentRow,
  ContextCallRow,
  ContextWindowRow,
  CostRow,
  FindingRow,
  MemoryDiffRow,
  MemoryDriftRow,
  MemoryOperationRow,
  MemorySnapshotRow,
  OverviewRow,
  Page,
  SearchHitRow,
  SessionRow,
  StatusRow,
  StepDetail,
  StepRow,
  SummaryRow,
} from "./rows";

const text = v.pipe(v.string(), v.maxLength(4096));
const paging = {
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
  cursor: v.optional(text),
};
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The checks of arguments, one a request. What they infer is what handlers get. */
export const ARGUMENTS = {
  "status/get": v.object({}),
  "session/list": v.object({ ...paging, search: v.optional(text) }),
  "session/get": v.object({ sessionId: text }),
  "session/steps": v.object({ ...paging, sessionId: text }),
  "session/rows": v.object({
    sessionId: text,
    offset: count,
    count: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(500)),
    collapsed: v.optional(v.pipe(v.array(text), v.maxLength(100_000))),
    filter: v.optional(text),
  }),
  "session/findings": v.object({ sessionId: v.optional(text) }),
  "step/get": v.object({ stepId: text }),
  "agent/list": v.object({}),
  "step/context": v.object({ stepId: text }),
  "session/context": v.object({ sessionId: text, agent: v.optional(text) }),
  "session/memory": v.object({ sessionId: text }),
  "memory/diff": v.object({ from: text, to: text }),
  "memory/label": v.object({
    store: text,
    layer: v.picklist(["working", "episodic", "semantic", "unknown"]),
  }),
  "memory/drift": v.object({ sessionId: text }),
  "session/cost": v.object({
    sessionId: text,
    by: v.picklist(["agent", "model", "tool", "kind", "step"]),
    whatIfModels: v.optional(v.pipe(v.array(text), v.maxLength(20))),
  }),
  "session/overview": v.object({ sessionId: text }),
  "session/summary": v.object({ sessionId: text }),
  "search/query": v.object({ text, limit: paging.limit }),
  "export/otlp": v.object({
    sessionIds: v.pipe(v.array(text), v.maxLength(10_000)),
    redact: v.optional(v.boolean()),
  }),
  /** The editor tells the engine which runs it started, so that their sessions carry the name and end with them. */
  "run/started": v.object({
    runId: text,
    name: text,
    commit: v.optional(text),
    dirty: v.optional(v.boolean()),
  }),
  "run/ended": v.object({ runId: text, exitCode: v.optional(v.number()) }),
  "session/clear": v.object({}),
} as const;

export type Method = keyof typeof ARGUMENTS;
export type ArgumentsOf<M extends Method> = v.InferOutput<(typeof ARGUMENTS)[M]>;

interface Results {
  "status/get": StatusRow;
  "session/list": Page<SessionRow>;
  "session/get": SessionRow;
  "session/steps": Page<StepRow>;
  /** The rows that a virtual list shows, in tree order; `total` counts what is visible under `collapsed` and `filter`. */
  "session/rows": {
    readonly total: number;
    readonly items: readonly StepRow[];
    /** First and last instant of the session, so that every window draws on one scale. */
    readonly startUs: number;
    readonly endUs: number;
    /** Steps whose parent has not come. */
    readonly waiting: number;
  };
  "session/findings": readonly FindingRow[];
  "step/get": StepDetail;
  "agent/list": readonly AgentRow[];
  "step/context": ContextWindowRow;
  "session/context": { readonly calls: readonly ContextCallRow[] };
  "session/memory": {
    readonly snapshots: readonly MemorySnapshotRow[];
    readonly operations: readonly MemoryOperationRow[];
  };
  "memory/diff": MemoryDiffRow;
  "memory/label": Record<string, never>;
  "memory/drift": readonly MemoryDriftRow[];
  "session/cost": CostRow;
  "session/overview": OverviewRow;
  "session/summary": SummaryRow;
  "search/query": readonly SearchHitRow[];
  /** An ExportTraceServiceRequest and an ExportLogsServiceRequest in OTLP/JSON, as recorded. */
  "export/otlp": { readonly resourceSpans: readonly unknown[]; readonly resourceLogs: readonly unknown[] };
  "run/started": Record<string, never>;
  "run/ended": Record<string, never>;
  "session/clear": Record<string, never>;
}
export type ResultOf<M extends Method> = Results[M];

export interface Events {
  "status/ready": { readonly httpPort: number | null; readonly grpcPort: number | null };
  "status/changed": Record<string, never>;
  "session/changed": { readonly sessionIds: readonly string[] };
  "session/removed": { readonly sessionId: string; readonly movedTo?: string };
  "finding/added": { readonly sessionId: string; readonly ids: readonly string[] };
}
export type EventName = keyof Events;

/** Why a request failed, as it crosses the wire. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What to do next, where there is something. */
  readonly next?: string;
}

/** One envelope each way; the same on a MessagePort, in a webview and as JSON lines. */
export type Envelope =
  | { readonly id: number; readonly method: string; readonly args: unknown }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: Failure }
  | { readonly cancel: number }
  | { readonly event: string; readonly data: unknown };

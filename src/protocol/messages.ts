// Every question and every event that crosses between engine, host and webview, with its types and its check.
//
// A request maps `noun/verb` to its arguments and its result. Events carry ids only: whoever cares asks again.

import * as v from "valibot";
import {
  ASK_ARGUMENTS,
  REPLAY_ARGUMENTS,
  type AskResults,
  type ReplayEvents,
  type ReplayResults,
} from "./replay";
import type {
  AgentRow,
  ContextCallRow,
  ContextWindowRow,
  CostRow,
  FindingRow,
  MemoryDiffRow,
  MemoryDriftRow,
  MemoryHistoryRow,
  MemoryOperationRow,
  MemoryPictureRow,
  MemorySnapshotRow,
  MemoryValueRow,
  OverviewRow,
  Page,
  PricedModelRow,
  ReceiverRow,
  SearchHitRow,
  SearchPageRow,
  SessionRow,
  StatusRow,
  StepDetail,
  StepRow,
  SummaryRow,
  ToolRunRow,
} from "./rows";

const text = v.pipe(v.string(), v.maxLength(4096));
const paging = {
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
  cursor: v.optional(text),
};
/** What a view may hand to the editor as one text; a longer one is cut by the view before it asks. */
const longText = v.pipe(v.string(), v.maxLength(4 * 1024 * 1024));
const collapsed = v.optional(v.pipe(v.array(text), v.maxLength(100_000)));
/** The tree as it was recorded, or with the steps of each agent under a head of their own. */
const groupBy = v.optional(v.literal("agent"));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));
/** More tools than an agent has; what one message may make the engine keep. */
const MAX_TOOL_PRICES = 1000;

const tokens = v.pipe(v.number(), v.integer(), v.minValue(1));
const MAX_LIMITS = 1000;

const whatIfModels = v.pipe(v.array(text), v.maxLength(20));
const layer = v.picklist(["working", "episodic", "semantic", "unknown"]);
const MAX_STORES = 1000;
/** What a memory tool may do; `verb` reads it from the words of the tool's name. */
const toolOperation = v.picklist(["search", "create", "update", "upsert", "delete", "verb"]);
const memoryTool = v.object({
  /** A tool's name; `*` stands for any text. */
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  op: toolOperation,
  store: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  layer: v.optional(v.picklist(["working", "episodic", "semantic"])),
});
const MAX_MEMORY_TOOLS = 200;

/** The commands that a view may start, by names of our own: the host maps them to `agentLoupe.*` ids. */
export const HOST_COMMANDS = [
  "run-agent",
  "open-settings",
  "show-sessions",
  "reload-view",
  /** What else can be done with a session, in a list of the editor. */
  "session-actions",
  "replay-and-compare",
  /** Lets the user choose the other session, then shows both (`panel/show` with `compareWith`). */
  "compare-with",
  "add-variant",
  "more-samples",
  "save-as-test",
] as const;
export type HostCommand = (typeof HOST_COMMANDS)[number];

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
    /** Counts `offset` from the last row backwards: what a list shows that follows a session which grows. */
    fromEnd: v.optional(v.boolean()),
    collapsed,
    filter: v.optional(text),
    groupBy,
  }),
  /**
   * One step to jump to. `step`: the step `from` itself. `error`: the next failed step after `from` in tree order.
   * `costliest`, `slowest`, `fullest` (its context): the first by rank, or the one after `from` in that rank; only leaves have a rank.
   * `call`: the next model call of the same agent after `from`. `name`: the next step whose name starts with `text`.
   * `back` turns the order around; each wraps at the end. `from` may be the head of a group (groups.ts): it stands for
   * the first step of its agent where the tree is not grouped.
   */
  "session/find": v.object({
    sessionId: text,
    what: v.picklist(["step", "error", "costliest", "slowest", "fullest", "call", "name"]),
    from: v.optional(text),
    back: v.optional(v.boolean()),
    text: v.optional(text),
    collapsed,
    filter: v.optional(text),
    groupBy,
  }),
  "session/findings": v.object({ sessionId: v.optional(text) }),
  "step/get": v.object({ stepId: text }),
  "agent/list": v.object({}),
  "step/context": v.object({ stepId: text }),
  "step/tools": v.object({ stepId: text }),
  "session/context": v.object({ sessionId: text, agent: v.optional(text) }),
  "session/memory": v.object({ sessionId: text }),
  "memory/diff": v.object({ from: text, to: text }),
  /** All that memory held at a snapshot. */
  "memory/picture": v.object({ snapshotId: text }),
  /** The whole value of an operation: the `place`th of its step in the ledger, from 0. */
  "memory/value": v.object({ sessionId: text, stepId: text, place: count }),
  "memory/label": v.object({
    store: text,
    layer,
  }),
  "memory/drift": v.object({ sessionId: text }),
  /** All that was done to one key, in this session and in others of the same agents. */
  "memory/history": v.object({ sessionId: text, store: text, key: text }),
  "session/cost": v.object({
    sessionId: text,
    by: v.picklist(["agent", "model", "tool", "kind", "step"]),
    whatIfModels: v.optional(whatIfModels),
  }),
  "session/overview": v.object({ sessionId: text }),
  "session/summary": v.object({ sessionId: text }),
  "search/query": v.object({ text, limit: paging.limit }),
  /** The same search in pages, each answered within a fraction of a second: `next` goes on where the last one ended. */
  "search/page": v.object({ ...paging, text }),
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
  /** Removes these sessions, every session where none are named. */
  "session/clear": v.object({ sessionIds: v.optional(v.pipe(v.array(text), v.maxLength(10_000))) }),
  /** What the user set in the editor, told at start and when it changes. A setting that is absent stays as it was. */
  "settings/apply": v.object({
    /** Dollars for one call of a tool, by its name; a tool that is not named has no known price. */
    toolPricesUsd: v.optional(v.pipe(v.record(text, dollars), v.maxEntries(MAX_TOOL_PRICES))),
    /** Dollars that a session may cost; null: no budget. */
    budgetUsd: v.optional(v.nullable(dollars)),
    /** Models to work out the same tokens on; empty: our own choice. */
    whatIfModels: v.optional(whatIfModels),
    /** Tokens that fit into a model's context, by the model's name. */
    contextLimits: v.optional(v.pipe(v.record(text, tokens), v.maxEntries(MAX_LIMITS))),
    /** The layer of a memory store, by the store's name. */
    memoryLayers: v.optional(v.pipe(v.record(text, layer), v.maxEntries(MAX_STORES))),
    /** The user's own memory tools, the first that fits a name counts. */
    memoryTools: v.optional(v.pipe(v.array(memoryTool), v.maxLength(MAX_MEMORY_TOOLS))),
    /** What is kept on disk from now on; nothing changes where the engine was started without a folder. */
    journal: v.optional(v.object({ enabled: v.boolean(), maxBytes: count, keepDays: count })),
  }),
  /** The models that the price list knows. */
  "price/models": v.object({}),
  /** Listens on another port, or tries the same one again at once. What is stored stays. */
  "receiver/listen": v.object({
    httpPort: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  }),
  // What a view asks of the editor. The host answers these and never passes them on to the engine.
  /** Opens a read-only document beside the panel. */
  "host/open-document": v.object({
    title: text,
    text: longText,
    language: v.picklist(["json", "markdown", "plaintext"]),
  }),
  "host/open-diff": v.object({ title: text, before: longText, after: longText, language: v.optional(text) }),
  "host/copy": v.object({ text: longText }),
  /** Copies a link that opens this step in the editor. */
  "host/copy-link": v.object({ sessionId: text, stepId: v.optional(text) }),
  "host/show-log": v.object({}),
  /** Shows the session in the sidebar's tree. */
  "host/reveal-session": v.object({ sessionId: text }),
  /** Shows a step of another session in that session's own panel. */
  "host/show-step": v.object({ sessionId: text, stepId: text }),
  /** Opens the source line that the step names. The host asks the engine for it: a path never comes from a view. */
  "host/open-source": v.object({ stepId: text }),
  /** Shows only the sessions of this agent in the sidebar's tree. */
  "host/filter-sessions": v.object({ agent: text }),
  /** Lets the user set what a session may cost, what a call of a tool costs, or which models to compare prices with. */
  "host/edit-cost": v.variant("what", [
    v.object({ what: v.literal("budget") }),
    v.object({ what: v.literal("models") }),
    v.object({ what: v.literal("tool-price"), tool: text }),
  ]),
  /** Keeps the user's word for what a memory store is, for this and every later session. */
  "host/keep-layer": v.object({ store: text, layer }),
  /** What the command is about goes along where it is about something. */
  "host/run-command": v.object({
    command: v.picklist(HOST_COMMANDS),
    sessionId: v.optional(text),
    /** The step to replay from, and whose prompt to edit. */
    stepId: v.optional(text),
    replayId: v.optional(text),
    sample: v.optional(count),
  }),
  ...REPLAY_ARGUMENTS,
  ...ASK_ARGUMENTS,
} as const;

export type Method = keyof typeof ARGUMENTS;
export type ArgumentsOf<M extends Method> = v.InferOutput<(typeof ARGUMENTS)[M]>;

interface Results extends ReplayResults, AskResults {
  "status/get": StatusRow;
  "session/list": Page<SessionRow>;
  "session/get": SessionRow;
  "session/steps": Page<StepRow>;
  /** The rows that a virtual list shows, in tree order; `total` counts what is visible under `collapsed` and `filter`. */
  "session/rows": {
    readonly total: number;
    readonly items: readonly StepRow[];
    /** Place of the first item, where it was asked for from the end. */
    readonly offset?: number;
    /** First and last instant of the session, so that every window draws on one scale. */
    readonly startUs: number;
    readonly endUs: number;
    /** Steps whose parent has not come. */
    readonly waiting: number;
    /** The ancestors of the first item, outermost first, for rows that stick to the top. */
    readonly ancestors?: readonly StepRow[];
    /** The three steps of the session that cost most, dearest first. */
    readonly costliest?: readonly string[];
    /** Steps of the session with problems, for the line that counts them. */
    readonly odd?: number;
  };
  /** Null where nothing fits. */
  "session/find": {
    readonly stepId: string;
    /** Place among the visible rows once its ancestors are open; null where the filter hides it. */
    readonly index: number | null;
    /** Its ancestors, outermost first: those to take out of `collapsed`. */
    readonly ancestors: readonly string[];
  } | null;
  "session/findings": readonly FindingRow[];
  "step/get": StepDetail;
  "agent/list": readonly AgentRow[];
  "step/context": ContextWindowRow;
  /**
   * One entry for each tool call in the messages of a model call, then for each that it asked for; null where no step
   * is known that ran it. For a step that ran a tool: its own.
   */
  "step/tools": { readonly runs: readonly (ToolRunRow | null)[] };
  "session/context": { readonly calls: readonly ContextCallRow[] };
  "session/memory": {
    readonly snapshots: readonly MemorySnapshotRow[];
    readonly operations: readonly MemoryOperationRow[];
    /** Moments that changed memory and have no snapshot of their own, because there were too many. */
    readonly pointsLeftOut: number;
  };
  "memory/diff": MemoryDiffRow;
  "memory/picture": MemoryPictureRow;
  "memory/value": MemoryValueRow;
  "memory/label": Record<string, never>;
  "memory/drift": readonly MemoryDriftRow[];
  "memory/history": MemoryHistoryRow;
  "session/cost": CostRow;
  "session/overview": OverviewRow;
  "session/summary": SummaryRow;
  "search/query": readonly SearchHitRow[];
  "search/page": SearchPageRow;
  /** An ExportTraceServiceRequest and an ExportLogsServiceRequest in OTLP/JSON, as recorded. */
  "export/otlp": { readonly resourceSpans: readonly unknown[]; readonly resourceLogs: readonly unknown[] };
  "run/started": Record<string, never>;
  "run/ended": Record<string, never>;
  "session/clear": Record<string, never>;
  "settings/apply": Record<string, never>;
  "price/models": readonly PricedModelRow[];
  "receiver/listen": ReceiverRow;
  "host/open-document": Record<string, never>;
  /** VS Code's own diff of two texts. */
  "host/open-diff": Record<string, never>;
  "host/copy": Record<string, never>;
  "host/copy-link": Record<string, never>;
  "host/show-log": Record<string, never>;
  "host/reveal-session": Record<string, never>;
  "host/show-step": Record<string, never>;
  "host/open-source": Record<string, never>;
  "host/filter-sessions": Record<string, never>;
  "host/run-command": Record<string, never>;
  "host/edit-cost": Record<string, never>;
  "host/keep-layer": Record<string, never>;
}
export type ResultOf<M extends Method> = Results[M];

export interface Events extends ReplayEvents {
  "status/ready": { readonly httpPort: number | null; readonly grpcPort: number | null };
  "status/changed": Record<string, never>;
  "session/changed": { readonly sessionIds: readonly string[] };
  "session/removed": { readonly sessionId: string; readonly movedTo?: string };
  /** The host shows another session, or a step of this one, in a panel that is already open. */
  "panel/show": {
    readonly sessionId: string;
    readonly stepId?: string;
    /** Another session to compare it with: the panel turns to the compare view. */
    readonly compareWith?: string;
    /** The view to turn to, by the name of its tab. */
    readonly view?: string;
  };
  /** The host asks the page to do what one of its keys does, by a name of page-commands.ts. */
  "panel/command": { readonly command: string };
  /** The host selects an agent in the Agents panel that is already open. */
  "panel/agent": { readonly name: string };
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

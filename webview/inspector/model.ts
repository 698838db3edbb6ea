// What the inspector shows of a step, worked out from its detail. Pure.

import type { Message, Part, StepDetail, ToolRunRow } from "../../src/protocol/rows";

/** One box of the chat. A tool call carries its result, wherever in the messages that stood. */
export type Block =
  | { readonly kind: "part"; readonly part: Exclude<Part, { type: "tool_call" | "tool_result" }> }
  | { readonly kind: "tool"; readonly call: ToolCall | undefined; readonly result: ToolResult | undefined };

export type ToolCall = Extract<Part, { type: "tool_call" }>;
export type ToolResult = Extract<Part, { type: "tool_result" }>;

export interface Turn {
  readonly role: string;
  readonly name?: string;
  readonly blocks: readonly Block[];
  /** Its message's place in the list. */
  readonly index: number;
}

/**
 * The messages as turns, each tool result under its call. Results are matched by id; where a client sends none, by name
 * and order. A result whose call is not here stands alone, and a message that held only matched results is gone.
 */
export function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const results = matchResults(messages);
  const taken = new Set(results.values());
  return messages
    .map((message, index): Turn => ({
      index,
      role: message.role,
      ...(message.name === undefined ? {} : { name: message.name }),
      blocks: message.parts.filter((part) => !isTaken(part, taken)).map((part) => blockOf(part, results)),
    }))
    .filter((turn, at) => turn.blocks.length > 0 || messages[at]?.parts.length === 0);
}

/**
 * The run of each tool call of a step: the engine lists them in the order of the messages, then of the output. One that
 * names another tool is not believed.
 */
export function runsByCall(
  detail: Pick<StepDetail, "messages" | "output">,
  runs: readonly (ToolRunRow | null)[],
): ReadonlyMap<ToolCall, ToolRunRow> {
  const calls = [...(detail.messages ?? []), ...(detail.output ?? [])]
    .flatMap(({ parts }) => parts)
    .filter((part) => part.type === "tool_call");
  return new Map(
    calls.flatMap((call, index) => {
      const run = runs[index];
      return run && run.name === call.name ? [[call, run] as const] : [];
    }),
  );
}

function isTaken(part: Part, taken: ReadonlySet<ToolResult>): boolean {
  return part.type === "tool_result" && taken.has(part);
}

function blockOf(part: Part, results: ReadonlyMap<ToolCall, ToolResult>): Block {
  if (part.type === "tool_call") return { kind: "tool", call: part, result: results.get(part) };
  if (part.type === "tool_result") return { kind: "tool", call: undefined, result: part };
  return { kind: "part", part };
}

function matchResults(messages: readonly Message[]): Map<ToolCall, ToolResult> {
  const matched = new Map<ToolCall, ToolResult>();
  const open: ToolCall[] = [];
  for (const part of messages.flatMap((message) => message.parts)) {
    if (part.type === "tool_call") open.push(part);
    if (part.type !== "tool_result") continue;
    const at = open.findIndex((call) => answers(part, call));
    const [call] = at === -1 ? [] : open.splice(at, 1);
    if (call) matched.set(call, part);
  }
  return matched;
}

function answers(result: ToolResult, call: ToolCall): boolean {
  if (result.id !== undefined && call.id !== undefined) return result.id === call.id;
  return result.name === undefined || result.name === call.name;
}

/** Turns that are shown at once; what came before is one line that opens. */
const TURNS_SHOWN = 4;

/** Where the earlier turns end: before the last assistant's turn, so that what is new is open. */
export function foldAt(turns: readonly Turn[]): number {
  if (turns.length <= TURNS_SHOWN) return 0;
  const lastAssistant = turns.findLastIndex((turn) => turn.role === "assistant");
  const lastShown = turns.length - TURNS_SHOWN;
  return lastAssistant > 0 ? Math.max(lastShown, Math.min(lastAssistant, turns.length - 1)) : lastShown;
}

/** Text that is a JSON object or array becomes its value, so that it can be opened as a tree; else undefined. */
export function jsonIn(text: string): unknown {
  const start = text.trimStart().charAt(0);
  if ((start !== "{" && start !== "[") || text.length > 1_000_000) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What to say where a model call or tool has no content, and the setting of the client that would turn it on. */
export interface MissingContent {
  readonly sentence: string;
  readonly setting?: string;
}

/** Variables that turn recording on, by dialect: from each client's own documentation. */
const CONTENT_SETTINGS: Readonly<Record<string, string>> = {
  "otel-genai": "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true",
  openllmetry: "TRACELOOP_TRACE_CONTENT=true",
  openinference: "OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false",
  vercel: "experimental_telemetry: { isEnabled: true, recordInputs: true, recordOutputs: true }",
};

export function missingContent(detail: StepDetail): MissingContent | undefined {
  if (detail.contentState === "captured") return undefined;
  if (detail.contentState === "redacted")
    return { sentence: "The client redacted the content of this step." };
  if (detail.contentState === "truncated") return { sentence: "The client cut the content of this step." };
  if (detail.kind !== "llm" && detail.kind !== "tool" && detail.kind !== "mcp") return undefined;
  const dialect = detail.dialects.find((name) => settingOf(name) !== undefined);
  const setting = dialect === undefined ? undefined : settingOf(dialect);
  const client = detail.scope.name === "" ? "The client" : detail.scope.name;
  return {
    sentence: `${client} sent no content with this step.${setting === undefined ? "" : " Copy the setting that turns it on."}`,
    ...(setting === undefined ? {} : { setting }),
  };
}

function settingOf(dialect: string): string | undefined {
  const key = Object.keys(CONTENT_SETTINGS).find((name) => dialect.startsWith(name));
  return key === undefined ? undefined : CONTENT_SETTINGS[key];
}

/** Images that may be drawn from the record itself. SVG is not among them: it is a document, not a picture. */
const PICTURES = /^image\/(png|jpeg|gif|webp)$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const MAX_PICTURE = 8 * 1024 * 1024;

/** A `data:` address for a picture that came as base64; undefined for everything else. Nothing is ever fetched. */
export function pictureOf(part: Extract<Part, { type: "blob" }>): string | undefined {
  const mime = part.mime?.toLowerCase() ?? "";
  if (!PICTURES.test(mime) || part.base64.length > MAX_PICTURE || !BASE64.test(part.base64)) return undefined;
  return `data:${mime};base64,${part.base64}`;
}

/** JSON as people read it; what cannot be written as JSON is its own text. */
export function pretty(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

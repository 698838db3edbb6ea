// What filled the context window of one model call.

import type { Message, Part, ToolDef } from "../message";
import { apportion } from "./apportion";
import { estimateTokens, type TokenEstimator } from "./estimate";
import { kindOfResult, type Piece, piecesOf, previewOf, textOfValue } from "./pieces";
import type { ContextWindow, Hashed, RecordedContext, Segment } from "./segment";

/** Pieces by message hash, as they were cut when the message was first seen. One cache is good for one estimator. */
export type PieceCache = Map<string, readonly Piece[]>;

export interface ContextRequest extends RecordedContext {
  /** The whole input as the provider reports it, cached tokens included; null where it does not. */
  readonly reportedInput: number | null;
  /** The cached part of it; null where it is not reported. */
  readonly cacheRead: number | null;
  readonly estimate?: TokenEstimator;
  /** Texts of memory records: where a line of the input repeats one, it is shown as memory. */
  readonly memoryTexts?: readonly string[];
  readonly cache?: PieceCache;
}

/**
 * The window as segments whose tokens sum exactly to the reported input, or to the estimate where none is reported.
 *
 * The split is the estimator's, fitted to the total. Where part of the input is missing from the record (no messages; no tool
 * definitions, though tools were called or the total is far above the estimate), the rest is one segment `not recorded`
 * and nothing is stretched. Only a segment that is alone is exact: nobody reports a split.
 */
export function segmentsOf(request: ContextRequest): ContextWindow {
  const drafts = draftsOf(request);
  const estimated = sumOf(drafts);
  const used = request.reportedInput ?? estimated;
  const segments = markCached(fit(drafts, estimated, request), request.cacheRead);
  return { used, usedSource: request.reportedInput === null ? "estimated" : "reported", segments, estimated };
}

/** A segment that only this window holds yet: its tokens are fitted in place, as 400 windows may have 400 segments each. */
type Draft = { -readonly [Field in keyof Segment]: Segment[Field] };

function draftsOf(request: ContextRequest): Draft[] {
  const {
    estimate = estimateTokens,
    memoryTexts = [],
    cache = new Map<string, readonly Piece[]>(),
  } = request;
  const read = ({ hash, value }: Hashed<Message>): readonly Piece[] => {
    const known = cache.get(hash) ?? piecesOf(value, estimate, memoryTexts);
    cache.set(hash, known);
    return known;
  };
  const toolNames = toolNamesOf(request.messages ?? []);
  return [
    ...systemSegments(request.system, read),
    ...toolSegments(request.tools, estimate),
    ...(request.messages ?? []).flatMap((message, index) =>
      read(message).map((piece, place) => toSegment(piece, `${message.hash}#${place}`, index, toolNames)),
    ),
  ];
}

function systemSegments(
  system: Hashed<readonly Part[]> | undefined,
  read: (message: Hashed<Message>) => readonly Piece[],
): Draft[] {
  if (!system || system.value.length === 0) return [];
  const message = { hash: `system:${system.hash}`, value: { role: "system", parts: system.value } };
  return read(message).map((piece, place) => toSegment(piece, `${message.hash}#${place}`));
}

function toolSegments(tools: Hashed<readonly ToolDef[]> | undefined, estimate: TokenEstimator): Draft[] {
  if (!tools || tools.value.length === 0) return [];
  const { length } = tools.value;
  return [
    {
      kind: "tools",
      label: length === 1 ? "1 tool definition" : `${length} tool definitions`,
      tokens: estimate(textOfValue(tools.value)),
      exact: false,
      preview: previewOf(tools.value.map(({ name }) => name).join(", ")),
      identity: `tools:${tools.hash}`,
    },
  ];
}

function toSegment(
  piece: Piece,
  identity: string,
  messageIndex?: number,
  toolNames?: ReadonlyMap<string, string>,
): Draft {
  const { label, tokens, preview, callId } = piece;
  const named = label === "" ? toolNames?.get(callId ?? "") : undefined;
  const draft: Draft = {
    kind: named === undefined ? piece.kind : kindOfResult(named),
    label: named ?? (label || "tool result"),
    tokens,
    preview,
    exact: false,
    identity,
  };
  if (callId !== undefined) draft.callId = callId;
  if (messageIndex !== undefined) draft.messageIndex = messageIndex;
  return draft;
}

/** Names of the tools that were called, by call id. */
function toolNamesOf(messages: readonly Hashed<Message>[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { value } of messages)
    for (const part of value.parts)
      if ((part.type === "tool_call" || part.type === "server_tool_call") && part.id !== undefined)
        names.set(part.id, part.name);
  return names;
}

function fit(drafts: Draft[], estimated: number, request: ContextRequest): Draft[] {
  const { reportedInput } = request;
  if (reportedInput === null) return drafts;
  if (estimated === 0 || isPartMissing(request, reportedInput / estimated))
    return [...drafts, ...notRecorded(reportedInput - estimated, drafts.length === 0, request.continues)];
  const parts = apportion(
    reportedInput,
    drafts.map(({ tokens }) => tokens),
  );
  for (const [index, draft] of drafts.entries()) {
    draft.tokens = parts[index] ?? 0;
    draft.exact = drafts.length === 1;
  }
  return drafts;
}

function notRecorded(tokens: number, isAlone: boolean, continues: string | undefined): Draft[] {
  if (tokens === 0) return [];
  const what =
    continues === undefined
      ? { label: "not recorded", preview: "" }
      : { label: "kept by the provider", preview: previewOf(`goes on from ${continues}`) };
  return [{ kind: "other", ...what, tokens, exact: isAlone, identity: "not-recorded" }];
}

/** Above this ratio of the reported to the estimated input, no error of the estimator explains the difference. */
const UNEXPLAINED = 1.5;

/**
 * Whether the record leaves out part of the input. Tools that were called were defined somewhere; without definitions in
 * the record, a total far above the estimate is their weight and not that of the messages. A call that goes on from a
 * response has the messages of it, which the provider kept (OpenAI's Responses API, `previous_response_id`).
 */
function isPartMissing({ tools, messages, continues }: RecordedContext, ratio: number): boolean {
  if (continues !== undefined && ratio > 1) return true;
  if (ratio <= 1 || tools !== undefined) return messages === undefined && ratio > 1;
  if (messages === undefined || ratio > UNEXPLAINED) return true;
  return messages.some(({ value }) => value.parts.some(({ type }) => type === "tool_call"));
}

/**
 * Providers lay a prompt out as tools, system, messages, and cache a prefix of it. A segment counts as cached when more
 * than half of it lies in the prefix: the split is an estimate, the prefix is not.
 */
function markCached(drafts: Draft[], cacheRead: number | null): readonly Segment[] {
  if (cacheRead === null) return drafts;
  let start = 0;
  for (const draft of inPromptOrder(drafts)) {
    draft.cached = start + draft.tokens / 2 < cacheRead;
    start += draft.tokens;
  }
  return drafts;
}

/** Tool definitions first, then the rest as it stands. */
export function inPromptOrder<Kind extends Segment>(segments: readonly Kind[]): Kind[] {
  const isTools = ({ kind }: Kind) => kind === "tools";
  return [...segments.filter(isTools), ...segments.filter((segment) => !isTools(segment))];
}

function sumOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { tokens }) => sum + tokens, 0);
}

// A message as the pieces of a context window that it brings: its words, its thinking, each tool result.

import type { Message, Part } from "../message";
import type { TokenEstimator } from "./estimate";
import type { SegmentKind } from "./segment";
import { looksLikeSummary } from "./summary-marks";

/** A stretch of one message, with its tokens as the estimator counts them. */
export interface Piece {
  readonly kind: SegmentKind;
  /** Empty for a tool result whose message does not name the tool: the call that it answers does. */
  readonly label: string;
  readonly tokens: number;
  readonly preview: string;
  readonly callId?: string;
}

/** What a provider adds around each message (role, separators): 3 to 4 tokens in OpenAI's own counting guide. */
const MESSAGE_TOKENS = 4;
/** An image of 1024 × 1024 at high detail costs 765 tokens at OpenAI; its base64 text says nothing about it. */
const MEDIA_TOKENS = 765;
const PREVIEW_LENGTH = 160;
/** Tools whose results are memory that was read back (dialects.md §6). */
const MEMORY_TOOL = /memor(?:y|ies)|remember|recall|archival|knowledge_graph/i;

/**
 * The pieces of a message, neighbours of one kind together, each tool result alone. Lines that repeat a text of memory
 * are a piece of kind `memory`, but for what the assistant says itself. An empty message is one piece of the tokens around it.
 */
export function piecesOf(
  message: Message,
  estimate: TokenEstimator,
  memoryTexts: readonly string[] = [],
): Piece[] {
  const drafts: Draft[] = [];
  for (const part of message.parts)
    for (const draft of draftsOf(part, message, memoryTexts)) add(drafts, draft);
  if (drafts.length === 0)
    drafts.push({ kind: kindOfRole(message.role), label: message.role, text: "", media: 0 });
  return drafts.map((draft, index) => toPiece(draft, estimate, index === 0 ? MESSAGE_TOKENS : 0));
}

interface Draft {
  kind: SegmentKind;
  label: string;
  text: string;
  media: number;
  callId?: string;
}

/** Joins a stretch with the one before it where both are of one kind; results and summaries stay alone. */
function add(drafts: Draft[], draft: Draft): void {
  const last = drafts.at(-1);
  const stays = draft.kind === "tool_result" || draft.kind === "summary" || draft.callId !== undefined;
  if (!last || stays || last.kind !== draft.kind || last.callId !== undefined) {
    drafts.push(draft);
    return;
  }
  last.text += `\n${draft.text}`;
  last.media += draft.media;
  if (draft.label.startsWith("calls ")) last.label = joinCalls(last.label, draft.label);
}

function joinCalls(label: string, more: string): string {
  return label.startsWith("calls ") ? `${label}, ${more.slice("calls ".length)}` : more;
}

function draftsOf(part: Part, message: Message, memoryTexts: readonly string[]): Draft[] {
  const kind = kindOfRole(message.role);
  const label = message.name ?? labelOfRole(message.role);
  switch (part.type) {
    case "text":
      return looksLikeSummary(part.text) && kind !== "assistant"
        ? [{ kind: "summary", label: "summary", text: part.text, media: 0 }]
        : kind === "assistant"
          ? [{ kind, label, text: part.text, media: 0 }]
          : splitMemory({ kind, label, text: part.text, media: 0 }, memoryTexts);
    case "reasoning":
      return [{ kind: "reasoning", label: "reasoning", text: part.text ?? part.encrypted ?? "", media: 0 }];
    case "tool_call":
    case "server_tool_call":
      return [
        {
          kind: "assistant",
          label: `calls ${part.name}`,
          text: `${part.name} ${textOfValue(part.args)}`,
          media: 0,
        },
      ];
    case "tool_result":
    case "server_tool_result":
      return [resultDraft(part, "name" in part ? part.name : undefined)];
    case "compaction":
      return [{ kind: "summary", label: "summary", text: part.summary ?? "", media: 0 }];
    case "blob":
    case "file":
      return [{ kind, label: part.modality, text: "", media: MEDIA_TOKENS }];
    case "uri":
      return [
        {
          kind,
          label: part.modality,
          text: part.uri.startsWith("data:") ? "" : part.uri,
          media: MEDIA_TOKENS,
        },
      ];
    case "approval":
      return [{ kind, label, text: part.reason ?? "", media: 0 }];
    case "other":
      return [{ kind: "other", label: part.kind, text: textOfValue(part.value), media: 0 }];
  }
}

function resultDraft(
  part: { readonly id?: string; readonly result: unknown },
  name: string | undefined,
): Draft {
  return {
    kind: name !== undefined && MEMORY_TOOL.test(name) ? "memory" : "tool_result",
    label: name ?? "",
    text: textOfValue(part.result),
    media: 0,
    ...(part.id !== undefined && { callId: part.id }),
  };
}

/** The kind of a tool result once its tool is known by name. */
export function kindOfResult(toolName: string): SegmentKind {
  return MEMORY_TOOL.test(toolName) ? "memory" : "tool_result";
}

/** The stretches of a text that repeat what memory holds, apart from the rest, in their order. */
function splitMemory(draft: Draft, memoryTexts: readonly string[]): Draft[] {
  if (!memoryTexts.some((text) => draft.text.includes(text))) return [draft];
  const drafts: Draft[] = [];
  for (const line of draft.text.split("\n")) {
    const isMemory = memoryTexts.some((text) => line.includes(text));
    add(
      drafts,
      isMemory
        ? { ...draft, kind: "memory", label: "recalled memory", text: line }
        : { ...draft, text: line },
    );
  }
  return drafts;
}

function toPiece(draft: Draft, estimate: TokenEstimator, around: number): Piece {
  return {
    kind: draft.kind,
    label: draft.label,
    tokens: estimate(draft.text) + draft.media + around,
    preview: previewOf(draft.text),
    ...(draft.callId !== undefined && { callId: draft.callId }),
  };
}

/** The beginning of a text on one line. */
export function previewOf(text: string): string {
  const line = text
    .slice(0, PREVIEW_LENGTH * 2)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > PREVIEW_LENGTH ? `${line.slice(0, PREVIEW_LENGTH - 1)}…` : line;
}

/** A value as the text that a model reads: text as it is, all else as JSON. */
export function textOfValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  return JSON.stringify(value, (_key, field: unknown) => (typeof field === "bigint" ? String(field) : field));
}

function kindOfRole(role: string): SegmentKind {
  if (role === "system" || role === "developer") return "system";
  if (role === "user") return "user";
  if (role === "assistant" || role === "model") return "assistant";
  if (role === "tool" || role === "function") return "tool_result";
  return "other";
}

function labelOfRole(role: string): string {
  return role === "system" || role === "developer" ? "system prompt" : role;
}

// What a replay reads of a recording: steps as the store describes them, and the words that replay adds to the model.

import type { StepKind } from "../model/kind";
import type { Message, Part, ToolDef } from "../model/message";
import type { ContentState } from "../model/step";
import type { Usage } from "../model/usage";

/** The fields of a StepDetail row that replay and compare read; a row fits as it is. */
export interface RecordedStep {
  readonly stepId: string;
  readonly parentId: string | null;
  readonly kind: StepKind;
  readonly name: string;
  readonly number?: number;
  readonly agent: string | null;
  readonly status: "running" | "ok" | "error";
  readonly startUs: number;
  readonly durationUs: number | null;
  readonly usage?: Usage;
  readonly costUsd?: number | null;
  readonly duplicateOf?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly requestModel?: string;
  readonly responseModel?: string;
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
  readonly error?: { readonly type: string; readonly message: string };
  readonly contentState: ContentState;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

export type ApiName = "openai-chat" | "openai-responses" | "anthropic" | "gemini";

/** A request in our own words: what a strict provider compares. */
export interface CanonicalRequest {
  readonly model: string;
  readonly system: readonly Part[];
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDef[];
  /** Named as recorded; `params.ts` knows what each API calls them. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** The body that the client sent, as text, and the API whose shape it has. */
export interface RawBody {
  readonly api: ApiName;
  readonly text: string;
}

/** What a model gave back. `partial`: the stream ended before its end, this is what had come. */
export interface ModelReply {
  readonly parts: readonly Part[];
  readonly usage?: Usage;
  readonly finishReasons?: readonly string[];
  readonly responseModel?: string;
  readonly responseId?: string;
  readonly partial?: boolean;
}

export type ToolCallPart = Extract<Part, { readonly type: "tool_call" }>;
export type ToolResultPart = Extract<Part, { readonly type: "tool_result" }>;

/** The tool calls of a list of parts, in order. */
export function toolCallsOf(parts: readonly Part[]): ToolCallPart[] {
  return parts.filter((part) => part.type === "tool_call");
}

/** The text of a list of parts, its pieces joined by line ends. */
export function textOfParts(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

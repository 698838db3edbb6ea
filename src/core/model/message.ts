// Messages as a model reads and writes them, whatever dialect carried them.

export type Role = "system" | "user" | "assistant" | "tool" | (string & {});

/** One piece of a message. The names follow the parts of the OpenTelemetry GenAI message schema. */
export type Part =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "reasoning";
      readonly text?: string;
      readonly signature?: string;
      readonly encrypted?: string;
    }
  | { readonly type: "tool_call"; readonly id?: string; readonly name: string; readonly args: unknown }
  | {
      readonly type: "tool_result";
      readonly id?: string;
      readonly name?: string;
      readonly result: unknown;
      readonly isError?: boolean;
    }
  | { readonly type: "server_tool_call"; readonly id?: string; readonly name: string; readonly args: unknown }
  | { readonly type: "server_tool_result"; readonly id?: string; readonly result: unknown }
  | { readonly type: "blob"; readonly modality: string; readonly mime?: string; readonly base64: string }
  | { readonly type: "uri"; readonly modality: string; readonly mime?: string; readonly uri: string }
  | { readonly type: "file"; readonly modality: string; readonly fileId: string }
  | { readonly type: "compaction"; readonly id?: string; readonly summary?: string }
  | { readonly type: "approval"; readonly id: string; readonly approved: boolean; readonly reason?: string }
  | { readonly type: "other"; readonly kind: string; readonly value: unknown };

export interface Message {
  readonly role: Role;
  readonly name?: string;
  readonly parts: readonly Part[];
}

export interface ToolDef {
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments, as sent. */
  readonly parameters?: unknown;
}

/** The text parts of a message joined by line ends; empty where it has none. */
export function textOf(message: Message): string {
  const texts: string[] = [];
  for (const part of message.parts) if (part.type === "text") texts.push(part.text);
  return texts.join("\n");
}

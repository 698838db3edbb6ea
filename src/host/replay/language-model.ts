// The editor's language models, asked in place of a provider. Not exact: they know two roles, user and assistant, so
// the system prompt goes out at the head of the first message of the user, and parameters are left to the model.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { AskResults, LanguageModelRequest } from "../../protocol/replay";
import type { Message, Part } from "../../protocol/rows";
import { isRecord } from "./json-text";

/** The model's answer. VS Code itself asks the user before the first use of a model. */
export async function askLanguageModel(
  request: unknown,
  signal: AbortSignal,
): Promise<AskResults["host/language-model"]> {
  if (!isRequest(request))
    throw new UserFault("invalid-args", "The request to the editor's model cannot be read.");
  const [model] = await vscode.lm.selectChatModels({ id: request.model });
  if (!model)
    throw new UserFault("not-found", `The editor has no language model ${request.model}.`, {
      next: "Choose another one in the replay's options.",
    });
  const cancel = new vscode.CancellationTokenSource();
  const stop = () => cancel.cancel();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const tools = request.tools.map(({ name, description = "", parameters }) => ({
      name,
      description,
      ...(isRecord(parameters) && { inputSchema: parameters }),
    }));
    const options = {
      justification: "Agent Loupe replays a recorded session.",
      ...(tools.length > 0 && { tools }),
    };
    const response = await model.sendRequest(chatMessages(request), options, cancel.token);
    return { message: { role: "assistant", parts: await partsOf(response) }, model: model.id };
  } catch (error) {
    if (error instanceof vscode.LanguageModelError)
      throw new UserFault("refused", `The editor's model ${model.name} refused: ${error.message}`, {
        next: "Allow its use in the editor, or choose another target.",
        cause: error,
      });
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    cancel.dispose();
  }
}

async function partsOf(response: vscode.LanguageModelChatResponse): Promise<Part[]> {
  const parts: Part[] = [];
  let text = "";
  for await (const piece of response.stream) {
    if (piece instanceof vscode.LanguageModelTextPart) text += piece.value;
    else if (piece instanceof vscode.LanguageModelToolCallPart)
      parts.push({ type: "tool_call", id: piece.callId, name: piece.name, args: piece.input });
  }
  return text === "" ? parts : [{ type: "text", text }, ...parts];
}

function chatMessages({ system, messages }: LanguageModelRequest): vscode.LanguageModelChatMessage[] {
  const isSystem = ({ role }: Message) => role === "system" || role === "developer";
  const instructions = [...system, ...messages.filter(isSystem).flatMap(({ parts }) => parts)].flatMap(
    textsIn,
  );
  const chat = messages.filter((message) => !isSystem(message)).map(chatMessage);
  return instructions.length === 0
    ? chat
    : [vscode.LanguageModelChatMessage.User(instructions.join("\n")), ...chat];
}

function chatMessage({ role, parts }: Message): vscode.LanguageModelChatMessage {
  if (role === "assistant") {
    return vscode.LanguageModelChatMessage.Assistant([
      ...parts.flatMap(textsIn).map((text) => new vscode.LanguageModelTextPart(text)),
      ...parts.flatMap((part) =>
        part.type === "tool_call"
          ? [
              new vscode.LanguageModelToolCallPart(
                part.id ?? part.name,
                part.name,
                isRecord(part.args) ? part.args : {},
              ),
            ]
          : [],
      ),
    ]);
  }
  return vscode.LanguageModelChatMessage.User([
    ...parts.flatMap((part) =>
      part.type === "tool_result"
        ? [
            new vscode.LanguageModelToolResultPart(part.id ?? part.name ?? "", [
              new vscode.LanguageModelTextPart(textOf(part.result)),
            ]),
          ]
        : [],
    ),
    ...parts.flatMap(textsIn).map((text) => new vscode.LanguageModelTextPart(text)),
  ]);
}

function textsIn(part: Part): string[] {
  return part.type === "text" ? [part.text] : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function isRequest(value: unknown): value is LanguageModelRequest {
  return (
    isRecord(value) &&
    typeof value["model"] === "string" &&
    ["system", "messages", "tools"].every((key) => Array.isArray(value[key]))
  );
}

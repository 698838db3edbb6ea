// The editor's language models: the host asks them. Not exact (design decision 10): they know no system role and few
// parameters, so that what is sent is not what was recorded.

import type { CanonicalRequest, ModelReply } from "../../core/replay/recorded";
import type { AskResults, LanguageModelRequest } from "../../protocol/replay";

/** What consent and plans call the editor's models in place of a host. */
export const EDITOR_HOST = "editor";

export type AskLanguageModel = (
  args: { request: LanguageModelRequest },
  signal: AbortSignal,
) => Promise<AskResults["host/language-model"]>;

/** The reply of a language model of the editor. Its usage is unknown. */
export async function askEditor(
  ask: AskLanguageModel,
  request: CanonicalRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const { model, system, messages, tools, params } = request;
  const answer = await ask({ request: { model, system, messages, tools, params } }, signal);
  return { parts: answer.message.parts, ...(answer.model !== undefined && { responseModel: answer.model }) };
}

// The provider APIs that a replay can be sent to. A new one is a file beside this and a line here.

import type { ApiName } from "../../core/replay/recorded";
import type { Adapter } from "./adapter";
import { anthropic } from "./anthropic";
import { gemini } from "./gemini";
import { openaiChat } from "./openai-chat";
import { openaiResponses } from "./openai-responses";

export const ADAPTERS: Readonly<Record<ApiName, Adapter>> = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  anthropic,
  gemini,
};

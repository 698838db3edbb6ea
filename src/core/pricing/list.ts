// The models that the price list knows, for choosing one to compare with.

import { findProvider } from "@pydantic/genai-prices";

export interface PricedModel {
  readonly model: string;
  readonly maker: string;
}

/** Makers of models, by their id in the list. Those that only host the models of others are left out. */
const MAKERS: readonly string[] = [
  "anthropic",
  "openai",
  "google",
  "mistral",
  "deepseek",
  "x-ai",
  "moonshotai",
  "cohere",
];

/** Models of the list that answer in texts, by maker and name. Those whose maker takes them back are left out. */
export function pricedModels(): readonly PricedModel[] {
  const seen = new Set<string>();
  return MAKERS.flatMap((maker) => {
    const models = findProvider({ providerId: maker })?.models ?? [];
    return models
      .filter(({ id, deprecated }) => deprecated !== true && !OTHER_WORK.test(id) && !seen.has(id))
      .map(({ id }) => {
        seen.add(id);
        return { model: id, maker };
      });
  });
}

/** Names of models for embeddings, speech, pictures and the like, and of templates that stand for fine-tuned ones. */
const OTHER_WORK =
  /embed|audio|realtime|transcribe|tts|whisper|image|voice|voxtral|ocr|moderation|vision|live|^ft:|:/;

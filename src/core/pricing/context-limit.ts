// How many tokens fit into a model's context window, and who says so.

import type { ReportedLimit } from "../model/step";
import { shortModelName, withoutVendor } from "../model/model-name";
import { findModel } from "./price";

export interface ContextLimit {
  readonly limit: number;
  /** Who says so: the user's `setting`, the `client`, the `request` itself, or a table of models. */
  readonly source: "setting" | "client" | "request" | "genai-prices" | "models.dev";
}

/** The window of a model; null where nobody says. What the client reported wins: it knows its host's own limit. */
export function contextLimit(model: {
  readonly provider?: string | undefined;
  readonly model: string;
  readonly reported?: ReportedLimit | undefined;
}): ContextLimit | null {
  const { reported } = model;
  if (reported !== undefined && Number.isSafeInteger(reported.tokens) && reported.tokens > 0)
    return { limit: reported.tokens, source: reported.by };
  const priced = findModel(model.provider, model.model)?.context_window;
  if (priced !== undefined) return { limit: priced, source: "genai-prices" };
  const listed = LIMITS.get(withoutVendor(model.model)) ?? LIMITS.get(shortModelName(model.model));
  return listed === undefined ? null : { limit: listed, source: "models.dev" };
}

/**
 * Windows that genai-prices 0.1.8 leaves out. Copied by hand from models.dev (MIT licence): `limit.context` of
 * models/<maker>/<model>.toml or providers/<provider>/models/<model>.toml, as stored in 2026.
 */
const LIMITS: ReadonlyMap<string, number> = new Map([
  ["gemini-2.5-pro", 1_048_576],
  ["gemini-3-pro-preview", 1_000_000],
  ["kimi-k2", 131_072],
  ["mistral-large-latest", 262_144],
  ["mistral-large", 262_144],
  ["command-r-plus", 128_000],
  ["command-r-plus-08-2024", 128_000],
]);

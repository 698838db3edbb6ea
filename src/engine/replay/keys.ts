// Keys of providers: asked of the host, or taken from the environment where the engine runs alone. A key is bound to one
// host, is held only as long as a replay runs, and is written nowhere.

import type { ReplayTarget } from "../../protocol/replay";
import { checkedAddress, isLoopback } from "../models/address";

type Provider = Exclude<ReplayTarget["provider"], "editor">;
type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES: Readonly<
  Record<Provider, { readonly keys: readonly string[]; readonly baseUrls: readonly string[] }>
> = {
  "openai-chat": { keys: ["OPENAI_API_KEY"], baseUrls: ["OPENAI_BASE_URL", "OPENAI_API_BASE"] },
  "openai-responses": { keys: ["OPENAI_API_KEY"], baseUrls: ["OPENAI_BASE_URL", "OPENAI_API_BASE"] },
  anthropic: { keys: ["ANTHROPIC_API_KEY"], baseUrls: ["ANTHROPIC_BASE_URL"] },
  gemini: { keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], baseUrls: ["GOOGLE_GEMINI_BASE_URL"] },
};

/**
 * The key that the environment holds for a host: the provider's own, one the environment names beside the key, or this
 * machine. A key is never sent to a host that its owner did not name.
 */
export function keyFromEnvironment(
  provider: Provider,
  host: string,
  defaultBaseUrl: string,
  environment: Environment,
): string | null {
  const { keys, baseUrls } = VARIABLES[provider];
  const key = keys.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  if (key === undefined) return null;
  const owned = [defaultBaseUrl, ...baseUrls.flatMap((name) => environment[name] ?? [])].filter((url) =>
    URL.canParse(url),
  );
  const isOwned = owned.some((url) => new URL(url).host === host);
  return isOwned || isLoopback(checkedAddress(`https://${host}`).hostname) ? key : null;
}

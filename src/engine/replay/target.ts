// Where a replay goes, and how a call is sent there.

import { lookup } from "node:dns/promises";
import { priceCall } from "../../core/pricing";
import type { ApiName, CanonicalRequest, ModelReply, RawBody } from "../../core/replay/recorded";
import type { OutgoingCall } from "../../core/replay/outgoing";
import type { ArgumentsOf, ResultOf } from "../../protocol/messages";
import type { ReplayTarget } from "../../protocol/replay";
import { ADAPTERS } from "../models";
import { checkedAddress, isLoopback, type Lookup } from "../models/address";
import type { ModelCall } from "../models/adapter";
import type { Clock } from "../models/clock";
import { ModelClient } from "../models/client";
import { askEditor, EDITOR_HOST } from "../models/editor";
import { keyFromEnvironment } from "./keys";

type AskMethod = "host/secret" | "host/consent" | "host/decide" | "host/language-model" | "host/module";
/** Asks the host; fails where it does not answer. */
export type AskHost = <M extends AskMethod>(
  method: M,
  args: ArgumentsOf<M>,
  signal?: AbortSignal,
) => Promise<ResultOf<M>>;

/** What sending needs of the world; tests hand in their own. */
export interface Outside {
  readonly ask: AskHost;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
  readonly random: () => number;
  readonly lookup?: Lookup;
  /** Where the engine runs alone: its environment, for keys. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly silenceMs?: number;
  /** Replies that are handed out in place of asking a model: a test that needs no network. */
  readonly replies?: ReplySource;
}

export interface ReplySource {
  /** The recorded reply to a request; undefined where there is none. */
  readonly take: (request: CanonicalRequest) => ModelReply | undefined;
  /** Whether a request without one may be sent. */
  readonly mayAsk: boolean;
  readonly onSent: () => void;
}

const SILENCE_MS = 120_000;
const MAX_TRIES = 5;

export type SendCall = (call: ModelCall, signal: AbortSignal) => Promise<ModelReply>;

/** The host that must be agreed to. Fails with a UserFault for an address that is refused. */
export function hostOf(target: ReplayTarget): string {
  if (target.provider === "editor") return EDITOR_HOST;
  return checkedAddress(target.baseUrl ?? ADAPTERS[target.provider].defaultBaseUrl).host;
}

/** How calls are sent to a target whose host was agreed to. */
export function senderTo(target: ReplayTarget, consentedHost: string, outside: Outside): SendCall {
  const { provider, baseUrl } = target;
  if (provider === "editor") {
    return ({ request }, signal) =>
      askEditor((args, stop) => outside.ask("host/language-model", args, stop), request, signal);
  }
  const adapter = ADAPTERS[provider];
  const client = new ModelClient({
    adapter,
    baseUrl,
    consentedHost,
    fetch: outside.fetch,
    lookup: outside.lookup ?? lookUp,
    clock: outside.clock,
    random: outside.random,
    secretFor: (host) => secretFor(provider, host, adapter.defaultBaseUrl, outside),
    silenceMs: outside.silenceMs ?? SILENCE_MS,
    maxTries: MAX_TRIES,
  });
  return (call, signal) => client.send(call, signal);
}

/** The call as an adapter takes it: the recorded body only where it is this API's own. */
export function modelCall(call: OutgoingCall, api: ApiName | "editor"): ModelCall {
  const { request, raw } = call;
  return raw?.api === api ? { request, raw: { text: raw.text, appended: raw.appended } } : { request };
}

/** True where every request can go out as the client sent it. */
export function isExact(raws: readonly (RawBody | undefined)[], target: ReplayTarget): boolean {
  return target.provider !== "editor" && raws.every((raw) => raw?.api === target.provider);
}

/** Dollars of a reply; null where its tokens or the model's price are unknown. */
export function costOf(
  target: ReplayTarget,
  request: CanonicalRequest,
  reply: ModelReply,
  nowMs: number,
): number | null {
  const model = reply.responseModel ?? request.model;
  return reply.usage
    ? (priceCall({ provider: providerName(target), model, usage: reply.usage, atMs: nowMs })?.costUsd ?? null)
    : null;
}

/** A provider's name in the GenAI conventions; a compatible server of one's own is named by the API it speaks. */
export function providerName(target: ReplayTarget): string {
  return {
    "openai-chat": "openai",
    "openai-responses": "openai",
    anthropic: "anthropic",
    gemini: "gcp.gemini",
    editor: "editor",
  }[target.provider];
}

async function secretFor(
  provider: ApiName,
  host: string,
  defaultBaseUrl: string,
  { ask, environment }: Outside,
): Promise<string | null> {
  const ofEnvironment = environment ? keyFromEnvironment(provider, host, defaultBaseUrl, environment) : null;
  // Alone and without a key, a server on this machine is asked without one at once.
  if (ofEnvironment !== null || (environment && isLoopback(new URL(`http://${host}`).hostname)))
    return ofEnvironment;
  try {
    return (await ask("host/secret", { provider, host })).secret;
  } catch (error) {
    if (environment) return null;
    throw error;
  }
}

async function lookUp(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

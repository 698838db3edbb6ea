// Sends a model call and reads its reply: keys, streams, retries, time limits. The same for every provider API.
//
// One client serves one replay. It knows the one host that the user agreed to, and sends nowhere else.

import type { ModelReply } from "../../core/replay/recorded";
import { UserFault } from "../../protocol/faults";
import { checkedAddress, checkResolved, type Lookup } from "./address";
import type { Adapter, ModelCall } from "./adapter";
import type { Clock } from "./clock";
import { Exchange } from "./exchange";
import {
  faultOfNetwork,
  faultOfRedirect,
  faultOfStatus,
  faultOfTries,
  faultOfWait,
  silentStream,
} from "./faults";
import { readReply } from "./read-reply";
import { errorMessage } from "./read";

export interface ClientOptions {
  readonly adapter: Adapter;
  /** The adapter's own where absent. */
  readonly baseUrl?: string | undefined;
  /** The host the user agreed to, as `host:port`. Another one is refused. */
  readonly consentedHost: string;
  readonly fetch: typeof globalThis.fetch;
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** From 0 to 1, for the spread of waiting times. */
  readonly random: () => number;
  /** The key for a host; null where the user has none. */
  readonly secretFor: (host: string) => Promise<string | null>;
  /** No byte for so long ends a call. */
  readonly silenceMs: number;
  readonly maxTries: number;
}

/** A wait that a provider asks for is granted up to this; longer ones are told to the user. */
const MAX_RETRY_AFTER_MS = 60_000;
const FIRST_BACK_OFF_MS = 500;
const MAX_BACK_OFF_MS = 30_000;
/** Error bodies are read up to this many characters. */
const MAX_ERROR_CHARACTERS = 64 * 1024;

export class ModelClient {
  private readonly base: URL;
  private ready: Promise<string | null> | undefined;

  /** Fails where the address is refused or is not the host that was agreed to. */
  constructor(private readonly options: ClientOptions) {
    this.base = checkedAddress(options.baseUrl ?? options.adapter.defaultBaseUrl);
    if (this.base.host !== options.consentedHost) {
      throw new UserFault(
        "refused",
        `You agreed to ${options.consentedHost}, not to ${this.base.host}. Nothing was sent.`,
      );
    }
  }

  /** The reply. Fails with a UserFault; a CutReply holds what had come. */
  async send(call: ModelCall, signal: AbortSignal): Promise<ModelReply> {
    const { adapter, clock } = this.options;
    const body = adapter.body(call);
    const stream = call.raw === undefined || adapter.isStream(body);
    const url = adapter.url(this.base.href.replace(/\/+$/, ""), call.request.model, stream);
    this.ready ??= this.prepare();
    const secret = await this.ready;
    for (let tried = 1; ; tried++) {
      const wait = await this.attempt(url, body, secret, stream, tried, signal);
      if (typeof wait !== "number") return wait;
      await clock.wait(wait, signal);
    }
  }

  /** One try: the reply, or how long to wait before the next one. */
  private async attempt(
    url: string,
    body: string,
    secret: string | null,
    stream: boolean,
    tried: number,
    signal: AbortSignal,
  ): Promise<ModelReply | number> {
    const { adapter, clock, silenceMs, maxTries } = this.options;
    const exchange = new Exchange(clock, silenceMs, signal);
    try {
      const response = await this.post(url, body, secret, exchange);
      if (response.ok) return await readReply(response, stream, adapter, this.base.host, exchange);
      const wait = this.retryDelay(response, tried);
      const said = masked(await errorText(response), secret);
      if (wait === undefined) throw faultOfStatus(response.status, this.base.host, said);
      if (wait > MAX_RETRY_AFTER_MS) throw faultOfWait(this.base.host, wait / 1000);
      if (tried >= maxTries) throw faultOfTries(response.status, this.base.host, maxTries);
      return wait;
    } finally {
      exchange.close();
    }
  }

  private async prepare(): Promise<string | null> {
    await checkResolved(this.base, this.options.lookup);
    return this.options.secretFor(this.base.host);
  }

  private async post(
    url: string,
    body: string,
    secret: string | null,
    exchange: Exchange,
  ): Promise<Response> {
    const { adapter, fetch, silenceMs } = this.options;
    const { host } = this.base;
    const headers = {
      "content-type": "application/json",
      ...adapter.headers,
      ...(secret === null ? {} : adapter.keyHeaders(secret)),
    };
    let response: Response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers,
        body,
        signal: exchange.signal,
        redirect: "manual",
      });
    } catch (error) {
      if (exchange.endedBy === "user") throw exchange.reason();
      if (exchange.endedBy === "silence")
        throw silentStream(host, silenceMs / 1000, { parts: [], partial: true });
      throw faultOfNetwork(host, error);
    }
    exchange.hear();
    if (response.status >= 300 && response.status < 400) throw faultOfRedirect(response.status, host);
    return response;
  }

  /** Milliseconds until the next try; undefined where another try makes no sense. */
  private retryDelay(response: Response, tried: number): number | undefined {
    if (response.status !== 429 && response.status < 500) return undefined;
    const { clock, random } = this.options;
    const asked = retryAfter(response.headers.get("retry-after"), clock.now());
    if (asked !== undefined) return asked;
    const backOff = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (tried - 1));
    return backOff * (0.5 + random() / 2);
  }
}

/** Milliseconds that a Retry-After header asks for, in seconds or as a date; undefined where there is none. */
export function retryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

async function errorText(response: Response): Promise<string> {
  const text = (await response.text().catch(() => "")).slice(0, MAX_ERROR_CHARACTERS);
  try {
    return errorMessage(JSON.parse(text)) ?? text;
  } catch {
    return text;
  }
}

/** Some providers repeat the key they refuse. */
function masked(text: string, secret: string | null): string {
  return secret === null || secret.length < 4 ? text : text.split(secret).join("[key]");
}

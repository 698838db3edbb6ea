// An adapter: how one provider's API is asked, and how its answers are read.
//
// To add one: a file here that exports an Adapter, and a line in `index.ts`. An adapter builds texts and reads values;
// sending, waiting, retrying and keys are `client.ts`, the same for all. Own adapters and not the providers' libraries,
// because those rewrite what they send (dependencies.md §2: flattened parts, `1.0` to `1`, dropped fields).

import type { Message } from "../../core/model/message";
import type { ApiName, CanonicalRequest, ModelReply } from "../../core/replay/recorded";

export interface ModelCall {
  readonly request: CanonicalRequest;
  /** The recorded body, edited; `appended` is added to its messages. Sent instead of one built from `request`. */
  readonly raw?: { readonly text: string; readonly appended: readonly Message[] };
}

export interface Adapter {
  readonly api: ApiName;
  /** The provider's public address, up to and without the API's own path. */
  readonly defaultBaseUrl: string;
  /** The full address of a call. */
  url(baseUrl: string, model: string, stream: boolean): string;
  /** Headers that carry the key. */
  keyHeaders(secret: string): Readonly<Record<string, string>>;
  /** Headers of every call. */
  readonly headers: Readonly<Record<string, string>>;
  body(call: ModelCall): string;
  /** Whether a body asks for a stream; one recorded without is sent without. */
  isStream(body: string): boolean;
  /** Reads a stream, event by event. */
  startReading(): StreamReader;
  /** Reads an answer that came whole. */
  readWhole(answer: unknown): ModelReply;
}

export interface StreamReader {
  /** Takes in the JSON of one event. Throws a ProviderError where the event says that the call failed. */
  read(event: unknown): void;
  /** True once the provider said that this was all. */
  readonly done: boolean;
  /** What has come so far. */
  reply(): ModelReply;
}

/** The provider said inside an answer that the call failed. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}

// Reads a provider's answer, streamed or whole, and keeps what came when it ends badly.

import { TextDecoder } from "node:util";
import { createParser } from "eventsource-parser";
import type { ModelReply } from "../../core/replay/recorded";
import { ProviderError, type Adapter, type StreamReader } from "./adapter";
import { NO_LONGER_NEEDED, reasonOf, tiedTo, type Clock } from "./clock";
import { cutStream, failedStream, malformedStream, silentStream } from "./faults";

interface ReadingOptions {
  readonly adapter: Adapter;
  readonly clock: Clock;
  readonly silenceMs: number;
}

/** An answer larger than this is no model's. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The reply. Fails with a CutReply that holds what had come, or with the signal's reason. */
export function readReply(
  response: Response,
  stream: boolean,
  options: ReadingOptions,
  host: string,
  signal: AbortSignal,
): Promise<ModelReply> {
  const isEvents = response.headers.get("content-type")?.includes("text/event-stream") ?? false;
  return stream && isEvents
    ? readStream(response, options, host, signal)
    : readAtOnce(response, options, host, signal);
}

async function readAtOnce(
  response: Response,
  options: ReadingOptions,
  host: string,
  signal: AbortSignal,
): Promise<ModelReply> {
  const nothing = (): ModelReply => ({ parts: [], partial: true });
  let text = "";
  await readText(response, options, host, signal, nothing, (piece) => {
    text += piece;
  });
  try {
    return options.adapter.readWhole(JSON.parse(text));
  } catch (error) {
    if (error instanceof ProviderError) throw failedStream(host, error.message, nothing());
    throw malformedStream(host, nothing());
  }
}

async function readStream(
  response: Response,
  options: ReadingOptions,
  host: string,
  signal: AbortSignal,
): Promise<ModelReply> {
  const reader = options.adapter.startReading();
  const received = (): ModelReply => ({ ...reader.reply(), partial: true });
  const parser = createParser({ onEvent: ({ data }) => readEvent(reader, data) });
  try {
    await readText(response, options, host, signal, received, (piece) => parser.feed(piece));
    parser.reset({ consume: true });
  } catch (error) {
    if (error instanceof ProviderError) throw failedStream(host, error.message, received());
    if (error instanceof SyntaxError) throw malformedStream(host, received());
    throw error;
  }
  if (!reader.done) throw cutStream(host, received());
  return reader.reply();
}

function readEvent(reader: StreamReader, data: string): void {
  if (data.trim() !== "[DONE]") reader.read(JSON.parse(data));
}

/** Hands the body's text to `take` as it comes. Fails where it is cut, falls silent or is endless. */
async function readText(
  response: Response,
  options: ReadingOptions,
  host: string,
  signal: AbortSignal,
  received: () => ModelReply,
  take: (piece: string) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for (;;) {
      const piece = await nextPiece(reader, options, signal);
      if (signal.aborted) throw reasonOf(signal);
      if (piece.kind === "end") return;
      if (piece.kind === "silence") throw silentStream(host, options.silenceMs / 1000, received());
      if (piece.kind === "broken") throw cutStream(host, received());
      bytes += piece.bytes.length;
      if (bytes > MAX_ANSWER_BYTES) throw malformedStream(host, received());
      take(decoder.decode(piece.bytes, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "end" }
  | { readonly kind: "silence" }
  | { readonly kind: "broken" };

/** The next bytes, or how the body ended; an abort looks like silence and is told apart by the signal. */
async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { clock, silenceMs }: ReadingOptions,
  signal: AbortSignal,
): Promise<Piece> {
  const { controller: arrived, release } = tiedTo(signal);
  const silence = clock
    .wait(silenceMs, arrived.signal)
    .catch(() => undefined)
    .then((): Piece => ({ kind: "silence" }));
  const chunk = reader.read().then(
    ({ value }): Piece => (value === undefined ? { kind: "end" } : { kind: "bytes", bytes: value }),
    (): Piece => ({ kind: "broken" }),
  );
  const piece = await Promise.race([chunk, silence]);
  release();
  arrived.abort(NO_LONGER_NEEDED);
  return piece;
}

// Reads a provider's answer, streamed or whole, and keeps what came when it ends badly.

import { TextDecoder } from "node:util";
import { createParser } from "eventsource-parser";
import type { ModelReply } from "../../core/replay/recorded";
import { ProviderError, type Adapter, type StreamReader } from "./adapter";
import type { Exchange } from "./exchange";

import { cancelledStream, cutStream, failedStream, malformedStream, silentStream } from "./faults";

/** An answer larger than this is no model's. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** The reply. Fails with a CutReply that holds what had come, or with the user's reason. */
export function readReply(
  response: Response,
  stream: boolean,
  adapter: Adapter,
  host: string,
  exchange: Exchange,
): Promise<ModelReply> {
  const isEvents = response.headers.get("content-type")?.includes("text/event-stream") ?? false;
  const read = stream && isEvents ? readStream : readAtOnce;
  return read(response, adapter, host, exchange);
}

async function readAtOnce(
  response: Response,
  adapter: Adapter,
  host: string,
  exchange: Exchange,
): Promise<ModelReply> {
  const nothing = (): ModelReply => ({ parts: [], partial: true });
  let text = "";
  await readText(response, host, exchange, nothing, (piece) => {
    text += piece;
  });
  try {
    return adapter.readWhole(JSON.parse(text));
  } catch (error) {
    if (error instanceof ProviderError) throw failedStream(host, error.message, nothing());
    throw malformedStream(host, nothing());
  }
}

async function readStream(
  response: Response,
  adapter: Adapter,
  host: string,
  exchange: Exchange,
): Promise<ModelReply> {
  const reader = adapter.startReading();
  const received = (): ModelReply => ({ ...reader.reply(), partial: true });
  const parser = createParser({ onEvent: ({ data }) => readEvent(reader, data) });
  try {
    await readText(response, host, exchange, received, (piece) => parser.feed(piece));
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
  host: string,
  exchange: Exchange,
  received: () => ModelReply,
  take: (piece: string) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for (;;) {
      const { value } = await nextPiece(reader, host, exchange, received);
      if (value === undefined) return;
      exchange.hear();
      bytes += value.length;
      if (bytes > MAX_ANSWER_BYTES) throw malformedStream(host, received());
      take(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The next bytes, none at the end. An exchange that is ended from this side breaks the reading off. */
async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  host: string,
  exchange: Exchange,
  received: () => ModelReply,
): Promise<{ readonly value?: Uint8Array | undefined }> {
  try {
    return await reader.read();
  } catch {
    if (exchange.endedBy === "user") throw cancelledStream(exchange.reason(), received());
    throw exchange.endedBy === "silence"
      ? silentStream(host, exchange.silenceMs / 1000, received())
      : cutStream(host, received());
  }
}

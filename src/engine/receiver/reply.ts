// Answers as OTLP/HTTP wants them: in the encoding of the request, with a google.rpc.Status where something failed.

import type { ServerResponse } from "node:http";
import { ProtobufWriter } from "../../core/otlp/writer";
import type { Encoding, Refusal } from "./guard";
import { RETRY_AFTER_S } from "./limits";
import type { Signal } from "./routes";

/** What became of a batch; `warnings` are sentences for whoever runs the sender. */
export interface Outcome {
  readonly rejected: number;
  readonly warnings: readonly string[];
}

/** Replies are bounded by OTLP at 4 MiB; nobody reads more than a few sentences. */
const MAX_MESSAGE_CHARACTERS = 4_000;

const REJECTED_NAME: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
};

const CONTENT_TYPES: Readonly<Record<Encoding, string>> = {
  protobuf: "application/x-protobuf",
  json: "application/json",
};

/** 200 with an Export…ServiceResponse; `partial_success` is there only where something was rejected or warned of. */
export function sendOutcome(
  response: ServerResponse,
  encoding: Encoding,
  signal: Signal,
  outcome: Outcome,
): void {
  const message = outcome.warnings.join(" ").slice(0, MAX_MESSAGE_CHARACTERS);
  const isPartial = outcome.rejected > 0 || message !== "";
  const body = isPartial ? partialSuccess(encoding, signal, outcome.rejected, message) : success(encoding);
  send(response, 200, encoding, body);
}

/** A 4xx or 5xx with a Status body. The sender must not retry unless the status is 503. */
export function sendRefusal(response: ServerResponse, encoding: Encoding, refusal: Refusal): void {
  const message = refusal.message.slice(0, MAX_MESSAGE_CHARACTERS);
  send(response, refusal.status, encoding, statusBody(encoding, message), refusal.headers);
}

/** 503 while the store is behind: the sender keeps the batch and comes again. */
export const BUSY: Refusal = {
  status: 503,
  message: "Agent Loupe is still writing earlier batches. Send again.",
  headers: { "retry-after": String(RETRY_AFTER_S) },
};

/** A google.rpc.Status: field 2 is the message; `code` may be left out (OTLP, Failures). */
export function statusBody(encoding: Encoding, message: string): Uint8Array {
  if (encoding === "json") return utf8(JSON.stringify({ message }));
  const writer = new ProtobufWriter();
  writer.text(2, message);
  return writer.finish();
}

function success(encoding: Encoding): Uint8Array {
  return utf8(encoding === "json" ? "{}" : "");
}

function partialSuccess(encoding: Encoding, signal: Signal, rejected: number, message: string): Uint8Array {
  if (encoding === "json") {
    const partial = { [REJECTED_NAME[signal]]: String(rejected), errorMessage: message };
    return utf8(JSON.stringify({ partialSuccess: partial }));
  }
  const writer = new ProtobufWriter();
  writer.nested(1, () => {
    writer.int64(1, BigInt(rejected));
    writer.text(2, message);
  });
  return writer.finish();
}

/** `content-length` is always set: finding 14 depends on it. */
function send(
  response: ServerResponse,
  status: number,
  encoding: Encoding,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    "content-type": CONTENT_TYPES[encoding],
    "content-length": body.length,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    // How another window of ours knows who has the port.
    "x-agent-loupe": "1",
    ...headers,
  });
  response.write(body);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

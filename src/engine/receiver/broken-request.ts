// Answers what is not HTTP/1.1: broken headers, slow senders, and gRPC aimed at the HTTP port.

import type { Duplex } from "node:stream";
import { DISCARD_MS } from "./limits";

/** What a client that speaks HTTP/2 (gRPC) sends first. */
const HTTP2_PREFACE = "PRI * HTTP/2.0";

/**
 * Answers a request that node's parser refused and closes the socket. Gives back the refusal where somebody should
 * hear of it: a gRPC sender on the HTTP port; null for everything else.
 */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer },
  socket: Duplex,
  port: number,
): { readonly status: number; readonly message: string } | null {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return null;
  }
  const isGrpc = error.rawPacket?.toString("latin1", 0, HTTP2_PREFACE.length) === HTTP2_PREFACE;
  const [status, reason] = statusOf(error.code);
  const message = isGrpc ? `Port ${port} speaks OTLP over HTTP/1.1, not gRPC. Set ${GRPC_ADVICE}.` : reason;
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), DISCARD_MS).unref();
  return isGrpc ? { status, message } : null;
}

const GRPC_ADVICE = "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf";

function statusOf(code: string | undefined): readonly [number, string] {
  if (code === "HPE_HEADER_OVERFLOW") return [431, "Request Header Fields Too Large"];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return [408, "Request Timeout"];
  return [400, "Bad Request"];
}

// Who may speak to the receiver: programs on this machine, never a web page.
//
// A page can send text/plain, forms, beacons and untyped blobs to loopback without asking (measured in Chromium 156),
// and with DNS rebinding it can even read the answer. So: an exact list of Host names, no Origin at all, and only
// content types for which a browser must ask first. We never answer such a question: no CORS header is ever sent.

import type { IncomingMessage } from "node:http";

/** A refusal with its status and a sentence that says what to change. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** This machine by name. The last two are this machine as seen from a container on it. */
const HOSTS: ReadonlySet<string> = new Set([
  "localhost",
  "127.0.0.1",
  "[::1]",
  "host.docker.internal",
  "host.containers.internal",
]);

/** Why this request may not speak to us at all; null where it may. */
export function refuseForeign(request: IncomingMessage): Refusal | null {
  const host = hostOf(request);
  if (!HOSTS.has(withoutPort(host))) {
    const message = `Host "${host.slice(0, 100)}" is not this machine. Send to localhost or 127.0.0.1.`;
    return { status: 403, message };
  }
  if (request.headers.origin !== undefined) {
    return { status: 403, message: "Requests from web pages are refused: the Origin header is set." };
  }
  return null;
}

/** An absolute request target counts as the Host (RFC 9112, 3.2.2). */
function hostOf(request: IncomingMessage): string {
  const target = request.url ?? "";
  if (target.startsWith("/") || target === "*") return request.headers.host ?? "";
  return /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1] ?? "";
}

function withoutPort(host: string): string {
  return host.replace(/:\d{1,5}$/, "").toLowerCase();
}

export type Encoding = "protobuf" | "json";

/** How the body is written, by its content type; null for a type that we do not take, or for none. */
export function encodingOf(request: IncomingMessage): Encoding | null {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-protobuf" || type === "application/protobuf") return "protobuf";
  return type === "application/json" ? "json" : null;
}

/** 415 with the content types we take. */
export const UNKNOWN_TYPE: Refusal = {
  status: 415,
  message:
    "Content-Type must be application/x-protobuf or application/json (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf).",
};

export type Coding = "identity" | "gzip";

/** How the body is compressed; null for a coding that we do not take. */
export function codingOf(request: IncomingMessage): Coding | null {
  const coding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "" || coding === "identity") return "identity";
  return coding === "gzip" || coding === "x-gzip" ? "gzip" : null;
}

/** 415 with the coding we take. */
export const UNKNOWN_CODING: Refusal = {
  status: 415,
  message: "Content-Encoding must be gzip or none (OTEL_EXPORTER_OTLP_COMPRESSION=gzip).",
  headers: { "accept-encoding": "gzip" },
};

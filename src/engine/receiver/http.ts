// The OTLP/HTTP receiver: checks who sends, reads the body, hands it on, answers.

import http from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { logsJsonToProtobuf, metricsJsonToProtobuf, tracesJsonToProtobuf } from "../../core/otlp/json";
import type { Converted } from "../../core/otlp/json";
import { MalformedBody } from "../../core/otlp/wire";
import { readBody, RefusedBody, SenderGone } from "./body";
import { answerBrokenRequest } from "./broken-request";
import { codingOf, encodingOf, refuseForeign, UNKNOWN_CODING, UNKNOWN_TYPE } from "./guard";
import type { Coding, Encoding, Refusal } from "./guard";
import {
  ByteBudget,
  DEFAULT_MAX_BODY_BYTES,
  DISCARD_MS,
  MAX_IN_FLIGHT_BYTES,
  MAX_SOCKETS,
  SERVER_TIMEOUTS,
} from "./limits";
import { listenOnLoopback } from "./listen";
import { sendOutcome, sendRefusal } from "./reply";
import type { Outcome } from "./reply";
import { pathOf, signalOf } from "./routes";
import type { Signal } from "./routes";
import { SocketLimit } from "./sockets";

/** About the request a body came with. */
export interface BodyInfo {
  /** Size after decompression, as sent: JSON where the sender wrote JSON. */
  readonly bytes: number;
  readonly contentType: string;
  readonly userAgent?: string;
}

/** A request that was answered with 4xx or 5xx, for a notice to the user. */
export interface RefusedNotice {
  readonly status: number;
  readonly message: string;
  readonly path: string;
  readonly userAgent?: string;
  /** What the sender said the body's size is, before decompression. */
  readonly claimedBytes?: number;
}

export interface HttpReceiverOptions {
  /** 0 picks a free one. */
  readonly port: number;
  readonly maxBodyBytes?: number;
  /** Bodies held at once; above it senders get 503 and come again. */
  readonly maxInFlightBytes?: number;
  /** Takes a protobuf body. It may throw MalformedBody, which is answered with 400; 200 is sent once it resolves. */
  accept(signal: Signal, body: Uint8Array, info: BodyInfo): Promise<Outcome>;
  onRefused?(notice: RefusedNotice): void;
  /** A bug of ours, answered with 500. Written to stderr with its stack unless taken here. */
  onError?(error: unknown): void;
}

export interface HttpReceiver {
  readonly port: number;
  /** Stops listening, lets requests under way finish for a moment, then closes every socket. */
  close(): Promise<void>;
}

/** Starts receiving on both loopback addresses. Rejects with `code` EADDRINUSE where the port is taken. */
export async function startHttpReceiver(options: HttpReceiverOptions): Promise<HttpReceiver> {
  const receiver = new Receiver(options);
  const { port, servers } = await listenOnLoopback(() => receiver.createServer(), options.port);
  receiver.port = port;
  return { port, close: () => closeAll(servers) };
}

/** A request that passed the guards. */
interface Admitted {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly coding: Coding;
}

class Receiver {
  port = 0;
  readonly #budget: ByteBudget;
  readonly #sockets = new SocketLimit(MAX_SOCKETS);

  constructor(private readonly options: HttpReceiverOptions) {
    this.#budget = new ByteBudget(options.maxInFlightBytes ?? MAX_IN_FLIGHT_BYTES);
  }

  createServer(): Server {
    const server = http.createServer(SERVER_TIMEOUTS, (request, response) => {
      void this.#answer(request, response);
    });
    server.on("clientError", (error, socket) => {
      const refusal = answerBrokenRequest(error, socket, this.port);
      if (refusal !== null) this.options.onRefused?.({ ...refusal, path: "" });
    });
    this.#sockets.watch(server);
    return server;
  }

  /** Never rejects: whatever happens, the sender gets an answer or is gone. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = encodingOf(request) ?? "json";
    response.on("error", () => undefined);
    try {
      const admitted = this.#admit(request);
      if ("status" in admitted) {
        this.#refuse(request, response, encoding, admitted);
        return;
      }
      sendOutcome(response, encoding, admitted.signal, await this.#take(request, admitted));
      finish(request, response);
    } catch (error) {
      if (error instanceof SenderGone) return;
      this.#refuse(request, response, encoding, this.#refusalOf(error));
    }
  }

  #admit(request: IncomingMessage): Admitted | Refusal {
    const foreign = refuseForeign(request);
    if (foreign !== null) return foreign;
    const signal = signalOf(request.url ?? "");
    if (signal === null) return this.#unknownPath(request);
    if (request.method !== "POST") {
      return { status: 405, message: "Only POST is answered here.", headers: { allow: "POST" } };
    }
    const encoding = encodingOf(request);
    if (encoding === null) return UNKNOWN_TYPE;
    const coding = codingOf(request);
    return coding === null ? UNKNOWN_CODING : { signal, encoding, coding };
  }

  #unknownPath(request: IncomingMessage): Refusal {
    const message =
      `No path ${pathOf(request.url ?? "").slice(0, 100)} here. ` +
      `Set OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${this.port}; the SDK adds /v1/traces itself.`;
    return { status: 404, message };
  }

  async #take(request: IncomingMessage, { signal, encoding, coding }: Admitted): Promise<Outcome> {
    const maxBytes = this.options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const held = await readBody(request, coding, maxBytes, this.#budget);
    try {
      const info = infoOf(request, held.bytes.length);
      if (encoding === "protobuf") return await this.options.accept(signal, held.bytes, info);
      const converted = CONVERTERS[signal](textOf(held.bytes));
      const outcome = await this.options.accept(signal, converted.body, info);
      return {
        rejected: converted.rejected + outcome.rejected,
        warnings: [...converted.warnings, ...outcome.warnings],
      };
    } finally {
      held.release();
    }
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof RefusedBody) return error.refusal;
    if (error instanceof MalformedBody) return { status: 400, message: error.message };
    this.#report(error);
    return { status: 500, message: "Agent Loupe failed on this batch. See its log for the reason." };
  }

  #report(error: unknown): void {
    if (this.options.onError !== undefined) this.options.onError(error);
    else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, encoding: Encoding, refusal: Refusal): void {
    sendRefusal(response, encoding, refusal);
    finish(request, response);
    const { status, message } = refusal;
    const { userAgent } = infoOf(request, 0);
    const length = request.headers["content-length"];
    this.options.onRefused?.({
      status,
      message,
      path: pathOf(request.url ?? ""),
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(length === undefined ? {} : { claimedBytes: Number(length) }),
    });
  }
}

const CONVERTERS: Readonly<Record<Signal, (text: string) => Converted>> = {
  traces: tracesJsonToProtobuf,
  logs: logsJsonToProtobuf,
  metrics: metricsJsonToProtobuf,
};

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function infoOf(request: IncomingMessage, bytes: number): BodyInfo {
  const userAgent = request.headers["user-agent"];
  return {
    bytes,
    contentType: request.headers["content-type"] ?? "",
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

/**
 * Ends the answer when the request has ended. Until then the rest of the body is read and thrown away, for two
 * seconds at most: an answer that is ended while the sender still writes is lost half the time (hazards, finding 14).
 */
function finish(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) {
    response.end();
    return;
  }
  const giveUp = setTimeout(() => request.socket.destroy(), DISCARD_MS);
  const done = () => {
    clearTimeout(giveUp);
    response.end();
  };
  request.once("end", done);
  request.once("close", done);
  request.on("error", () => undefined);
  request.resume();
}

/** How long requests under way may go on after `close`. */
const CLOSE_MS = 1_000;

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          const force = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
          server.close(() => {
            clearTimeout(force);
            resolve();
          });
          server.closeIdleConnections();
        }),
    ),
  );
}

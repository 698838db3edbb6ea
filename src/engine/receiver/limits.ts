// What a sender may cost us: bytes, time and sockets.

/** OTLP 1.11.0 recommends 64 MiB, after decompression too. Agents' spans are large: some exceed 100 KB on average. */
export const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Bodies in memory over all requests, being read or waiting to be accepted. Above it senders are told to come again. */
export const MAX_IN_FLIGHT_BYTES = 128 * 1024 * 1024;

/** After a refusal the rest of the body is read and thrown away for this long, so that the sender sees the answer. */
export const DISCARD_MS = 2_000;

/** Seconds; a longer time than an exporter's own deadline of 10 s makes it give up at once (measured). */
export const RETRY_AFTER_S = 1;

/** Against senders that never finish (hazards row 21). */
export const SERVER_TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Sockets open at once; above it the one that has been idle longest is closed. */
export const MAX_SOCKETS = 256;

/** How many bytes are held right now, against one bound. */
export class ByteBudget {
  #used = 0;

  constructor(private readonly maxBytes: number) {}

  get used(): number {
    return this.#used;
  }

  /** Takes so many bytes, or nothing and gives back false. One body always fits when nothing else is held. */
  take(bytes: number): boolean {
    if (this.#used > 0 && this.#used + bytes > this.maxBytes) return false;
    this.#used += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }
}

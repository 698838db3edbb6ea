// Reads a request's body, inflating as it comes, and stops at the limit instead of behind it.

import type { IncomingMessage } from "node:http";
import { createGunzip } from "node:zlib";
import type { Coding, Refusal } from "./guard";
import type { ByteBudget } from "./limits";
import { BUSY } from "./reply";

/** A body that was refused while it was read. */
export class RefusedBody extends Error {
  override readonly name = "RefusedBody";
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** The sender went away in the middle of its body: there is nobody to answer. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/** A whole body, and the bytes of the budget that it holds until `release`. */
export interface HeldBody {
  readonly bytes: Uint8Array;
  release(): void;
}

/**
 * The body, decompressed. Rejects with RefusedBody over the limit (413), for broken gzip (400) and where the budget
 * is used up (503); with SenderGone where the sender left. Nothing is held after a rejection.
 */
export function readBody(
  request: IncomingMessage,
  coding: Coding,
  maxBytes: number,
  budget: ByteBudget,
): Promise<HeldBody> {
  const claimed = Number(request.headers["content-length"] ?? 0);
  if (claimed > maxBytes) return Promise.reject(new RefusedBody(tooLarge(maxBytes, claimed)));
  const held = new HeldChunks(maxBytes, budget);
  // Room for the whole body first: else many half-read ones could keep each other from ever ending.
  if (coding === "identity" && !held.reserve(claimed)) return Promise.reject(new RefusedBody(BUSY));
  return coding === "gzip" ? inflate(request, held) : collect(request, held);
}

function collect(request: IncomingMessage, held: HeldChunks): Promise<HeldBody> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      request.off("data", add).off("end", finish);
      held.release();
      reject(error);
    };
    const add = (chunk: Buffer) => {
      const refusal = held.add(chunk);
      if (refusal !== null) fail(new RefusedBody(refusal));
    };
    const finish = () => resolve(held.body());
    request.on("data", add).on("end", finish);
    request.once("close", () => {
      if (!request.complete) fail(new SenderGone());
    });
    request.once("error", () => fail(new SenderGone()));
  });
}

function inflate(request: IncomingMessage, held: HeldChunks): Promise<HeldBody> {
  return new Promise((resolve, reject) => {
    const gunzip = createGunzip({ chunkSize: 64 * 1024 });
    const fail = (error: Error) => {
      request.unpipe(gunzip);
      gunzip.destroy();
      held.release();
      reject(error);
    };
    gunzip.on("data", (chunk: Buffer) => {
      const refusal = held.add(chunk);
      if (refusal !== null) fail(new RefusedBody(refusal));
    });
    gunzip.once("end", () => resolve(held.body()));
    gunzip.once("error", (error) => fail(new RefusedBody(brokenGzip(error))));
    request.once("close", () => {
      if (!request.complete) fail(new SenderGone());
    });
    request.once("error", () => fail(new SenderGone()));
    request.pipe(gunzip);
  });
}

class HeldChunks {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  /** Bytes taken from the budget: at least what is held. */
  #taken = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly budget: ByteBudget,
  ) {}

  reserve(bytes: number): boolean {
    if (!this.budget.take(bytes)) return false;
    this.#taken += bytes;
    return true;
  }

  /** Keeps a chunk, or says why the body is refused. */
  add(chunk: Buffer): Refusal | null {
    if (this.#bytes + chunk.length > this.maxBytes) return tooLarge(this.maxBytes);
    const missing = this.#bytes + chunk.length - this.#taken;
    if (missing > 0 && !this.reserve(missing)) return BUSY;
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    return null;
  }

  body(): HeldBody {
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#chunks.length = 0;
    return { bytes, release: () => this.release() };
  }

  /** Gives the bytes back to the budget; a second call gives nothing. */
  release(): void {
    this.#chunks.length = 0;
    this.budget.release(this.#taken);
    this.#taken = 0;
  }
}

function tooLarge(maxBytes: number, claimed?: number): Refusal {
  const size = claimed === undefined ? "more" : `${mebibytes(claimed)} MiB`;
  const message =
    `The body may have ${mebibytes(maxBytes)} MiB, also after decompression; this one has ${size}. ` +
    "Lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE, or raise the limit in Settings: Receiver Max Body.";
  return { status: 413, message };
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
}

function brokenGzip(error: Error): Refusal {
  return { status: 400, message: `The body is not sound gzip: ${error.message}.` };
}

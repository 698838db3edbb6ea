// Keeps the receiver listening: on the port that was asked for, again every second while somebody else holds it.

import http from "node:http";
import type { ReceiverRow } from "../protocol/rows";
import { type HttpReceiver, type HttpReceiverOptions, startHttpReceiver } from "./receiver/http";

const RETRY_MS = 1000;
const PROBE_TIMEOUT_MS = 500;

export class ReceiverControl {
  /** Undefined until it was asked to listen. */
  state: ReceiverRow | undefined;
  private receiver: HttpReceiver | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly options: Omit<HttpReceiverOptions, "port">,
    private readonly onChange: () => void,
  ) {}

  get httpPort(): number | null {
    return this.receiver?.port ?? null;
  }

  /** Listens on a port, 0 for a free one, in place of the one before. A port in use is tried again every second. */
  async listen(port: number): Promise<ReceiverRow> {
    clearTimeout(this.timer);
    const before = this.receiver;
    if (before && before.port === port) return { state: "listening", port };
    this.receiver = undefined;
    await before?.close();
    const state = await this.tryOnce(port);
    if (JSON.stringify(state) !== JSON.stringify(this.state)) {
      this.state = state;
      this.onChange();
    }
    if (state.state === "in-use" && !this.closed)
      this.timer = setTimeout(() => void this.listen(port), RETRY_MS);
    return state;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.receiver?.close();
    this.receiver = undefined;
  }

  private async tryOnce(port: number): Promise<ReceiverRow> {
    try {
      this.receiver = await startHttpReceiver({ ...this.options, port });
      return { state: "listening", port: this.receiver.port };
    } catch (error) {
      if (codeOf(error) === "EADDRINUSE") return { state: "in-use", port, by: await holderOf(port) };
      return { state: "failed", port, message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Another window of ours answers a request without a content type in its own words. */
function holderOf(port: number): Promise<"window" | "program"> {
  return new Promise((resolve) => {
    const request = http.get(
      { host: "127.0.0.1", port, path: "/", timeout: PROBE_TIMEOUT_MS },
      (response) => {
        response.resume();
        resolve(response.headers["x-agent-loupe"] === undefined ? "program" : "window");
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", () => resolve("program"));
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

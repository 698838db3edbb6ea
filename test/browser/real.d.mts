import type { Browser, Page } from "playwright-core";

export interface Real {
  readonly engine: {
    reply(method: string, args: unknown): Promise<{ readonly result?: unknown; readonly error?: unknown }>;
    send(resourceSpans: readonly unknown[]): Promise<void>;
  };
  open(
    sessionId: string,
    view: string,
    size?: { width: number; height: number },
  ): Promise<{ readonly page: Page; readonly close: () => Promise<void> }>;
  stop(): Promise<void>;
}

export function startReal(browser: Browser): Promise<Real>;

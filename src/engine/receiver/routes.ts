// Which path takes which signal. A sender's odd path is one more line here.

export type Signal = "traces" | "logs" | "metrics";

/** Ingest only: there is no route that gives data back (hazards row 5). */
export const ROUTES: ReadonlyMap<string, Signal> = new Map([
  ["/v1/traces", "traces"],
  ["/v1/logs", "logs"],
  ["/v1/metrics", "metrics"],
]);

/** The signal that a request target asks for; null where we have no such path. */
export function signalOf(target: string): Signal | null {
  return ROUTES.get(pathOf(target)) ?? null;
}

/** The path of a request target, without scheme, host and query. */
export function pathOf(target: string): string {
  return target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}

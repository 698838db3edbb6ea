// The variables that make a program send its telemetry here. What the user set is never replaced. Pure.
//
// Names and meaning: OpenTelemetry "Environment Variable Specification" and "OTLP Exporter Configuration".

import { RUN_ID_ATTRIBUTE } from "../ids";

export type Variables = Readonly<Record<string, string>>;

/** How often the program's batch processor sends, so that steps show within a second (its default is 5 s). */
const SCHEDULE_DELAY_MS = "1000";
const ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
const ENDPOINTS = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] as const;

/** The variables for any program: those that the welcome view offers to copy. */
export function receiverVariables(port: number): Variables {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_BSP_SCHEDULE_DELAY: SCHEDULE_DELAY_MS,
  };
}

/**
 * What to add to a run's environment. `user` is everything the user has set that the run would see: the process's
 * environment, the terminal setting and the task, the later ones winning. A variable that stands there is left alone;
 * the run's id is appended to the user's resource attributes. OTEL_SERVICE_NAME is not set: it would win over a name that
 * the program sets in its code, and the session carries the run's name anyway.
 */
export function runVariables(port: number, runId: string, user: Variables): Variables {
  const missing = Object.entries(receiverVariables(port)).filter(([name]) => !isSet(user, name));
  return { ...Object.fromEntries(missing), [ATTRIBUTES]: withRunId(user[ATTRIBUTES], runId) };
}

/** The run's id in an environment that `runVariables` made; undefined in any other. */
export function runIdIn(
  variables: Readonly<Record<string, string | null | undefined>> | undefined,
): string | undefined {
  const attributes = variables?.[ATTRIBUTES] ?? "";
  const ids = attributes.split(",").map((pair) => pair.trim().split("="));
  return ids.findLast(([key]) => key === RUN_ID_ATTRIBUTE)?.[1];
}

/** Where the user's own settings send the telemetry instead of to us; undefined where it comes here. */
export function foreignEndpoint(port: number, user: Variables): string | undefined {
  const endpoints = ENDPOINTS.map((name) => user[name]).filter(
    (value) => value !== undefined && value !== "",
  );
  return endpoints.find((endpoint) => endpoint !== undefined && !isOurs(endpoint, port));
}

/** Lines for a POSIX shell. The values are ours, but they are quoted all the same. */
export function shellLines(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`)
    .join("\n");
}

/** The specification reads an empty variable as one that is not set. */
function isSet(user: Variables, name: string): boolean {
  return user[name] !== undefined && user[name] !== "";
}

function withRunId(attributes: string | undefined, runId: string): string {
  const own = `${RUN_ID_ATTRIBUTE}=${runId}`;
  return attributes === undefined || attributes.trim() === "" ? own : `${attributes},${own}`;
}

function isOurs(endpoint: string, port: number): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { hostname, port: its } = new URL(endpoint);
  return ["127.0.0.1", "localhost", "[::1]"].includes(hostname) && its === String(port);
}

// What went wrong, wherever a span says so: status, exception event, error.type, HTTP status (dialects.md §5).

import type { ErrorFacts } from "../model/step";
import type { LogRecord, SpanRecord } from "../otlp/wire";
import { readCount } from "./numbers";
import { firstText } from "./values";

const HTTP_STATUS = ["http.response.status_code", "http.status_code"];
const STATUS_OK = 1;
const STATUS_ERROR = 2;

export interface Fault {
  readonly failed: boolean;
  readonly error?: ErrorFacts;
}

const SOUND: Fault = { failed: false };

/**
 * Whether the span failed and how. Status ok wins over all: the client looked and said so. Where the status is unset,
 * an exception event, `error.type` or an HTTP status from 400 tells (clients.md §3.8: failures hide).
 */
export function readFault(span: SpanRecord, logs: readonly LogRecord[]): Fault {
  const httpStatus = readCount(span.attributes, HTTP_STATUS, []);
  const errorType = firstText(span.attributes, ["error.type"]);
  const exception = exceptionOf(span, logs);
  const isHttpError = httpStatus !== undefined && httpStatus >= 400;
  const hints = exception !== undefined || errorType !== undefined || isHttpError;
  const { status } = span;
  if (status.code === STATUS_OK || (status.code !== STATUS_ERROR && !hints)) return SOUND;
  const type = exception?.type ?? errorType ?? (isHttpError ? `HTTP ${httpStatus}` : "error");
  const said = splitStack(exception?.message ?? status.message);
  const stack = exception?.stack ?? said.stack;
  return {
    failed: true,
    error: { type, message: said.message, ...(stack !== undefined && { stack }) },
  };
}

interface Exception {
  readonly type: string | undefined;
  readonly message: string | undefined;
  readonly stack: string | undefined;
}

function exceptionOf(span: SpanRecord, logs: readonly LogRecord[]): Exception | undefined {
  if (span.events.length === 0 && logs.length === 0) return undefined;
  const events = span.events.filter((event) => event.name === "exception");
  const records = logs.filter(({ eventName }) => EXCEPTION_RECORDS.has(eventName));
  const attributes = events.at(-1)?.attributes ?? records.at(-1)?.attributes;
  if (attributes === undefined) return undefined;
  return {
    type: firstText(attributes, ["exception.type"]),
    message: firstText(attributes, ["exception.message"]),
    stack: firstText(attributes, ["exception.stacktrace"]),
  };
}

const EXCEPTION_RECORDS: ReadonlySet<string> = new Set(["exception", "gen_ai.client.operation.exception"]);

/** Some instrumentations put the whole stack into the message; its first paragraph is the message. */
function splitStack(text: string): { message: string; stack?: string } {
  if (!/\n\s+at |\nTraceback /.test(text)) return { message: text };
  const end = text.search(/\n\n|\n\s+at |\nTraceback /);
  return { message: text.slice(0, end), stack: text };
}

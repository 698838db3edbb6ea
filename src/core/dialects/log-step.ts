// A log record that belongs to no span we know, as a step of its own.

import type { StepFacts } from "../model/step";
import type { AnyValue, LogRecord } from "../otlp/wire";
import { firstText } from "./values";

/** A plain step named after the event; the dialects of clients that only log come on top of this one. */
export function readLogStep(log: LogRecord): StepFacts {
  const id = firstText(log.attributes, ["gen_ai.conversation.id"]);
  const session = firstText(log.attributes, ["session.id"]);
  const hint =
    id !== undefined
      ? { id, source: "gen_ai.conversation.id", rank: 0 }
      : session === undefined
        ? undefined
        : { id: session, source: "session.id", rank: 1 };
  return {
    kind: "other",
    name: log.eventName || bodyText(log.body()) || "log record",
    dialects: ["generic"],
    ...(hint !== undefined && { session: hint }),
    failed: false,
    content: () => ({ state: "absent" }),
    readBy: new Map(),
    problems: log.problems,
  };
}

const MAX_NAME = 80;

function bodyText(body: AnyValue): string {
  return typeof body === "string" ? (body.trim().split("\n")[0] ?? "").slice(0, MAX_NAME) : "";
}

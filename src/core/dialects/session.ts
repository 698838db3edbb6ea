// Which conversation a span belongs to (dialects.md §3.2). One table for all dialects, because the order between
// them is the whole point.

import type { SessionHint } from "../model/step";
import { answeredByKeys } from "../otlp/attributes";
import type { SpanRecord } from "../otlp/wire";
import { jsonAttribute } from "./content/json";
import { firstText, textField } from "./values";

const CONVERSATION_KEYS = [
  "session_id",
  "thread_id",
  "conversation_id",
  "chat_id",
  "sessionId",
  "threadId",
  "conversationId",
];

/** The row of the table that stands for OpenInference's JSON `metadata`. */
const METADATA = "metadata";
/** The row that stands for every attribute that begins like this. */
const SETTINGS = "ai.settings.context.";

/** Attribute names in order of trust; the index is the rank. */
const SESSION_ATTRIBUTES: readonly string[] = [
  "gen_ai.conversation.id",
  "session.id",
  "langfuse.session.id",
  ...["thread_id", "session_id", "conversation_id"].map((key) => `langsmith.metadata.${key}`),
  ...["thread_id", "session_id", "conversation_id", "chat_id"].map(
    (key) => `traceloop.association.properties.${key}`,
  ),
  METADATA,
  ...CONVERSATION_KEYS.map((key) => `ai.telemetry.metadata.${key}`),
  SETTINGS,
  "gcp.vertex.agent.session_id",
  "copilot_chat.chat_session_id",
  "conversation.id",
  "workflow.session_id",
];

/** The session a span names, best source first; undefined where it names none. */
export function readSession(span: SpanRecord): SessionHint | undefined {
  for (const rank of ranksIn(span.attributes)) {
    const hint = hintFrom(span, SESSION_ATTRIBUTES[rank] ?? "");
    if (hint !== undefined) return { id: hint.id, source: hint.source, rank };
  }
  const ofResource = firstText(span.resource.attributes, ["session.id"]);
  return ofResource === undefined
    ? undefined
    : { id: ofResource, source: "session.id", rank: SESSION_ATTRIBUTES.length };
}

/** The ranks of the sources that a span has at all. */
const ranksIn = answeredByKeys((attributes) =>
  [...SESSION_ATTRIBUTES.keys()].filter((rank) => {
    const source = SESSION_ATTRIBUTES[rank] ?? "";
    return source === SETTINGS
      ? attributes.keys().some((key) => key.startsWith(SETTINGS))
      : attributes.has(source);
  }),
);

function hintFrom(span: SpanRecord, source: string): { id: string; source: string } | undefined {
  if (source === METADATA) return fromMetadata(span);
  if (source === SETTINGS) return fromSettings(span);
  const id = firstText(span.attributes, [source]);
  return id === undefined ? undefined : { id, source };
}

/** OpenInference keeps the run's metadata as one JSON text; LangGraph's thread id is in there. */
function fromMetadata(span: SpanRecord): { id: string; source: string } | undefined {
  if (!span.attributes.has(METADATA)) return undefined;
  const metadata = jsonAttribute(span.attributes, METADATA);
  for (const key of CONVERSATION_KEYS) {
    const id = textField(metadata, key);
    if (id !== undefined) return { id, source: `${METADATA}.${key}` };
  }
  return undefined;
}

/** AI SDK 7 writes the app's runtime context under names the app chose. */
function fromSettings(span: SpanRecord): { id: string; source: string } | undefined {
  const source = span.attributes
    .keys()
    .find((key) => key.startsWith(SETTINGS) && /(session|thread|conversation|chat)[._]?id$/i.test(key));
  const id = source === undefined ? undefined : firstText(span.attributes, [source]);
  return id === undefined || source === undefined ? undefined : { id, source };
}

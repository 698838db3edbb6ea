// Hides secrets in an OTLP/JSON export: in every text, whatever attribute, body or name holds it.

import type { Redactor } from "./redact";

/** The export with its secrets masked; what holds none stays the same objects. */
export function redactOtlp<Value>(value: Value, redactor: Redactor): Value;
export function redactOtlp(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return maskText(value, redactor);
  if (Array.isArray(value)) return value.map((item: unknown) => redactOtlp(item, redactor));
  if (typeof value !== "object" || value === null) return value;
  const named = namedText(value);
  if (named) return { ...value, value: { stringValue: maskNamed(named, redactor) } };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactOtlp(inner, redactor)]));
}

interface NamedText {
  readonly key: string;
  readonly text: string;
}

/** An attribute with a text as its value. */
function namedText(value: object): NamedText | undefined {
  if (!("key" in value) || typeof value.key !== "string" || !("value" in value)) return undefined;
  const { key, value: inner } = value;
  if (typeof inner !== "object" || inner === null || !("stringValue" in inner)) return undefined;
  return typeof inner.stringValue === "string" ? { key, text: inner.stringValue } : undefined;
}

/** The attribute's last name says what it is: `db.password`, `http.request.header.x-api-key`. */
function maskNamed({ key, text }: NamedText, redactor: Redactor): string {
  const masked = redactor.member(key.slice(key.lastIndexOf(".") + 1), text);
  return masked === text ? maskText(text, redactor) : String(masked);
}

/** Messages, arguments and results are JSON texts inside attributes. */
function maskText(text: string, redactor: Redactor): string {
  return /^\s*[[{]/.test(text) ? redactor.json(text) : redactor.text(text);
}

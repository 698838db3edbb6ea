// Values of unknown shape as JSON, for answers that carry what an agent stored.

const MAX_DEPTH = 64;

/** Big integers as decimal text, bytes as base64, maps as objects; what is nested deeper than 64 levels ends in `…`. */
export function plainJson(value: unknown, depth = 0): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value !== "object" || value === null) return value ?? null;
  if (depth > MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => plainJson(item, depth + 1));
  const entries = value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, plainJson(item, depth + 1)]));
}

// One text for one value, so that equal values have equal texts and equal hashes.

/** JSON with sorted keys and no spaces. Maps are objects, big integers numbers; deeper than 64 levels it ends in `…`. */
export function canonicalValue(value: unknown, depth = 0): string {
  if (depth > 64) return '"…"';
  if (value instanceof Map)
    return canonicalValue(Object.fromEntries(value as ReadonlyMap<string, unknown>), depth);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalValue(item, depth + 1)).join()}]`;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalValue(field, depth + 1)}`);
  return `{${fields.join()}}`;
}

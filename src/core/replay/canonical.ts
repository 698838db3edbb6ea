// One spelling for JSON values, so that two of them can be compared as texts.

/** JSON with sorted keys and no spaces; undefined is null. Bounded by what came in, never by order of keys. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "bigint") return value.toString();
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return "null";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(",")}}`;
}

/** Arguments of a tool call as canonical JSON; arguments that are JSON text are read first (`{"a": 1.0}` is `{"a":1}`). */
export function canonicalArgs(args: unknown): string {
  return canonicalJson(parsedArgs(args));
}

/** Arguments as a value: JSON text is parsed, nothing at all is an empty object, other text stays. */
export function parsedArgs(args: unknown): unknown {
  if (args === undefined || args === null || args === "") return {};
  if (typeof args !== "string") return args;
  try {
    return JSON.parse(args) as unknown;
  } catch {
    return args;
  }
}

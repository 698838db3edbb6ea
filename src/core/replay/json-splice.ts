// Changes one value inside a JSON text and leaves every other byte as it was.
//
// A recorded body is sent byte for byte but for the edit: parsing and writing it again would turn `1.0` into `1`, drop
// repeated keys and move spaces (dependencies.md §2, measured on the client libraries).

export type JsonPath = readonly (string | number)[];

/** Where the value at a path stands in the text; undefined where there is none or the text is no JSON. */
export function locate(text: string, path: JsonPath): { start: number; end: number } | undefined {
  try {
    let start = skipSpace(text, 0);
    for (const key of path) {
      const inner = typeof key === "string" ? memberStart(text, start, key) : elementStart(text, start, key);
      if (inner === undefined) return undefined;
      start = inner;
    }
    return { start, end: valueEnd(text, start) };
  } catch (error) {
    if (error instanceof BrokenJson) return undefined;
    throw error;
  }
}

/** The text with another value at a path; undefined where the path is not there. */
export function replaceAt(text: string, path: JsonPath, value: unknown): string | undefined {
  const place = locate(text, path);
  return place && text.slice(0, place.start) + JSON.stringify(value) + text.slice(place.end);
}

/** The text with a member of the object at `path` replaced, or added at its end. */
export function setMember(text: string, path: JsonPath, key: string, value: unknown): string | undefined {
  return (
    replaceAt(text, [...path, key], value) ??
    insertBeforeEnd(text, path, "{", `${JSON.stringify(key)}:${JSON.stringify(value)}`)
  );
}

/** The text with values added at the end of the array at `path`. */
export function appendTo(text: string, path: JsonPath, values: readonly unknown[]): string | undefined {
  if (values.length === 0) return text;
  return insertBeforeEnd(text, path, "[", values.map((value) => JSON.stringify(value)).join(","));
}

/** The text without a member of the object at `path`; unchanged where it has none of that name. */
export function removeMember(text: string, path: JsonPath, key: string): string {
  const object = locate(text, path);
  const value = locate(text, [...path, key]);
  if (!object || !value) return text;
  const keyStart = text.lastIndexOf(JSON.stringify(key), value.start);
  const before = text.slice(0, keyStart).replace(/\s*$/, "");
  const after = text.slice(value.end).replace(/^\s*/, "");
  if (before.endsWith(",")) return before.slice(0, -1) + after;
  return before + (after.startsWith(",") ? after.slice(1).replace(/^\s*/, "") : after);
}

class BrokenJson extends Error {}

function insertBeforeEnd(text: string, path: JsonPath, open: string, inserted: string): string | undefined {
  const place = locate(text, path);
  if (!place || text[place.start] !== open) return undefined;
  const end = place.end - 1;
  const isEmpty = skipSpace(text, place.start + 1) === end;
  return text.slice(0, end).replace(/\s*$/, "") + (isEmpty ? "" : ",") + inserted + text.slice(end);
}

/** The last member of that name wins, as in JSON.parse. */
function memberStart(text: string, object: number, wanted: string): number | undefined {
  if (text[object] !== "{") return undefined;
  let found: number | undefined;
  let at = skipSpace(text, object + 1);
  while (text[at] !== "}") {
    const keyEnd = stringEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const value = skipSpace(text, expect(text, skipSpace(text, keyEnd), ":"));
    if (key === wanted) found = value;
    at = nextItem(text, valueEnd(text, value), "}");
  }
  return found;
}

function elementStart(text: string, array: number, wanted: number): number | undefined {
  if (text[array] !== "[") return undefined;
  let at = skipSpace(text, array + 1);
  for (let index = 0; text[at] !== "]"; index++) {
    if (index === wanted) return at;
    at = nextItem(text, valueEnd(text, at), "]");
  }
  return undefined;
}

/** Counts brackets and steps over strings: nothing inside a value is looked at, so deep nesting costs no stack. */
function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== "{" && first !== "[") return scalarEnd(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === "{" || char === "[") depth++;
    else if ((char === "}" || char === "]") && --depth === 0) return at + 1;
  }
  throw new BrokenJson();
}

function scalarEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !/[\s,}\]]/.test(text.charAt(at))) at++;
  if (at === start) throw new BrokenJson();
  return at;
}

function stringEnd(text: string, start: number): number {
  if (text[start] !== '"') throw new BrokenJson();
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw new BrokenJson();
}

function nextItem(text: string, after: number, close: string): number {
  const at = skipSpace(text, after);
  return text[at] === close ? at : skipSpace(text, expect(text, at, ","));
}

function expect(text: string, at: number, char: string): number {
  if (text[at] !== char) throw new BrokenJson();
  return at + 1;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at++;
  return at;
}

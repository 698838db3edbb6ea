// Changes the texts inside a JSON text and leaves every other byte as it was: spaces, numbers, repeated keys.

/** What a text becomes. `name`: of the member whose value it is; undefined for names and for items of a list. */
export type ChangeText = (text: string, name: string | undefined) => string;

/** The JSON with each of its strings changed; those that stay the same keep their spelling. Text that is no JSON, too. */
export function mapJsonStrings(json: string, change: ChangeText): string {
  let result = "";
  let copied = 0;
  let name: string | undefined;
  for (let start = json.indexOf('"'); start >= 0;) {
    const end = stringEnd(json, start);
    const next = json.indexOf('"', end);
    const between = json.slice(end, next < 0 ? json.length : Math.min(next, end + MAX_BETWEEN));
    const literal = json.slice(start, end);
    const isName = /^\s*:/.test(between);
    const changed = changedLiteral(literal, isName ? undefined : name, change);
    if (changed !== literal) {
      result += json.slice(copied, start) + changed;
      copied = end;
    }
    name = isName && between.trim() === ":" ? textIn(literal) : undefined;
    start = next;
  }
  return copied === 0 ? json : result + json.slice(copied);
}

/** Spaces around a colon that are looked through. */
const MAX_BETWEEN = 64;

function changedLiteral(literal: string, name: string | undefined, change: ChangeText): string {
  const text = textIn(literal);
  if (text === undefined) return change(literal, undefined);
  const changed = change(text, name);
  return changed === text ? literal : JSON.stringify(changed);
}

/** After the quote that ends the string; the end of the text where none does. */
function stringEnd(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let slashes = 0;
    while (json[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return json.length;
}

function textIn(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

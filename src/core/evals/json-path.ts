// A grader on a place inside a JSON answer. Paths are the part of RFC 9535 that names places: `$`, `.name`, `['name']`,
// `[0]`, `[-1]`, `.*`, `[*]` and `..name`. Slices, filters and functions are refused with a sentence.

import { canonicalJson } from "../replay/canonical";
import { fail, pass, quoted, type Sample, type Verdict } from "./grader";

/** Passes where the place exists (or, with `equals`, where some value there is that value). */
export function gradeJsonPath(settings: { path: string; equals?: unknown }, sample: Sample): Verdict {
  const steps = parsePath(settings.path);
  if (!steps)
    return fail(`${quoted(settings.path)} is no path that is understood: use names, indexes, * and .. only.`);
  const answer = jsonIn(sample.answer);
  if (answer === undefined) return fail("The answer is not JSON.");
  const found = valuesAt(answer, steps);
  if (found.length === 0) return fail(`The answer has nothing at ${quoted(settings.path)}.`);
  if (settings.equals === undefined) return pass(`The answer has a value at ${quoted(settings.path)}.`);
  const wanted = canonicalJson(settings.equals);
  if (found.some((value) => canonicalJson(value) === wanted))
    return pass(`${quoted(settings.path)} is ${quoted(wanted)}.`);
  return fail(`${quoted(settings.path)} is ${quoted(canonicalJson(found[0]))}, not ${quoted(wanted)}.`);
}

/** The JSON value that an answer is, a code fence around it aside; undefined where it is none. */
export function jsonIn(answer: string): unknown {
  const fenced = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(answer);
  try {
    return JSON.parse(fenced?.[1] ?? answer) as unknown;
  } catch {
    return undefined;
  }
}

type PathStep =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" }
  /** Everything below, the value itself included. */
  | { readonly kind: "below" };

/** The steps of a path; null where it is none that is understood. */
export function parsePath(path: string): PathStep[] | null {
  if (!path.startsWith("$")) return null;
  const steps: PathStep[] = [];
  const token =
    /\.\.|\.(?=[^.[])|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[\*\]|(\*)|([^.[\]*'"\s()?@]+)/y;
  token.lastIndex = 1;
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (!match) return null;
    const name = match[2] ?? match[3] ?? match[5];
    if (match[0] === "..") steps.push({ kind: "below" });
    else if (match[1] !== undefined) steps.push({ kind: "index", index: Number(match[1]) });
    else if (match[0] === "*" || match[0] === "[*]") steps.push({ kind: "all" });
    else if (name !== undefined) steps.push({ kind: "name", name: name.replace(/\\(.)/g, "$1") });
  }
  return steps;
}

/** More places than this are not looked at: `$..*` on a large answer stays bounded. */
const MAX_PLACES = 100_000;

/** Every value at a path, in the order of the document. */
export function valuesAt(value: unknown, steps: readonly PathStep[]): unknown[] {
  let found: unknown[] = [value];
  for (const step of steps) found = found.flatMap((one) => oneStep(one, step)).slice(0, MAX_PLACES);
  return found;
}

function oneStep(value: unknown, step: PathStep): unknown[] {
  switch (step.kind) {
    case "name":
      return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case "index":
      return Array.isArray(value) && step.index < value.length && step.index >= -value.length
        ? [value.at(step.index)]
        : [];
    case "all":
      return childrenOf(value);
    case "below":
      return below(value);
  }
}

/** Without recursion: an answer may be nested deeper than the stack. */
function below(value: unknown): unknown[] {
  const found: unknown[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0 && found.length < MAX_PLACES) {
    const next = waiting.pop();
    found.push(next);
    waiting.push(...childrenOf(next).reverse());
  }
  return found;
}

function childrenOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.slice() as unknown[];
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

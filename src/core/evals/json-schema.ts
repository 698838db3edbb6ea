// A grader on the shape of a JSON answer. Own validator of the part of JSON Schema (2020-12) that prompts ask for: an
// interpreter, since the usual one generates code with `new Function`. A keyword that it does not know fails the
// grader with its name; it is never taken for fulfilled.

import { canonicalJson } from "../replay/canonical";
import { fail, pass, quoted, type MatchText, type Sample, type Verdict } from "./grader";
import { jsonIn } from "./json-path";

export type Schema = boolean | Readonly<Record<string, unknown>>;

/** Passes where the answer is JSON of that shape; otherwise the first place that differs is the reason. */
export function gradeJsonSchema(settings: { schema: Schema }, sample: Sample, matchText: MatchText): Verdict {
  const answer = jsonIn(sample.answer);
  if (answer === undefined) return fail("The answer is not JSON.");
  const fault = check(answer, settings.schema, { root: settings.schema, matchText, where: "$", depth: 0 });
  return fault === undefined ? pass("The answer has the wanted shape.") : fail(fault);
}

interface Context {
  readonly root: Schema;
  readonly matchText: MatchText;
  readonly where: string;
  /** References followed and values entered; bounds a schema that refers to itself. */
  readonly depth: number;
}

const MAX_DEPTH = 200;

type Keyword = (
  value: unknown,
  wanted: unknown,
  context: Context,
  schema: Readonly<Record<string, unknown>>,
) => string | undefined;

/** What is wrong, in a sentence; undefined where the value fits. */
function check(value: unknown, schema: Schema, context: Context): string | undefined {
  if (schema === true) return undefined;
  if (schema === false) return `${context.where} is not allowed.`;
  if (context.depth > MAX_DEPTH) return `The schema refers to itself more than ${MAX_DEPTH} times.`;
  const deeper = { ...context, depth: context.depth + 1 };
  for (const [name, wanted] of Object.entries(schema)) {
    if (ANNOTATIONS.has(name)) continue;
    const keyword = KEYWORDS.get(name);
    if (!keyword) return `The schema uses ${quoted(name)}, which this grader does not know.`;
    const fault = keyword(value, wanted, deeper, schema);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Keywords that describe, or that another keyword reads. */
const ANNOTATIONS = new Set(
  "$schema $id $comment $defs definitions title description default examples deprecated readOnly writeOnly format then else".split(
    " ",
  ),
);

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  [
    "type",
    (value, wanted, { where }) =>
      unless(
        asList(wanted).some((type) => isType(value, type)),
        where,
        `of type ${asList(wanted).join(" or ")}`,
      ),
  ],
  [
    "const",
    (value, wanted, { where }) =>
      unless(canonicalJson(value) === canonicalJson(wanted), where, quoted(canonicalJson(wanted))),
  ],
  [
    "enum",
    (value, wanted, { where }) =>
      unless(
        asList(wanted).some((one) => canonicalJson(one) === canonicalJson(value)),
        where,
        `one of ${canonicalJson(wanted)}`,
      ),
  ],
  ["$ref", (value, wanted, context) => checkReference(value, wanted, context)],
  ["properties", (value, wanted, context) => checkMembers(value, wanted, context)],
  [
    "additionalProperties",
    (value, wanted, context, schema) => checkOthers(value, wanted as Schema, context, schema),
  ],
  [
    "required",
    (value, wanted, { where }) =>
      firstOf(isObject(value) ? asList(wanted) : [], (name) =>
        Object.hasOwn(value as object, String(name)) ? undefined : `${where} has no ${quoted(String(name))}.`,
      ),
  ],
  [
    "items",
    (value, wanted, context, schema) =>
      checkItems(value, wanted as Schema, context, asList(schema["prefixItems"]).length),
  ],
  [
    "prefixItems",
    (value, wanted, context) =>
      firstOf(Array.isArray(value) ? asList(wanted) : [], (schema, at) =>
        at < (value as unknown[]).length
          ? check((value as unknown[])[at], schema as Schema, inside(context, at))
          : undefined,
      ),
  ],
  [
    "minItems",
    (value, wanted, { where }) =>
      unless(
        !Array.isArray(value) || value.length >= Number(wanted),
        where,
        `a list of at least ${String(wanted)}`,
      ),
  ],
  [
    "maxItems",
    (value, wanted, { where }) =>
      unless(
        !Array.isArray(value) || value.length <= Number(wanted),
        where,
        `a list of at most ${String(wanted)}`,
      ),
  ],
  [
    "uniqueItems",
    (value, wanted, { where }) =>
      unless(
        wanted !== true || !Array.isArray(value) || new Set(value.map(canonicalJson)).size === value.length,
        where,
        "a list without repeats",
      ),
  ],
  [
    "minProperties",
    (value, wanted, { where }) =>
      unless(
        !isObject(value) || Object.keys(value).length >= Number(wanted),
        where,
        `an object of at least ${String(wanted)} members`,
      ),
  ],
  [
    "maxProperties",
    (value, wanted, { where }) =>
      unless(
        !isObject(value) || Object.keys(value).length <= Number(wanted),
        where,
        `an object of at most ${String(wanted)} members`,
      ),
  ],
  [
    "minLength",
    (value, wanted, { where }) =>
      unless(
        typeof value !== "string" || Array.from(value).length >= Number(wanted),
        where,
        `a text of at least ${String(wanted)} characters`,
      ),
  ],
  [
    "maxLength",
    (value, wanted, { where }) =>
      unless(
        typeof value !== "string" || Array.from(value).length <= Number(wanted),
        where,
        `a text of at most ${String(wanted)} characters`,
      ),
  ],
  [
    "pattern",
    (value, wanted, { where, matchText }) =>
      unless(
        typeof value !== "string" || matchText(String(wanted), "u", value) === "match",
        where,
        `a text that matches ${quoted(String(wanted))}`,
      ),
  ],
  [
    "minimum",
    (value, wanted, { where }) =>
      unless(typeof value !== "number" || value >= Number(wanted), where, `at least ${String(wanted)}`),
  ],
  [
    "maximum",
    (value, wanted, { where }) =>
      unless(typeof value !== "number" || value <= Number(wanted), where, `at most ${String(wanted)}`),
  ],
  [
    "exclusiveMinimum",
    (value, wanted, { where }) =>
      unless(typeof value !== "number" || value > Number(wanted), where, `more than ${String(wanted)}`),
  ],
  [
    "exclusiveMaximum",
    (value, wanted, { where }) =>
      unless(typeof value !== "number" || value < Number(wanted), where, `less than ${String(wanted)}`),
  ],
  [
    "multipleOf",
    (value, wanted, { where }) =>
      unless(
        typeof value !== "number" || Number.isInteger(value / Number(wanted)),
        where,
        `a multiple of ${String(wanted)}`,
      ),
  ],
  [
    "allOf",
    (value, wanted, context) => firstOf(asList(wanted), (schema) => check(value, schema as Schema, context)),
  ],
  [
    "anyOf",
    (value, wanted, context) =>
      unless(fitting(value, wanted, context) > 0, context.where, "of any of the wanted shapes"),
  ],
  [
    "oneOf",
    (value, wanted, context) =>
      unless(fitting(value, wanted, context) === 1, context.where, "of exactly one of the wanted shapes"),
  ],
  [
    "not",
    (value, wanted, context) =>
      unless(check(value, wanted as Schema, context) !== undefined, context.where, "of another shape"),
  ],
  [
    "if",
    (value, wanted, context, schema) =>
      check(
        value,
        ((check(value, wanted as Schema, context) === undefined ? schema["then"] : schema["else"]) as
          Schema | undefined) ?? true,
        context,
      ),
  ],
]);

function unless(holds: boolean, where: string, wanted: string): string | undefined {
  return holds ? undefined : `${where} is not ${wanted}.`;
}

function firstOf<Item>(
  items: readonly Item[],
  faultOf: (item: Item, at: number) => string | undefined,
): string | undefined {
  for (const [at, item] of items.entries()) {
    const fault = faultOf(item, at);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function checkReference(value: unknown, wanted: unknown, context: Context): string | undefined {
  const reference = String(wanted);
  if (!/^#(\/|$)/.test(reference))
    return `The schema refers to ${quoted(reference)}; only references inside it are followed.`;
  let target: unknown = context.root;
  for (const name of reference.split("/").slice(1)) {
    const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
    target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  if (typeof target !== "boolean" && !isObject(target)) return `The schema has no ${quoted(reference)}.`;
  return check(value, target, context);
}

function checkMembers(value: unknown, wanted: unknown, context: Context): string | undefined {
  if (!isObject(value) || !isObject(wanted)) return undefined;
  return firstOf(Object.entries(wanted), ([name, schema]) =>
    Object.hasOwn(value, name) ? check(value[name], schema as Schema, inside(context, name)) : undefined,
  );
}

function checkOthers(
  value: unknown,
  wanted: Schema,
  context: Context,
  schema: Readonly<Record<string, unknown>>,
): string | undefined {
  if (!isObject(value)) return undefined;
  const known = isObject(schema["properties"]) ? schema["properties"] : {};
  return firstOf(
    Object.keys(value).filter((name) => !Object.hasOwn(known, name)),
    (name) => check(value[name], wanted, inside(context, name)),
  );
}

function checkItems(value: unknown, wanted: Schema, context: Context, from: number): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return firstOf(value.slice(from) as unknown[], (item, at) =>
    check(item, wanted, inside(context, from + at)),
  );
}

function fitting(value: unknown, wanted: unknown, context: Context): number {
  return asList(wanted).filter((schema) => check(value, schema as Schema, context) === undefined).length;
}

function inside(context: Context, key: string | number): Context {
  return {
    ...context,
    where: typeof key === "number" ? `${context.where}[${key}]` : `${context.where}.${key}`,
  };
}

function isType(value: unknown, type: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Model and parameters of each agent as one JSON document, and the edits of it. Pure.

import type { ReplayEdit } from "../../protocol/replay";
import { isRecord, jsonText, listOfRecords, sameJson } from "./json-text";
import { isWithin, type CallGroup, type EditsOfText } from "./call-groups";

interface Settings {
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One entry for each agent, and more where its calls differ. */
export function settingsText(groups: readonly CallGroup<Settings>[]): string {
  return jsonText(
    groups.map(({ agent, value }) => ({
      ...(agent === null ? {} : { agent }),
      model: value.model,
      params: value.params,
    })),
  );
}

/** A parameter that is taken away is sent no more; one that is added is sent. */
export function editsOfSettings(groups: readonly CallGroup<Settings>[], text: string): EditsOfText {
  const values = listOfRecords(text);
  if (values === undefined)
    return { ok: false, why: "Model and parameters are no JSON list. Correct them or undo the change." };
  const fits =
    values.length === groups.length &&
    groups.every((group, at) => (values[at]?.["agent"] ?? null) === group.agent);
  if (!fits)
    return { ok: false, why: "A replay cannot add, remove or rename agents. Change only model and params." };
  const edits: ReplayEdit[] = [];
  for (const [at, group] of groups.entries()) {
    const { model, params = {} } = values[at] ?? {};
    if (typeof model !== "string" || model === "")
      return {
        ok: false,
        why: `The model of ${group.agent ?? "the session"} is no name. Write it in quotes.`,
      };
    if (!isRecord(params))
      return { ok: false, why: `The params of ${group.agent ?? "the session"} are no JSON object.` };
    edits.push(...editsOfGroup(group, model, params));
  }
  return { ok: true, edits };
}

/** The text with the edit of a model or of parameters made to it; undefined for every other edit. */
export function settingsUnder(
  groups: readonly CallGroup<Settings>[],
  text: string,
  { where, value }: ReplayEdit,
): string | undefined {
  const values = listOfRecords(text);
  const at = groups.findIndex((group) => isWithin(where, group.where));
  const old = values?.[at];
  if (values === undefined || old === undefined) return undefined;
  const changed = entryUnder(old, where, value);
  return changed && jsonText(values.map((entry, index) => (index === at ? changed : entry)));
}

type Fields = Readonly<Record<string, unknown>>;

function entryUnder(
  entry: Fields,
  where: ReplayEdit["where"],
  value: ReplayEdit["value"],
): Fields | undefined {
  if (where.part === "model") return typeof value === "string" ? { ...entry, model: value } : undefined;
  if (where.part !== "params") return undefined;
  const changes = where.name === undefined ? value : { [where.name]: value };
  if (!isRecord(changes)) return undefined;
  const params = { ...(isRecord(entry["params"]) ? entry["params"] : {}), ...changes };
  return {
    ...entry,
    params: Object.fromEntries(Object.entries(params).filter(([, param]) => param !== null)),
  };
}

function editsOfGroup(
  { value, where }: CallGroup<Settings>,
  model: string,
  params: Readonly<Record<string, unknown>>,
): ReplayEdit[] {
  const names = [...new Set([...Object.keys(value.params), ...Object.keys(params)])];
  const changed = names.filter((name) => !sameJson(value.params[name], params[name]));
  return where.flatMap((calls): ReplayEdit[] => [
    ...(model === value.model ? [] : [{ where: { ...calls, part: "model" as const }, value: model }]),
    ...changed.map((name) => ({
      where: { ...calls, part: "params" as const, name },
      value: paramValue(params[name]),
    })),
  ]);
}

/** Null takes a parameter away. */
function paramValue(value: unknown): ReplayEdit["value"] {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value as unknown[];
  return isRecord(value) ? { ...value } : null;
}

// The tools that the model is told of, as one JSON document, and the edits of their descriptions. Pure.

import type { ToolDef } from "../../protocol/rows";
import type { ReplayEdit } from "../../protocol/replay";
import { isRecord, jsonText, listOfRecords, sameJson } from "./json-text";
import { isWithin, type CallGroup, type EditsOfText } from "./call-groups";

interface Entry {
  readonly agents: readonly string[];
  readonly tool: ToolDef;
  readonly where: readonly CallGroup<unknown>["where"][number][];
}

/** One entry for each tool; `agents` are those who are told of it in these words. */
export function toolsText(groups: readonly CallGroup<readonly ToolDef[]>[]): string {
  return jsonText(entriesOf(groups).map(entryValue));
}

/** Descriptions and parameters may be changed; the list and the names are the recording's. */
export function editsOfTools(groups: readonly CallGroup<readonly ToolDef[]>[], text: string): EditsOfText {
  const entries = entriesOf(groups);
  const values = listOfRecords(text);
  if (values === undefined)
    return { ok: false, why: "The tool descriptions are no JSON list. Correct them or undo the change." };
  const fits =
    values.length === entries.length &&
    entries.every(
      (entry, at) =>
        values[at]?.["name"] === entry.tool.name && sameJson(values[at]["agents"] ?? [], entry.agents),
    );
  if (!fits)
    return {
      ok: false,
      why: "A replay cannot add, remove or rename tools. Change only descriptions and parameters.",
    };
  return { ok: true, edits: entries.flatMap((entry, at) => editsOfEntry(entry, values[at] ?? {})) };
}

/** The text with the edit of one tool made to it; undefined for every other edit. */
export function toolsUnder(
  groups: readonly CallGroup<readonly ToolDef[]>[],
  text: string,
  { where, value }: ReplayEdit,
): string | undefined {
  const values = listOfRecords(text);
  if (where.part !== "tool-description" || values === undefined) return undefined;
  const at = entriesOf(groups).findIndex(
    (entry) => entry.tool.name === where.name && isWithin(where, entry.where),
  );
  const changes = typeof value === "string" ? { description: value } : value;
  if (at < 0 || !isRecord(changes)) return undefined;
  return jsonText(values.map((entry, index) => (index === at ? { ...entry, ...changes } : entry)));
}

function editsOfEntry(entry: Entry, value: Readonly<Record<string, unknown>>): ReplayEdit[] {
  const before = entryValue(entry);
  const changes = Object.fromEntries(
    ["description", "parameters"]
      .filter((key) => !sameJson(value[key], before[key]))
      .map((key) => [key, value[key] ?? (key === "description" ? "" : {})]),
  );
  const { description, ...others } = changes;
  if (Object.keys(changes).length === 0) return [];
  const edited = typeof description === "string" && Object.keys(others).length === 0 ? description : changes;
  return entry.where.map((calls) => ({
    where: { ...calls, part: "tool-description", name: entry.tool.name },
    value: edited,
  }));
}

function entryValue({ agents, tool }: Entry): Readonly<Record<string, unknown>> {
  const { name, description, parameters } = tool;
  return {
    name,
    ...(agents.length === 0 ? {} : { agents }),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/** Tools that are defined alike are one entry, whoever is told of them. */
function entriesOf(groups: readonly CallGroup<readonly ToolDef[]>[]): Entry[] {
  const entries = new Map<string, { agents: string[]; tool: ToolDef; where: Entry["where"][number][] }>();
  for (const { agent, value, where } of groups) {
    for (const tool of value) {
      const key = JSON.stringify(tool);
      const entry = entries.get(key) ?? { agents: [], tool, where: [] };
      entries.set(key, entry);
      if (agent !== null && !entry.agents.includes(agent)) entry.agents.push(agent);
      entry.where.push(...where);
    }
  }
  return [...entries.values()];
}

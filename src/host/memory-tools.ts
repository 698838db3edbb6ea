// The setting of the user's own memory tools, checked: what fits goes to the engine, what does not gets a sentence. Pure.
//
//   "agentLoupe.memory.tools": { "notes_append": "create", "wiki_*": { "operation": "auto", "layer": "semantic" } }

import type { ArgumentsOf } from "../protocol/messages";
import { SETTINGS } from "./ids";
import { oneLine } from "./text";

export type MemoryTool = NonNullable<ArgumentsOf<"settings/apply">["memoryTools"]>[number];

/** As many as one message to the engine may carry. */
const MOST_TOOLS = 200;
const MOST_CHARACTERS = 200;
const OPERATIONS: Readonly<Record<string, MemoryTool["op"]>> = {
  search: "search",
  create: "create",
  update: "update",
  upsert: "upsert",
  delete: "delete",
  auto: "verb",
};
const LAYERS = ["working", "episodic", "semantic"] as const;

/** The tools of the setting in their order, and a sentence for each entry that is left out. */
export function memoryToolsIn(value: unknown): {
  readonly tools: readonly MemoryTool[];
  readonly problems: readonly string[];
} {
  if (value === undefined || value === null) return { tools: [], problems: [] };
  if (!isRecord(value))
    return { tools: [], problems: [`${SETTINGS.memoryTools} is no list of tools by name.`] };
  const tools: MemoryTool[] = [];
  const problems: string[] = [];
  for (const [name, said] of Object.entries(value)) {
    const read = toolIn(name, said);
    if (typeof read !== "string") tools.push(read);
    else problems.push(`${SETTINGS.memoryTools}: “${oneLine(name, 60)}” ${read}, so it is left out.`);
  }
  if (tools.length > MOST_TOOLS)
    problems.push(`${SETTINGS.memoryTools} has ${tools.length} tools; the first ${MOST_TOOLS} count.`);
  return { tools: tools.slice(0, MOST_TOOLS), problems };
}

/** A tool, or what is wrong with it. */
function toolIn(name: string, said: unknown): MemoryTool | string {
  if (name.trim() === "" || name.length > MOST_CHARACTERS)
    return `is no name of 1 to ${MOST_CHARACTERS} characters`;
  const entry = typeof said === "string" ? { operation: said } : said;
  if (!isRecord(entry)) return "is neither an operation nor a description";
  const { operation = "auto", layer, store } = entry;
  const op =
    typeof operation === "string" && Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (op === undefined) return `has an operation that is none of ${Object.keys(OPERATIONS).join(", ")}`;
  if (layer !== undefined && !isLayer(layer)) return `has a layer that is none of ${LAYERS.join(", ")}`;
  if (store !== undefined && !isStore(store))
    return `has a store that is no name of 1 to ${MOST_CHARACTERS} characters`;
  return {
    name: name.trim(),
    op,
    ...(layer !== undefined && { layer }),
    ...(store !== undefined && { store }),
  };
}

function isLayer(value: unknown): value is (typeof LAYERS)[number] {
  return LAYERS.some((layer) => layer === value);
}

function isStore(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MOST_CHARACTERS;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

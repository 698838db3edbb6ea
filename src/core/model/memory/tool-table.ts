// The table that finds memory tools by name, and the words that say what a tool does (dialects.md §6, heuristic).

import type { MemoryOp, MemoryOptions, MemoryToolRule } from "./operation";

/** The table we ship. The user's own lines come first. */
export const MEMORY_TOOLS: readonly MemoryToolRule[] = [
  {
    name: "memor(y|ies)|remember|recall|archival|core_memory|knowledge_graph",
    op: "verb",
  },
];

const VERBS: readonly (readonly [MemoryOp, RegExp])[] = [
  ["upsert", /^upsert$/],
  ["create", /^(add|create|insert|save|store|remember|write|put|set|append)$/],
  ["update", /^(update|replace|edit|rethink|modify|patch)$/],
  ["delete", /^(delete|forget|remove|clear)$/],
  ["search", /^(search|recall|query|get|read|list|find|fetch|retrieve|load|lookup|view)$/],
];

/** The first line of the table that fits the tool's name, or undefined. A line whose expression is broken fits nothing. */
export function ruleFor(toolName: string, options: MemoryOptions): MemoryToolRule | undefined {
  return [...(options.tools ?? []), ...MEMORY_TOOLS].find((rule) =>
    rule.isOwn ? fitsPattern(rule.name, toolName) : fits(rule.name, toolName),
  );
}

/** What a tool's name says that it does: the first of its words that is a verb of the table, or undefined. */
export function operationIn(toolName: string): MemoryOp | undefined {
  for (const word of wordsOf(toolName)) {
    const found = VERBS.find(([, verbs]) => verbs.test(word));
    if (found !== undefined) return found[0];
  }
  return undefined;
}

/** The name without its verbs, so that `save_memory` and `search_memory` speak of one store: `memory`. */
export function storeIn(toolName: string): string {
  const nouns = wordsOf(toolName).filter(
    (word) => word !== "manage" && word !== "tool" && !VERBS.some(([, verbs]) => verbs.test(word)),
  );
  const store = nouns.join("_").replace(/^memories$/, "memory");
  return store === "" ? "memory" : store;
}

/** `mcp__notes__saveMemory` → mcp, notes, save, memory. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/**
 * Whether a name fits a pattern in which `*` stands for any text, without regard to case. Takes time in proportion to the
 * name, whatever the pattern: an expression of a stranger's workspace could take for ever.
 */
function fitsPattern(pattern: string, toolName: string): boolean {
  const name = toolName.slice(0, 200).toLowerCase();
  const [first = "", ...others] = pattern.toLowerCase().split("*");
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function fits(expression: string, toolName: string): boolean {
  try {
    return new RegExp(expression, "i").test(toolName.slice(0, 200));
  } catch {
    return false;
  }
}

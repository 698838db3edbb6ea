// Agents as the telemetry shows them: a version is a system prompt and a set of tools.

import { canonicalValue } from "./canonical";
import type { ToolDef } from "./message";

/** One look at an agent: what a model call of it was sent. */
export interface AgentSighting {
  readonly atUs: number;
  /** Null where the client does not record it. */
  readonly system: string | null;
  readonly tools: readonly ToolDef[] | null;
  readonly model: string | null;
}

export interface AgentVersion {
  /** Hash of the system prompt and of the tools' names and schemas. */
  readonly hash: string;
  readonly firstSeenUs: number;
  readonly lastSeenUs: number;
  /** Against the version before: `prompt`, `tools +a −b`, `tools ~c` (schema changed), `model a → b`. Empty for the first. */
  readonly changed: readonly string[];
}

/**
 * The versions of one agent, oldest first. Dates, times and ids inside a prompt do not make a version: prompts that carry
 * the day would make one a day. A sighting that records neither prompt nor tools says nothing about the version.
 */
export function agentVersions(
  sightings: readonly AgentSighting[],
  hash: (text: string) => string,
): readonly AgentVersion[] {
  const ordered = [...sightings]
    .sort((a, b) => a.atUs - b.atUs)
    .filter(({ system, tools }) => system ?? tools);
  const versions: { hash: string; firstSeenUs: number; lastSeenUs: number; first: AgentSighting }[] = [];
  for (const sighting of ordered) {
    const id = versionHash(sighting, hash);
    const known = versions.find((version) => version.hash === id);
    if (known !== undefined) known.lastSeenUs = sighting.atUs;
    else versions.push({ hash: id, firstSeenUs: sighting.atUs, lastSeenUs: sighting.atUs, first: sighting });
  }
  return versions.map(({ first, ...version }, index) => {
    const before = versions[index - 1]?.first;
    return { ...version, changed: before === undefined ? [] : changesOf(before, first) };
  });
}

/** The hash of a version: the same for the same prompt and tools, whatever their order. */
export function versionHash(
  sighting: Pick<AgentSighting, "system" | "tools">,
  hash: (text: string) => string,
): string {
  const tools = [...schemasOf(sighting.tools)].sort(([a], [b]) => (a < b ? -1 : 1));
  return hash(canonicalValue([promptOf(sighting.system), tools]));
}

function changesOf(before: AgentSighting, after: AgentSighting): string[] {
  const changes: string[] = [];
  if (promptOf(before.system) !== promptOf(after.system)) changes.push("prompt");
  const tools = toolChanges(schemasOf(before.tools), schemasOf(after.tools));
  if (tools !== "") changes.push(`tools ${tools}`);
  if (before.model !== after.model && before.model !== null && after.model !== null) {
    changes.push(`model ${before.model} → ${after.model}`);
  }
  return changes;
}

function toolChanges(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string {
  const added = [...after.keys()].filter((name) => !before.has(name)).map((name) => `+${name}`);
  const removed = [...before.keys()].filter((name) => !after.has(name)).map((name) => `−${name}`);
  const edited = [...after]
    .filter(([name, schema]) => (before.get(name) ?? schema) !== schema)
    .map(([name]) => `~${name}`);
  return [...added, ...removed, ...edited].join(" ");
}

function schemasOf(tools: readonly ToolDef[] | null): Map<string, string> {
  return new Map((tools ?? []).map((tool) => [tool.name, canonicalValue(tool.parameters ?? null)]));
}

/** The prompt without what differs between two runs of the same code. */
function promptOf(system: string | null): string | null {
  return (
    system
      ?.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "<id>")
      .replace(/\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g, "<date>")
      .replace(/\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?\b/gi, "<time>") ?? null
  );
}

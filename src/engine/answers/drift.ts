// Drift: what the agents of a session keep changing in their memory, over all sessions they took part in.

import { driftOf, type Evidence, type MemoryDrift, type SessionMemory } from "../../core/model/memory";
import { type Message, textOf } from "../../core/model/message";
import { textOfValue } from "../../core/model/context-window/pieces";
import type { Analysis } from "../analysis/analyses";
import type { Engine } from "./engine";
import { analysisOf } from "./analysed";

/** Sessions of the same agents that are looked at, the newest. */
const MAX_SESSIONS = 20;

/** Drift that has a value of this session; empty where the session did nothing to memory. */
export async function driftRelatedTo(engine: Engine, sessionId: string): Promise<readonly MemoryDrift[]> {
  const analysis = await analysisOf(engine, sessionId);
  if (analysis.memory.ledger.every(({ changed }) => !changed)) return [];
  const related = await memoriesRelatedTo(engine, sessionId);
  return driftOf(related.map(({ memory }) => memory)).filter(({ values }) =>
    values.some((value) => value.sessionId === sessionId),
  );
}

/** What this session and the newest others of the same agents did to memory; those that did nothing are left out. */
export async function memoriesRelatedTo(
  engine: Engine,
  sessionId: string,
): Promise<readonly { readonly memory: SessionMemory; readonly analysis: Analysis }[]> {
  const analysis = await analysisOf(engine, sessionId);
  const found = [{ memory: memoryOf(sessionId, analysis), analysis }];
  for (const { sessionId: other, id } of relatedSessions(engine, sessionId)) {
    const theirs = await engine.analyses.of(id, other);
    if (theirs.memory.ledger.length > 0) found.push({ memory: memoryOf(other, theirs), analysis: theirs });
  }
  return found;
}

/** Other sessions of the agents that this one names, or of its service where it names none. */
function relatedSessions({ store }: Engine, sessionId: string) {
  const own = store.sessions.session(sessionId);
  if (!own) return [];
  const agents = new Set(store.sessions.names(own.id, "agent"));
  const isRelated = (id: number, service: string | null) =>
    agents.size === 0
      ? service === own.service
      : store.sessions.names(id, "agent").some((agent) => agents.has(agent));
  return store.sessions
    .newest(MAX_SESSIONS * 5, null)
    .filter(({ id, service }) => id !== own.id && isRelated(id, service))
    .slice(0, MAX_SESSIONS);
}

function memoryOf(sessionId: string, analysis: Analysis): SessionMemory {
  const evidence = evidenceIn(analysis);
  return { sessionId, ledger: analysis.memory.ledger, ...(evidence.length > 0 && { evidence }) };
}

/** Tool results and user messages, each distinct one once, with the step that first had it. */
function evidenceIn({ steps }: Analysis): readonly Evidence[] {
  const seen = new Set<string>();
  return steps.flatMap(({ place, read }): Evidence[] => {
    const at = { atUs: place.startUs, stepId: place.stepId };
    if (read.tool) return [{ ...at, text: textOfValue(read.tool.result) }];
    return (read.call?.messages ?? []).flatMap(({ hash, value }) => {
      if (seen.has(hash)) return [];
      seen.add(hash);
      const text = givenText(value);
      return text === "" ? [] : [{ ...at, text }];
    });
  });
}

/** What a message gave the model from outside. */
function givenText(message: Message): string {
  const words = message.role === "user" ? textOf(message) : "";
  const results = message.parts.flatMap((part) =>
    part.type === "tool_result" ? [textOfValue(part.result)] : [],
  );
  return [words, ...results].filter(Boolean).join("\n");
}

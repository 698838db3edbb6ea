// What agents were sent, for telling their versions apart: the first and the last call of each of their newest sessions.

import type { AgentSighting } from "../../core/model/registry";
import { textOf } from "../../core/model/message";
import type { Store } from "../store/store";
import type { Place } from "../store/place";
import type { StepReader } from "../store/writer";
import { type CallContent, StepReads } from "./step-read";

/** Sessions of an agent that are looked at, the newest. */
const MAX_SESSIONS = 20;
/** Sightings kept by step; a call's input does not change once it came. */
const MAX_KEPT = 2000;

export class Sightings {
  private readonly reads: StepReads;
  private readonly kept = new Map<string, AgentSighting>();

  constructor(
    private readonly store: Store,
    reader: StepReader,
  ) {
    this.reads = new StepReads(store, reader, {});
  }

  /** What an agent was sent lately, in no order. */
  of(agent: string): readonly AgentSighting[] {
    return this.store.sessions
      .sessionsOfAgent(agent, MAX_SESSIONS)
      .flatMap(({ id }) => this.firstAndLast(id, agent).flatMap((place) => this.sighting(place)));
  }

  private firstAndLast(session: number, agent: string): readonly Place[] {
    const { places } = this.store.structure(session);
    const isCall = (place: Place) =>
      place.kind === "llm" && place.agent === agent && place.duplicateOf === null;
    return [...new Set([places.find(isCall), places.findLast(isCall)])].flatMap((place) => place ?? []);
  }

  private sighting(place: Place): readonly AgentSighting[] {
    const known = this.kept.get(place.stepId);
    if (known) return [known];
    const source = this.store.contents.source(place.rowId);
    const read = source && this.reads.read(source, place, []);
    if (!read?.call) return [];
    const sighting = {
      atUs: place.startUs,
      system: systemOf(read.call),
      tools: read.call.tools?.value ?? null,
      model: read.model,
    };
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(place.stepId, sighting);
    return [sighting];
  }
}

/** The system prompt, where it is sent apart or as the first message; null where none is recorded. */
function systemOf({ system, messages }: CallContent): string | null {
  if (system) return textOf({ role: "system", parts: system.value });
  const first = messages?.[0]?.value;
  return first?.role === "system" || first?.role === "developer" ? textOf(first) : null;
}

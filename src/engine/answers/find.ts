// session/find: one step to jump to, by its place in the tree or its rank in the session.

import type { ArgumentsOf, ResultOf } from "../../protocol/messages";
import { inputTokens } from "../../core/model/usage";
import type { Place, Structure } from "../store/structure";
import { groupIdOf, isGroupId } from "../../protocol/groups";
import { groupedByAgent } from "./by-agent";
import type { Engine, EngineHandlers } from "./engine";
import { sessionCells } from "./sessions";
import { ancestorsOf, visiblePlaces } from "./visible";

type Ask = ArgumentsOf<"session/find">;

export function findAnswers(engine: Engine): EngineHandlers {
  return { "session/find": (ask) => answer(engine, ask) };
}

/** The step with its ancestors, and its index among the rows once those are open. */
function answer(engine: Engine, ask: Ask): ResultOf<"session/find"> {
  const recorded = engine.store.structure(sessionCells(engine, ask.sessionId).id);
  const structure = ask.groupBy === "agent" ? groupedByAgent(recorded) : recorded;
  const sought = search(engine, recorded, structure, ask);
  const found = sought && structure.byStepId.get(sought.stepId);
  if (!found) return null;
  const ancestors = ancestorsOf(found).map(({ stepId }) => stepId);
  const collapsed = (ask.collapsed ?? []).filter((stepId) => !ancestors.includes(stepId));
  const index = visiblePlaces(engine, structure, collapsed, ask.filter ?? "").indexOf(found);
  return { stepId: found.stepId, index: index === -1 ? null : index, ancestors };
}

/** Goes through the steps in the order in which they are shown; what a step is, its place as recorded tells. */
function search(engine: Engine, recorded: Structure, shown: Structure, ask: Ask): Place | undefined {
  const placeOf = (stepId: string) => recorded.byStepId.get(stepId) ?? shown.byStepId.get(stepId);
  const places =
    recorded === shown ? shown.places : shown.places.flatMap(({ stepId }) => placeOf(stepId) ?? []);
  const from = ask.from === undefined ? undefined : (placeOf(ask.from) ?? firstOfGroup(recorded, ask.from));
  switch (ask.what) {
    case "step":
      return from;
    case "error":
      return after(places, from, ask.back, isFailure);
    case "call":
      return after(places, from, ask.back, (place) => isCall(place) && place.agent === from?.agent);
    case "name":
      return after(places, from, ask.back, startsWith(engine, ask.text ?? ""));
    case "costliest":
      return after(
        ranked(places, ({ costNano }) => costNano),
        from,
        ask.back,
        () => true,
      );
    case "slowest":
      return after(ranked(places, durationOf), from, ask.back, () => true);
    case "fullest":
      return after(
        ranked(places.filter(isCall), ({ usage }) => inputTokens(usage)),
        from,
        ask.back,
        () => true,
      );
  }
}

/** What stands for the head of a group in a tree that is not grouped. */
function firstOfGroup({ places }: Structure, groupId: string): Place | undefined {
  return isGroupId(groupId) ? places.find(({ agent }) => groupIdOf(agent) === groupId) : undefined;
}

/** A failure is shown where it happened: at the innermost step that carries it. */
function isFailure(place: Place): boolean {
  return place.failed && !place.children.some((child) => child.failed);
}

function isCall(place: Place): boolean {
  return place.kind === "llm" && place.duplicateOf === null;
}

function startsWith(engine: Engine, text: string): (place: Place) => boolean {
  const wanted = text.toLowerCase();
  return (place) => engine.store.steps.row(place.rowId)?.name.toLowerCase().startsWith(wanted) ?? false;
}

function durationOf({ startUs, endUs }: Place): number | null {
  return endUs === null ? null : endUs - startUs;
}

/** Leaves by falling value, equal ones in tree order; steps without a value are left out. */
function ranked(places: readonly Place[], valueOf: (place: Place) => number | null): readonly Place[] {
  return places
    .flatMap((place) => {
      const value = place.children.length === 0 && place.duplicateOf === null ? valueOf(place) : null;
      return value === null ? [] : [{ place, value }];
    })
    .sort((left, right) => right.value - left.value || left.place.number - right.place.number)
    .map(({ place }) => place);
}

/** The first that fits after `from`, around the end; `from` itself comes last. */
function after(
  places: readonly Place[],
  from: Place | undefined,
  back: boolean | undefined,
  fits: (place: Place) => boolean,
): Place | undefined {
  const order = back === true ? [...places].reverse() : places;
  const at = from === undefined ? -1 : order.indexOf(from);
  return order.slice(at + 1).find(fits) ?? order.slice(0, at + 1).find(fits);
}

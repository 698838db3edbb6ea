// session/find: one step to jump to, by its place in the tree or its rank in the session.

import type { ArgumentsOf, ResultOf } from "../../protocol/messages";
import { inputTokens } from "../../core/model/usage";
import type { Place } from "../store/place";
import type { Structure } from "../store/session-tree";
import { groupIdOf, isGroupId } from "../../protocol/groups";
import { groupedByAgent } from "./by-agent";
import type { Engine, EngineHandlers } from "./engine";
import { sessionCells } from "./sessions";
import { Slices } from "../slices";
import type { StepTexts, TextOf } from "./step-texts";
import { ancestorsOf, visiblePlaces } from "./visible";

/** Steps between two looks at the clock. */
const STEPS_AT_A_TIME = 64;

type Ask = ArgumentsOf<"session/find">;

export function findAnswers(engine: Engine, texts: StepTexts): EngineHandlers {
  return { "session/find": (ask) => answer(engine, texts, ask) };
}

/** The step with its ancestors, and its index among the rows once those are open. */
async function answer(engine: Engine, texts: StepTexts, ask: Ask): Promise<ResultOf<"session/find">> {
  const { id } = sessionCells(engine, ask.sessionId);
  const recorded = await engine.store.structureSoon(id);
  const structure = ask.groupBy === "agent" ? groupedByAgent(recorded) : recorded;
  const textOf = texts.of(id);
  const { places, from } = searched(recorded, structure, ask);
  const sought = ask.what === "name" ? await named(places, from, textOf, ask) : search(places, from, ask);
  const found = sought && structure.byStepId.get(sought.stepId);
  if (!found) return null;
  const ancestors = ancestorsOf(found).map(({ stepId }) => stepId);
  const collapsed = (ask.collapsed ?? []).filter((stepId) => !ancestors.includes(stepId));
  const index = (await visiblePlaces(structure, collapsed, ask.filter ?? "", textOf)).indexOf(found);
  return { stepId: found.stepId, index: index === -1 ? null : index, ancestors };
}

/** The steps in the order in which they are shown, each as recorded, and the one from which a search goes on. */
function searched(
  recorded: Structure,
  shown: Structure,
  ask: Ask,
): { readonly places: readonly Place[]; readonly from: Place | undefined } {
  const placeOf = (stepId: string) => recorded.byStepId.get(stepId) ?? shown.byStepId.get(stepId);
  const places =
    recorded === shown ? shown.places : shown.places.flatMap(({ stepId }) => placeOf(stepId) ?? []);
  const from = ask.from === undefined ? undefined : (placeOf(ask.from) ?? firstOfGroup(recorded, ask.from));
  return { places, from };
}

/** What a step is, its place as recorded tells. */
function search(places: readonly Place[], from: Place | undefined, ask: Ask): Place | undefined {
  switch (ask.what) {
    case "step":
      return from;
    case "error":
      return after(places, from, ask.back, isFailure);
    case "call":
      return after(places, from, ask.back, (place) => isCall(place) && place.agent === from?.agent);
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
    case "name":
      return undefined;
  }
}

/** The next step whose name begins with a text, in slices: names may have to be read. */
async function named(
  places: readonly Place[],
  from: Place | undefined,
  textOf: TextOf,
  ask: Ask,
): Promise<Place | undefined> {
  const wanted = (ask.text ?? "").toLowerCase();
  const slices = new Slices();
  for (const [index, place] of inTurn(places, from, ask.back).entries()) {
    if (index % STEPS_AT_A_TIME === 0) await slices.breathe();
    if (textOf(place)?.name.startsWith(wanted) === true) return place;
  }
  return undefined;
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
  return inTurn(places, from, back).find(fits);
}

function inTurn(
  places: readonly Place[],
  from: Place | undefined,
  back: boolean | undefined,
): readonly Place[] {
  const order = back === true ? [...places].reverse() : places;
  const at = from === undefined ? -1 : order.indexOf(from);
  return at === -1 ? order : [...order.slice(at + 1), ...order.slice(0, at + 1)];
}

// session/steps, session/rows and step/get.

import type { ArgumentsOf, ResultOf } from "../../protocol/messages";
import type { Badge, Page, StepDetail, StepRow } from "../../protocol/rows";
import { stepDetail } from "../rows/step-detail";
import { stepRow } from "../rows/step-row";
import type { SessionCells } from "../store/session-queries";
import type { Place } from "../store/place";
import type { Structure } from "../store/session-tree";
import { groupRow, groupedByAgent, isGroup } from "./by-agent";
import type { Engine, EngineHandlers } from "./engine";
import { saidInside } from "./inside";
import { withShownLimit } from "./limits";
import { cursorOf, numbersOf } from "./paging";
import { isRunning, sessionCells } from "./sessions";
import type { StepTexts } from "./step-texts";
import { noStep, readStored, summarised } from "./stored-step";
import { ancestorsOf, visiblePlaces } from "./visible";

const DEFAULT_LIMIT = 100;

export function stepAnswers(engine: Engine, texts: StepTexts): EngineHandlers {
  return {
    "session/steps": ({ sessionId, limit = DEFAULT_LIMIT, cursor }) =>
      pageOfSteps(engine, sessionId, limit, cursor),
    "session/rows": (ask) => windowOfRows(engine, texts, ask),
    "step/get": ({ stepId }) => detailOf(engine, stepId),
  };
}

async function windowOfRows(
  engine: Engine,
  texts: StepTexts,
  {
    sessionId,
    offset: asked,
    count,
    fromEnd = false,
    collapsed,
    filter,
    groupBy,
  }: ArgumentsOf<"session/rows">,
): Promise<ResultOf<"session/rows">> {
  const { id } = sessionCells(engine, sessionId);
  const structure = await engine.store.structureSoon(id);
  const tree = groupBy === "agent" ? groupedByAgent(structure) : structure;
  const visible = await visiblePlaces(tree, collapsed ?? [], filter ?? "", texts.of(id));
  // Looked up again: the session may have grown, or gone, in between.
  const cells = sessionCells(engine, sessionId);
  const offset = fromEnd ? Math.max(0, visible.length - asked - count) : asked;
  const window = visible.slice(offset, offset + count);
  return {
    total: visible.length,
    items: rowsOf(engine, cells, window),
    ...(fromEnd && { offset }),
    startUs: cells.startUs,
    endUs: Math.max(cells.endUs ?? 0, cells.startUs),
    waiting: structure.waiting,
    odd: structure.odd,
    ancestors: rowsOf(engine, cells, ancestorsOf(window[0])),
    costliest: costliestOf(structure),
  };
}

/** The rows of places, read by their row ids and no others. */
function rowsOf(engine: Engine, session: SessionCells, places: readonly Place[]): StepRow[] {
  const running = isRunning(engine, session);
  const marks = engine.analyses.marks(session.id);
  return places.flatMap((place) => {
    if (isGroup(place)) return [groupRow(place, session.startUs, running)];
    const cells = summarised(engine, place.rowId);
    if (!cells) return [];
    const row = withShownLimit(stepRow(cells, place, session.startUs, running), engine.settings);
    return [withMarks(row, marks?.get(place.stepId))];
  });
}

/** A row with what the analysis found on its step, where somebody asked for one since the session changed. */
function withMarks(row: StepRow, marks: readonly Badge[] | undefined): StepRow {
  return marks ? { ...row, badges: [...row.badges, ...marks] } : row;
}

async function pageOfSteps(
  engine: Engine,
  sessionId: string,
  limit: number,
  cursor: string | undefined,
): Promise<Page<StepRow>> {
  const { places } = await engine.store.structureSoon(sessionCells(engine, sessionId).id);
  const from = cursor === undefined ? 0 : (numbersOf(cursor, 1)[0] ?? 0);
  const items = rowsOf(engine, sessionCells(engine, sessionId), places.slice(from, from + limit));
  return from + limit < places.length ? { items, next: cursorOf(from + limit) } : { items };
}

/** How many of the costliest steps have a bold cost. */
const COSTLIEST = 3;
const costliestSteps = new WeakMap<Structure, readonly string[]>();

/** The steps that cost most, the most first, of equal ones those that come first; worked out once for a state of a tree. */
function costliestOf(structure: Structure): readonly string[] {
  const known = costliestSteps.get(structure);
  if (known) return known;
  const most: { readonly place: Place; readonly cost: number }[] = [];
  for (const place of structure.places) {
    const cost = place.costNano ?? 0;
    if (cost <= (most[COSTLIEST - 1]?.cost ?? 0) || place.duplicateOf !== null) continue;
    const index = most.findIndex((each) => each.cost < cost);
    most.splice(index === -1 ? most.length : index, 0, { place, cost });
    most.length = Math.min(most.length, COSTLIEST);
  }
  const stepIds = most.map(({ place }) => place.stepId);
  costliestSteps.set(structure, stepIds);
  return stepIds;
}

async function detailOf(engine: Engine, stepId: string): Promise<StepDetail> {
  const session = engine.store.steps.locate(stepId)?.session;
  const structure = session === undefined ? undefined : await engine.store.structureSoon(session);
  // Located again: the step may have gone, or been taken into another session, in between.
  const located = engine.store.steps.locate(stepId);
  const cells = located && summarised(engine, located.id);
  const sessionRow = located && engine.store.sessions.byRowId(located.session);
  const place = located && structure?.byRowId.get(located.id);
  if (!cells || !sessionRow || !structure || !place) throw noStep(stepId);
  const row = stepRow(cells, place, sessionRow.startUs, isRunning(engine, sessionRow));
  const detail = stepDetail({
    row: withShownLimit(row, engine.settings),
    place,
    step: readStored(engine, cells),
    copies: copiesOf(place).flatMap((copy) => {
      const copyCells = engine.store.steps.row(copy.rowId);
      return copyCells ? [readStored(engine, copyCells)] : [];
    }),
    conflict: cells.conflict === 1,
  });
  return { ...detail, ...saidInside(engine, sessionRow, structure, place, detail) };
}

/** The outer spans of the same call, the nearest first. */
function copiesOf(place: Place): readonly Place[] {
  const copies: Place[] = [];
  for (let at = place.parent; at; at = at.parent) if (at.duplicateOf === place.stepId) copies.push(at);
  return copies;
}

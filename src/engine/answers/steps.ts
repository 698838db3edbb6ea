// session/steps, session/rows and step/get.

import type { Badge, Page, StepDetail, StepRow } from "../../protocol/rows";
import { stepDetail } from "../rows/step-detail";
import { stepRow } from "../rows/step-row";
import type { SessionCells } from "../store/session-queries";
import type { Place, Structure } from "../store/structure";
import { groupRow, groupedByAgent, isGroup } from "./by-agent";
import type { Engine, EngineHandlers } from "./engine";
import { saidInside } from "./inside";
import { withShownLimit } from "./limits";
import { cursorOf, numbersOf } from "./paging";
import { isRunning, sessionCells } from "./sessions";
import { noStep, readStored, summarised } from "./stored-step";
import { ancestorsOf, visiblePlaces } from "./visible";

const DEFAULT_LIMIT = 100;

export function stepAnswers(engine: Engine): EngineHandlers {
  return {
    "session/steps": ({ sessionId, limit = DEFAULT_LIMIT, cursor }) =>
      pageOfSteps(engine, sessionCells(engine, sessionId), limit, cursor),
    "session/rows": ({ sessionId, offset: asked, count, fromEnd = false, collapsed, filter, groupBy }) => {
      const cells = sessionCells(engine, sessionId);
      const structure = engine.store.structure(cells.id);
      const tree = groupBy === "agent" ? groupedByAgent(structure) : structure;
      const visible = visiblePlaces(engine, tree, collapsed ?? [], filter ?? "");
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
        costliest: costliest(structure),
      };
    },
    "step/get": ({ stepId }) => detailOf(engine, stepId),
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

function pageOfSteps(
  engine: Engine,
  cells: SessionCells,
  limit: number,
  cursor: string | undefined,
): Page<StepRow> {
  const { places } = engine.store.structure(cells.id);
  const from = cursor === undefined ? 0 : (numbersOf(cursor, 1)[0] ?? 0);
  const items = rowsOf(engine, cells, places.slice(from, from + limit));
  return from + limit < places.length ? { items, next: cursorOf(from + limit) } : { items };
}

function costliest({ places }: Structure): readonly string[] {
  return places
    .filter((place) => (place.costNano ?? 0) > 0 && place.duplicateOf === null)
    .sort((left, right) => (right.costNano ?? 0) - (left.costNano ?? 0) || left.number - right.number)
    .slice(0, 3)
    .map((place) => place.stepId);
}

function detailOf(engine: Engine, stepId: string): StepDetail {
  const located = engine.store.steps.locate(stepId);
  const cells = located && summarised(engine, located.id);
  const session = located && engine.store.sessions.byRowId(located.session);
  const structure = located && engine.store.structure(located.session);
  const place = structure?.byStepId.get(stepId);
  if (!cells || !session || !structure || !place) throw noStep(stepId);
  const detail = stepDetail({
    row: withShownLimit(stepRow(cells, place, session.startUs, isRunning(engine, session)), engine.settings),
    place,
    step: readStored(engine, cells),
    copies: copiesOf(place).flatMap((copy) => {
      const copyCells = engine.store.steps.row(copy.rowId);
      return copyCells ? [readStored(engine, copyCells)] : [];
    }),
    conflict: cells.conflict === 1,
  });
  return { ...detail, ...saidInside(engine, session, structure, place, detail) };
}

/** The outer spans of the same call, the nearest first. */
function copiesOf(place: Place): readonly Place[] {
  const copies: Place[] = [];
  for (let at = place.parent; at; at = at.parent) if (at.duplicateOf === place.stepId) copies.push(at);
  return copies;
}

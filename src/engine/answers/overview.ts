// session/overview: the whole session in columns, from its tree alone.

import { criticalPlaces, type PlacedStep } from "../../core/model/critical-path";
import type { OverviewRow } from "../../protocol/rows";
import type { Place } from "../store/place";
import type { Engine, EngineHandlers } from "./engine";
import { sessionCells } from "./sessions";

export function overviewAnswers(engine: Engine): EngineHandlers {
  return {
    "session/overview": async ({ sessionId }) => {
      const { places } = await engine.store.structureSoon(sessionCells(engine, sessionId).id);
      const cells = sessionCells(engine, sessionId);
      const overview = overviewOf(places, cells.startUs, Math.max(cells.endUs ?? 0, cells.startUs));
      return { ...overview, ...compactionsOf(places, engine.analyses.marks(cells.id)) };
    },
  };
}

function overviewOf(places: readonly Place[], startUs: number, endUs: number): OverviewRow {
  const agentIndex = new Map<string, number>();
  const indexOf = (agent: string) => {
    const known = agentIndex.get(agent);
    if (known !== undefined) return known;
    agentIndex.set(agent, agentIndex.size);
    return agentIndex.size - 1;
  };
  const agent = places.map((place) => (place.agent === null ? -1 : indexOf(place.agent)));
  const path = new Array<boolean>(places.length).fill(false);
  for (const index of criticalPlaces(places.map(placedStep))) path[index] = true;
  return {
    startUs,
    endUs,
    agents: [...agentIndex.keys()],
    agent,
    kind: places.map(({ kind }) => kind),
    offsetUs: places.map((place) => (place.startUs > 0 ? Math.max(0, place.startUs - startUs) : 0)),
    durationUs: places.map((place) => (place.endUs === null ? 0 : place.endUs - place.startUs)),
    failed: places.map(({ failed }) => failed),
    costUsd: places.map(({ costNano }) => (costNano === null ? null : costNano / 1e9)),
    stepIds: places.map(({ stepId }) => stepId),
    onCriticalPath: path,
  };
}

/** As the latest analysis has them: the strip must not wait for one. */
function compactionsOf(
  places: readonly Place[],
  marks: ReturnType<Engine["analyses"]["marks"]>,
): Pick<OverviewRow, "compactions"> {
  if (!marks || marks.size === 0) return {};
  const compactions = places.flatMap(({ stepId }, index) =>
    marks.get(stepId)?.includes("compaction") === true ? [index] : [],
  );
  return compactions.length === 0 ? {} : { compactions };
}

function placedStep({ stepId, parent, startUs, endUs, duplicateOf }: Place): PlacedStep {
  const durationUs = endUs === null ? null : endUs - startUs;
  return { stepId, parent: parent ? parent.number - 1 : -1, startUs, durationUs, duplicateOf };
}

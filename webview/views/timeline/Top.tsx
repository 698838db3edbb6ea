// What stands over the tree: the band of answers and the overview strip. Both are extras: where the engine does not
// answer them they are simply not there, and the tree is.

import type { SessionRow } from "../../../src/protocol/rows";
import { WAITING } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { unitPx } from "../../ui";
import { Answers } from "./answers/Answers";
import { Overview } from "./overview/Overview";
import { heightOf } from "./overview/draw";
import { laneNames } from "./overview/model";
import type { TimelineStore } from "./store";

/** Rooms are kept while the rows come first and the answers are awaited, so that the tree does not jump when they come. */
export function Top(props: { panel: Panel; store: TimelineStore }) {
  const { panel, store } = props;
  const { overviewOpen, zoom, selectedId } = panel.ui.value;
  const isPainted = panel.painted.value;
  const summary = isPainted ? panel.summary.value : WAITING;
  const overview = isPainted ? store.overview.value : WAITING;
  const session = panel.session.value.kind === "ready" ? panel.session.value.value : undefined;
  if (session?.steps === 0) return null;
  return (
    <>
      {summary.kind === "waiting" && (
        <div class={`band ${isLikelyQuiet(session) ? "is-quiet" : "is-waiting"}`} aria-busy="true">
          {"\u00a0"}
        </div>
      )}
      {summary.kind === "ready" && (
        <Answers
          summary={summary.value}
          numberOf={store.numberOf}
          onStep={(stepId) => void panel.goToStep(stepId)}
          onContext={(stepId) => void panel.set({ view: "context", selectedId: stepId })}
          onView={(view) => void panel.set({ view })}
          onFilter={(filter) => void panel.set({ filter })}
        />
      )}
      {overviewOpen && overview.kind === "waiting" && (
        <div
          class="overview"
          style={{ height: `${heightOf(laneNames(session?.agents ?? []).length) * unitPx()}px` }}
          aria-busy="true"
        />
      )}
      {overviewOpen && overview.kind === "ready" && (
        <Overview
          row={overview.value}
          zoom={zoom}
          selectedId={selectedId}
          onZoom={(range) => void panel.set({ zoom: range })}
        />
      )}
    </>
  );
}

/** What no model took part in and nothing failed in has no answers: its band will be one line. */
function isLikelyQuiet(session: SessionRow | undefined): boolean {
  return session !== undefined && session.modelCalls === 0 && session.errors === 0 && session.findings === 0;
}

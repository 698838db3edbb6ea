// What stands over the tree: the band of answers and the overview strip. Both are extras: where the engine does not
// answer them they are simply not there, and the tree is.

import type { Panel } from "../../state/panel";
import { Answers } from "./answers/Answers";
import { Overview } from "./overview/Overview";
import type { TimelineStore } from "./store";

/** Rooms are kept while the answers are awaited, so that the tree does not jump when they come. */
export function Top(props: { panel: Panel; store: TimelineStore }) {
  const { panel, store } = props;
  const { overviewOpen, zoom, selectedId } = panel.ui.value;
  const summary = panel.summary.value;
  const overview = store.overview.value;
  const hasSteps = panel.session.value.kind !== "ready" || panel.session.value.value.steps > 0;
  if (!hasSteps) return null;
  return (
    <>
      {summary.kind === "waiting" && <div class="band is-waiting" aria-busy="true" />}
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
      {overviewOpen && overview.kind === "waiting" && <div class="overview is-waiting" aria-busy="true" />}
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

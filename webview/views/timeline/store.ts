// What the timeline asks for besides its rows: the columns of the overview strip. The band shows the panel's summary.

import { computed } from "@preact/signals";
import type { OverviewRow } from "../../../src/protocol/rows";
import { Asked, askAboutSession, once } from "../../state/asked";
import type { Panel } from "../../state/panel";
import { criticalSteps } from "./overview/model";

export class TimelineStore {
  private readonly askedOverview = new Asked<OverviewRow>();
  readonly overview = this.askedOverview.answer;
  private readonly stop: () => void;

  /** The steps that decided how long the session took; empty where that is all of them. */
  readonly critical = computed((): ReadonlySet<string> => {
    const overview = this.overview.value;
    return overview.kind === "ready" ? criticalSteps(overview.value) : new Set();
  });

  /** Step numbers by id; the columns are in tree order. */
  private readonly numbers = computed((): ReadonlyMap<string, number> => {
    const overview = this.overview.value;
    if (overview.kind !== "ready") return new Map();
    return new Map(overview.value.stepIds.map((stepId, index) => [stepId, index + 1]));
  });

  constructor(private readonly panel: Panel) {
    // The columns of a long session are a large answer: the rows are painted first.
    this.stop = once(panel.painted, () =>
      askAboutSession(panel, this.askedOverview, (sessionId, abort) =>
        panel.channel.ask("session/overview", { sessionId }, abort),
      ),
    );
  }

  dispose(): void {
    this.stop();
  }

  readonly numberOf = (stepId: string): number | undefined =>
    this.numbers.value.get(stepId) ?? this.panel.rows.rowOf(stepId)?.number;
}

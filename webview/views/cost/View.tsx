// What each agent, model, tool or step cost, what of it bought nothing, and the same tokens on other models.

import { useEffect, useMemo } from "preact/hooks";
import { ViewFault } from "../../frame/ViewFault";
import { LoadingRows, Split, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { CostBand } from "./Band";
import { CostChart } from "./Chart";
import { GROUPS, titleOf } from "./model";
import { CostStore } from "./store";
import { ByGroup } from "./Tables";
import { Billed, Waste } from "./Waste";
import { WhatIf } from "./WhatIf";
import { useCostKeys } from "./useCostKeys";

/** Width of the pane of other models, in units. */
const SECOND_PANE = 460;

export function CostView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new CostStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useCostKeys(store, props.frame);
  const loaded = store.cost.value;
  const session = panel.session.value;
  if (loaded.kind === "failed") return <ViewFault panel={panel} fault={loaded.fault} />;
  if (loaded.kind === "waiting" || session.kind !== "ready") return <LoadingRows label="Loading costs" />;
  const { row, by } = loaded.value;
  if (row.calls === 0) {
    return (
      <StateMessage icon="credit-card" title="No model call in this session.">
        The cost view adds up the model calls of a session. This one has none.
      </StateMessage>
    );
  }
  const { startUs, endUs } = session.value;
  return (
    <div class="view-column is-long">
      <GroupChoice store={store} />
      <CostBand store={store} row={row} by={by} />
      <CostChart
        store={store}
        row={row}
        span={{ startUs, endUs: endUs ?? row.overTime.at(-1)?.atUs ?? startUs }}
      />
      <Split
        names={["Where the money went", "The same tokens on another model"]}
        size={panel.ui.value.panes["cost"] ?? SECOND_PANE}
        reset={SECOND_PANE}
        onResize={(size) => void panel.set({ panes: { ...panel.ui.peek().panes, cost: size } })}
        first={
          <>
            <ByGroup store={store} row={row} by={by} />
            <Waste store={store} row={row} />
            <Billed row={row} />
          </>
        }
        second={<WhatIf store={store} row={row} />}
      />
    </div>
  );
}

function GroupChoice({ store }: { store: CostStore }) {
  return (
    <div class="group-choice view-tools" role="radiogroup" aria-label="Group the cost by">
      <span class="dim" aria-hidden="true">
        By
      </span>
      {GROUPS.map((group) => (
        <button
          key={group}
          type="button"
          role="radio"
          aria-checked={store.by.value === group}
          class={store.by.value === group ? "is-on" : ""}
          onClick={() => store.groupBy(group)}
        >
          {titleOf(group)}
        </button>
      ))}
    </div>
  );
}

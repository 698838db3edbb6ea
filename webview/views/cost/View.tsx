// What each agent, model, tool or step cost, what of it bought nothing, and the same tokens on other models.

import { useEffect, useMemo } from "preact/hooks";
import { StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { CostBand } from "./Band";
import { CostChart } from "./Chart";
import { GROUPS, titleOf } from "./model";
import { CostStore } from "./store";
import { Billed, ByGroup, Waste, WhatIf } from "./Tables";
import { useCostKeys } from "./useCostKeys";

export function CostView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new CostStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useCostKeys(store, props.frame);
  const loaded = store.cost.value;
  const session = panel.session.value;
  if (loaded.kind === "waiting" || session.kind !== "ready")
    return <div class="cost-view" aria-busy="true" />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage icon="bug" title="This view failed" alert>
        {loaded.fault.message} The data is safe and the other views work.
      </StateMessage>
    );
  }
  const { row, by } = loaded.value;
  if (row.calls === 0) {
    return (
      <StateMessage icon="credit-card" title="No model call in this session">
        The cost view adds up the model calls of a session. This one has none.
      </StateMessage>
    );
  }
  const { startUs, endUs } = session.value;
  return (
    <div class="cost-view">
      <GroupChoice store={store} />
      <CostBand row={row} by={by} />
      <CostChart row={row} span={{ startUs, endUs: endUs ?? row.overTime.at(-1)?.atUs ?? startUs }} />
      <div class="cost-panes">
        <section aria-label="Where the money went">
          <ByGroup store={store} row={row} by={by} />
          <Waste store={store} row={row} />
          <Billed row={row} />
        </section>
        <section aria-label="The same tokens on another model">
          <WhatIf row={row} />
        </section>
      </div>
    </div>
  );
}

function GroupChoice({ store }: { store: CostStore }) {
  return (
    <div class="group-choice" role="radiogroup" aria-label="Group the cost by">
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

// How memory changed along the session: lanes by layer, the ledger of operations, and the difference of two points.

import { useEffect, useMemo } from "preact/hooks";
import { StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { MemoryBand } from "./Band";
import { DiffPane } from "./DiffPane";
import { Lanes } from "./Lanes";
import { Ledger } from "./Ledger";
import { type Memory, MemoryStore } from "./store";
import { useMemoryKeys } from "./useMemoryKeys";

export function MemoryView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new MemoryStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useMemoryKeys(store, props.frame);
  const loaded = store.memory.value;
  const session = panel.session.value;
  if (loaded.kind === "waiting" || session.kind !== "ready")
    return <div class="memory-view" aria-busy="true" />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage icon="bug" title="This view failed" alert>
        {loaded.fault.message} The data is safe and the other views work.
      </StateMessage>
    );
  }
  if (loaded.value.operations.length === 0) {
    return (
      <StateMessage icon="database" title="No memory operations in this session">
        This client reports none. Memory is read from the OpenTelemetry memory operations, from memory tools
        and files, and from the state of LangGraph and Mastra.
      </StateMessage>
    );
  }
  const { startUs, endUs } = session.value;
  return <Filled store={store} memory={loaded.value} span={{ startUs, endUs: endUs ?? startUs }} />;
}

function Filled(props: { store: MemoryStore; memory: Memory; span: { startUs: number; endUs: number } }) {
  return (
    <div class="memory-view">
      <MemoryBand store={props.store} memory={props.memory} />
      <Lanes {...props} />
      <div class="memory-panes">
        <section aria-label="Operations">
          <Ledger store={props.store} memory={props.memory} />
        </section>
        <section aria-label="Difference of the two marked points">
          <DiffPane store={props.store} memory={props.memory} />
        </section>
      </div>
    </div>
  );
}

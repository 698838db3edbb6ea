// How memory changed along the session: lanes by layer, the ledger of operations, and the difference of two points.

import { useEffect, useMemo } from "preact/hooks";
import { ViewFault } from "../../frame/ViewFault";
import { LoadingRows, Split, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { MemoryBand } from "./Band";
import { DiffPane } from "./DiffPane";
import { Lanes } from "./Lanes";
import { Ledger } from "./Ledger";
import { LedgerFilter } from "./LedgerFilter";
import { type Memory, MemoryStore } from "./store";
import { useMemoryKeys } from "./useMemoryKeys";

export function MemoryView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new MemoryStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useMemoryKeys(store, props.frame);
  const loaded = store.memory.value;
  const session = panel.session.value;
  if (loaded.kind === "failed") return <ViewFault panel={panel} fault={loaded.fault} />;
  if (loaded.kind === "waiting" || session.kind !== "ready") return <LoadingRows label="Loading memory" />;
  if (loaded.value.operations.length === 0) {
    return (
      <StateMessage icon="database" title="No memory operations in this session.">
        This client reports none. Memory is read from the OpenTelemetry memory operations, from memory tools
        and files, and from the state of LangGraph and Mastra. Tools of your own that remember are named in
        the setting <code>agentLoupe.memory.tools</code>.
      </StateMessage>
    );
  }
  const { startUs, endUs } = session.value;
  return <Filled store={store} memory={loaded.value} span={{ startUs, endUs: endUs ?? startUs }} />;
}

/** Width of the pane of differences, in units. */
const SECOND_PANE = 560;

function Filled(props: { store: MemoryStore; memory: Memory; span: { startUs: number; endUs: number } }) {
  const { panel } = props.store;
  return (
    <div class="view-column memory-view is-long">
      <LedgerFilter store={props.store} />
      <MemoryBand store={props.store} memory={props.memory} />
      <Lanes {...props} />
      <Split
        names={["Operations", "Difference of the two marked points"]}
        size={panel.ui.value.panes["memory"] ?? SECOND_PANE}
        reset={SECOND_PANE}
        onResize={(size) => void panel.set({ panes: { ...panel.ui.peek().panes, memory: size } })}
        first={<Ledger store={props.store} memory={props.memory} />}
        second={<DiffPane store={props.store} memory={props.memory} />}
      />
    </div>
  );
}

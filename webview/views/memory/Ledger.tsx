// Which step wrote, read or deleted what.

import { useEffect, useRef } from "preact/hooks";
import type { MemoryOperationRow } from "../../../src/protocol/rows";
import { clockWithSeconds, plural } from "../../format";
import { Icon, LinkButton, Listbox, VisibleText, optionId, unitPx } from "../../ui";
import { visibleLine } from "../../text";
import { useVirtual } from "../../ui/useVirtual";
import { KeyHistory } from "./KeyHistory";
import { OPS, countsOf } from "./model";
import type { Memory, MemoryStore } from "./store";

/** The list of operations, which has the focus while keys walk over it. */
export const LEDGER_ID = "memory-ledger";
const ROW_UNITS = 22;

export function Ledger({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const operations = store.shown.value;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtual({
    scroller,
    count: operations.length,
    rowPx: Math.round(ROW_UNITS * unitPx()),
    keep: store.selected.value,
    paddingTopPx: 0,
    initialOffset: 0,
  });
  const selected = operations[store.selected.value];
  const place = store.selected.value;
  useEffect(() => list.scrollTo(place), [place]);
  return (
    <div class="memory-operations">
      <div class="section-head">
        <h3>Operations</h3>
        <span class="dim" title={sourcesOf(memory).join(", ")}>
          {operations.length === memory.operations.length
            ? plural(operations.length, "operation")
            : `${operations.length} of ${plural(memory.operations.length, "operation")}`}
        </span>
        <span class="number dim cut">{countsOf(operations)}</span>
      </div>
      <div class="ledger-row is-head" aria-hidden="true">
        <span class="number">Time</span>
        <span class="number">Step</span>
        <span>Operation</span>
        <span>Layer</span>
        <span>Key</span>
        <span>Value</span>
      </div>
      <Listbox id={LEDGER_ID} class="ledger" boxRef={scroller} label="Memory operations" selected={place}>
        <div style={{ height: `${list.totalPx}px`, position: "relative" }}>
          {list.items.map((item) => {
            const operation = operations[item.index];
            return operation ? (
              <OperationRow
                key={item.index}
                operation={operation}
                top={item.start}
                place={item.index + 1}
                count={operations.length}
                isSelected={item.index === store.selected.value}
                onSelect={() => (store.selected.value = item.index)}
                onOpen={() => store.goTo(operation.stepId)}
              />
            ) : null;
          })}
        </div>
      </Listbox>
      {operations.length === 0 && (
        <p class="padded">
          No operation matches “<VisibleText text={store.filter.value} />
          ”. <LinkButton onClick={() => (store.filter.value = "")}>Clear Filter</LinkButton>
        </p>
      )}
      {selected?.key !== undefined && <KeyHistory store={store} selected={selected} />}
    </div>
  );
}

/** Where memory was read from, in words. */
function sourcesOf({ snapshots }: Memory): readonly string[] {
  return [...new Set(snapshots.map(({ source }) => source))];
}

function OperationRow(props: {
  operation: MemoryOperationRow;
  top: number;
  place: number;
  count: number;
  isSelected: boolean;
  onSelect: () => void;
  onOpen: () => void;
}) {
  const { operation } = props;
  const look = OPS[operation.op];
  return (
    <div
      id={optionId(LEDGER_ID, props.place - 1)}
      class={`ledger-row option${props.isSelected ? " is-selected" : ""}`}
      role="option"
      aria-selected={props.isSelected}
      aria-posinset={props.place}
      aria-setsize={props.count}
      style={{ position: "absolute", top: `${props.top}px`, left: 0, right: 0 }}
      onClick={props.onSelect}
      onDblClick={props.onOpen}
    >
      <span class="number dim">{clockWithSeconds(operation.atUs)}</span>
      <span class="number">{operation.number}</span>
      <span class={`ledger-op tone-${look.tone}`}>
        <Icon name={operation.failed ? "error" : look.icon} size="small" /> {look.word}
        {operation.failed ? " failed" : ""}
      </span>
      <span class="dim" title={visibleLine(operation.layerReason)}>
        {operation.layer}
      </span>
      <code class="cut">
        <VisibleText text={operation.key ?? operation.recordId ?? operation.store ?? ""} />
      </code>
      <span class="cut">
        <VisibleText text={operation.preview} />
      </span>
    </div>
  );
}

// Which step wrote, read or deleted what, and what one key went through.

import { useEffect, useRef } from "preact/hooks";
import type { MemoryOperationRow } from "../../../src/protocol/rows";
import { clockWithSeconds, plural } from "../../format";
import { Icon, Listbox, VisibleText, optionId, unitPx } from "../../ui";
import { visibleLine } from "../../text";
import { useVirtual } from "../../ui/useVirtual";
import { StepLink } from "./Band";
import { OPS, countsOf, historyOf } from "./model";
import type { Memory, MemoryStore } from "./store";

/** The list of operations, which has the focus while keys walk over it. */
export const LEDGER_ID = "memory-ledger";
const ROW_UNITS = 22;

export function Ledger({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const { operations } = memory;
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
        <span class="dim">{plural(operations.length, "operation")}</span>
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
                key={item.key}
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
      {selected?.key !== undefined && (
        <KeyHistory store={store} operations={operations} selected={selected} />
      )}
    </div>
  );
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

function KeyHistory(props: {
  store: MemoryStore;
  operations: readonly MemoryOperationRow[];
  selected: MemoryOperationRow;
}) {
  const history = historyOf(props.operations, props.selected);
  return (
    <div class="key-history">
      <div class="section-head">
        <h3>
          <VisibleText text={props.selected.key ?? ""} />
        </h3>
        <span class="dim">
          {props.selected.layer}, {plural(history.length, "operation")} in this session
        </span>
      </div>
      {history.slice(-8).map((operation, index) => (
        <div class="band-line" key={index}>
          <span class="dim">{OPS[operation.op].word}</span>
          <code class="cut">
            <VisibleText text={operation.preview} />
          </code>
          <StepLink store={props.store} stepId={operation.stepId} number={operation.number} />
        </div>
      ))}
    </div>
  );
}

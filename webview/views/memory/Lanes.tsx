import { plural } from "../../format";
import { Icon, VisibleText } from "../../ui";
import { visibleLine } from "../../text";
import { type Lane, OPS, labelledPoints, lanesOf } from "./model";
import type { MemoryOperationRow } from "../../../src/protocol/rows";
import type { Memory, MemoryStore } from "./store";

/** One lane a layer with its operations over time, and the points that can be marked A and B. */
export function Lanes(props: {
  store: MemoryStore;
  memory: Memory;
  span: { startUs: number; endUs: number };
}) {
  const { store, memory } = props;
  const labelled = labelledPoints(store.points.value);
  const lanes = lanesOf(memory.operations, memory.snapshots, props.span);
  return (
    <div class="memory-lanes">
      {lanes.map((lane) => (
        <LaneRow key={lane.layer} lane={lane} store={store} />
      ))}
      <div class="memory-lane">
        <span class="lane-name dim">snapshots</span>
        <div class="lane-track is-points">
          {store.points.value.map((point) => {
            const isA = store.a.value?.point === point.point;
            const isB = store.b.value?.point === point.point;
            return (
              <button
                key={point.point}
                type="button"
                class={`lane-point${isA || isB ? " is-marked" : ""}`}
                style={{ left: `${point.leftPercent}%` }}
                title={`${point.label}: click marks B, Shift and click marks A`}
                onClick={(event) => store.mark(event.shiftKey ? "a" : "b", point.point)}
              >
                <span class="only-read">
                  {`Snapshot at ${point.label}${isA ? ", marked A" : ""}${isB ? ", marked B" : ""}`}
                </span>
                <Icon name={isA || isB ? "circle-filled" : "circle-outline"} size="tiny" />
                {isA && <b aria-hidden="true">A</b>}
                {isB && <b aria-hidden="true">B</b>}
                {(isA || isB || labelled.has(point.point)) && (
                  <span class="point-label" aria-hidden="true">
                    {point.label}
                  </span>
                )}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function LaneRow({ lane, store }: { lane: Lane; store: MemoryStore }) {
  return (
    <div class="memory-lane">
      <span class="lane-name" title={visibleLine(lane.reason)}>
        <b>{lane.layer}</b>{" "}
        <span class="dim cut">
          <VisibleText text={lane.stores.join(", ")} />
        </span>
        <span class="dim number">{plural(lane.keys, "key")}</span>
      </span>
      <div class="lane-track">
        {lane.marks.map(({ leftPercent, operation, index }) => (
          <button
            key={index}
            type="button"
            tabIndex={-1}
            class={`lane-mark tone-${OPS[operation.op].tone}${store.selected.value === index ? " is-selected" : ""}`}
            style={{ left: `${leftPercent}%` }}
            aria-label={spokenMark(operation)}
            title={spokenMark(operation)}
            onClick={() => (store.selected.value = index)}
          >
            <Icon name={OPS[operation.op].icon} size="tiny" />
          </button>
        ))}
      </div>
    </div>
  );
}

function spokenMark(operation: MemoryOperationRow): string {
  return `${OPS[operation.op].word} ${visibleLine(operation.key ?? "")}, step ${operation.number}`;
}

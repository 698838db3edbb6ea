import { plural } from "../../format";
import { Icon, VisibleText } from "../../ui";
import { visibleLine } from "../../text";
import { type Lane, OPS, lanesOf, thingsIn } from "./model";
import { Points } from "./Points";
import type { MemoryOperationRow } from "../../../src/protocol/rows";
import type { Memory, MemoryStore } from "./store";

/** One lane a layer with its operations over time, and the points that can be marked A and B. */
export function Lanes(props: {
  store: MemoryStore;
  memory: Memory;
  span: { startUs: number; endUs: number };
}) {
  const { store, memory } = props;
  const lanes = lanesOf(memory.operations, memory.snapshots, props.span);
  return (
    <div class="memory-lanes">
      {lanes.map((lane) => (
        <LaneRow key={lane.layer} lane={lane} store={store} />
      ))}
      <div class="memory-lane is-points">
        <span class="lane-name dim">
          snapshots
          {memory.pointsLeftOut > 0 && (
            <span
              class="number"
              title={`${plural(memory.pointsLeftOut, "moment")} more changed memory; neighbours share a snapshot`}
            >
              {plural(store.points.value.length, "point")} of{" "}
              {memory.pointsLeftOut + store.points.value.length}
            </span>
          )}
        </span>
        <Points store={store} />
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
        <span class="dim number">{thingsIn(lane.layer, lane.keys)}</span>
      </span>
      <div class="lane-track">
        {lane.marks.map(({ leftPercent, operation, index }) => (
          <button
            key={index}
            type="button"
            tabIndex={-1}
            class={`lane-mark tone-${OPS[operation.op].tone}${store.shown.value[store.selected.value] === operation ? " is-selected" : ""}`}
            style={{ left: `${leftPercent}%` }}
            aria-label={spokenMark(operation)}
            title={spokenMark(operation)}
            onClick={() => store.select(operation)}
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

// The table of variants and samples. One tab stop: the selected cell.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { SampleRow } from "../../../src/protocol/replay";
import { costExact, costInRow, costInSentence, duration } from "../../format";
import { Icon } from "../../ui";
import { visibleLine } from "../../text";
import { editsOf } from "../compare/sentences";
import {
  LOOKS,
  MOST_CELLS,
  type MatrixRow,
  columnsOf,
  commonK,
  divergesAt,
  gradersOf,
  isCompact,
  lookOf,
  passesAt,
  perSample,
  percent,
} from "./model";
import type { ReplaysStore } from "./store";

export function Matrix({ store }: { store: ReplaysStore }) {
  const rows = store.rows.value;
  const columns = columnsOf(rows);
  const compact = isCompact(columns);
  const k = commonK(rows);
  return (
    <div class="matrix-scroller">
      <table class={compact ? "table matrix is-compact" : "table matrix"}>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            {compact ? (
              <th scope="col">Samples</th>
            ) : (
              Array.from({ length: columns }, (_, at) => (
                <th scope="col" key={at}>
                  Sample {at + 1}
                </th>
              ))
            )}
            <th scope="col">Passed, 95% interval</th>
            <th scope="col" class="number">
              pass@{k ?? "k"}
            </th>
            <th scope="col" class="number">
              pass^{k ?? "k"}
            </th>
            <th scope="col" class="number">
              Diverges at
            </th>
            <th scope="col" class="number">
              A sample
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.replay.entry.replayId} store={store} row={row} columns={columns} k={k} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly store: ReplaysStore;
  readonly row: MatrixRow;
  readonly columns: number;
  readonly k: number | undefined;
}

function Row({ store, row, columns, k }: RowProps) {
  const { samples } = row.replay.row;
  const hidden = samples.length - MOST_CELLS;
  const cells = samples
    .slice(0, MOST_CELLS)
    .map((sample, at) => <Cell key={sample.sample} store={store} row={row} sample={sample} place={at + 1} />);
  const edits = editsOf(row.replay.entry);
  return (
    <tr data-variant={row.name}>
      <th scope="row">
        <b class="cut" title={visibleLine(row.name)}>
          {row.name}
        </b>
        <span class="dim cut" title={edits}>
          {edits}
        </span>
      </th>
      {isCompact(columns) ? (
        <td>
          <div class="matrix-cells">{cells}</div>
          {hidden > 0 && <span class="dim">and {hidden} more</span>}
        </td>
      ) : (
        Array.from({ length: columns }, (_, at) => <td key={at}>{cells[at]}</td>)
      )}
      <td>
        <Interval row={row} />
      </td>
      <Passes row={row} k={k} />
      <td class="number">{divergesAt(samples)}</td>
      <ASample samples={samples} />
    </tr>
  );
}

function Cell(props: { store: ReplaysStore; row: MatrixRow; sample: SampleRow; place: number }) {
  const { store, row, sample } = props;
  const button = useRef<HTMLButtonElement>(null);
  const selected = store.selected.value;
  const isSelected = selected?.sample === sample;
  useLayoutEffect(() => {
    // The focus follows the selection while it is among the cells.
    if (isSelected && document.activeElement?.classList.contains("matrix-cell")) button.current?.focus();
  }, [isSelected]);
  const look = lookOf(sample);
  const graders = gradersOf(sample);
  const place = { replayId: row.replay.entry.replayId, sample: sample.sample };
  return (
    <button
      ref={button}
      type="button"
      class={`matrix-cell is-${look}${isSelected ? " is-selected" : ""}`}
      aria-pressed={isSelected}
      title={`${LOOKS[look].word}, ${costExact(sample.costUsd)}${sample.why === undefined ? "" : `: ${sample.why}`}`}
      tabIndex={isSelected ? 0 : -1}
      onClick={() => store.select(place)}
      onDblClick={() => void store.compare()}
    >
      <Icon name={LOOKS[look].icon} size="small" spin={look === "running"} />
      <span class="only-read">{`${row.name}, sample ${props.place}, ${LOOKS[look].word}, `}</span>
      <span class="number matrix-cost">{textOf(sample)}</span>
      <span class="number dim">{graders}</span>
      {graders !== "" && <span class="only-read"> graders passed</span>}
    </button>
  );
}

/** What stands in a cell besides its icon. */
function textOf(sample: SampleRow): string {
  const look = lookOf(sample);
  if (look === "asking")
    return sample.waitsFor?.number === undefined ? "waits" : `step ${sample.waitsFor.number}`;
  if (look === "waiting") return "";
  if (look === "stopped" && sample.costUsd === null) return sample.state;
  return costInRow(sample.costUsd);
}

function Interval({ row }: { row: MatrixRow }) {
  const { interval } = row.replay.row;
  if (row.judged === 0) return <span class="dim">no verdict</span>;
  const rate = row.passed / row.judged;
  return (
    <div class="interval">
      <b class="number">
        {row.passed} of {row.judged}
      </b>
      <span class="interval-bar" aria-hidden="true">
        {interval && (
          <i style={{ left: `${interval.low * 100}%`, width: `${(interval.high - interval.low) * 100}%` }} />
        )}
        <em style={{ left: `${rate * 100}%` }} />
      </span>
      <span class="number dim">
        {interval ? `${percent(interval.low)}–${percent(interval.high)}` : "unknown"}
      </span>
    </div>
  );
}

function Passes({ row, k }: { row: MatrixRow; k: number | undefined }) {
  const passes = k === undefined ? undefined : passesAt(row.replay.row, row.judged, k);
  const nothing = (
    <span class="dim" title={row.judged === 0 ? "No sample is judged yet" : "Too few judged samples"}>
      –
    </span>
  );
  return (
    <>
      <td class="number">{passes ? <b>{percent(passes.passAtK)}</b> : nothing}</td>
      <td class="number">{passes ? <b>{percent(passes.passHatK)}</b> : nothing}</td>
    </>
  );
}

function ASample({ samples }: { samples: readonly SampleRow[] }) {
  if (samples.every(({ state }) => state !== "done"))
    return (
      <td class="number dim" title="No sample came to its end">
        –
      </td>
    );
  const cost = perSample(samples, ({ costUsd }) => costUsd);
  const took = perSample(samples, ({ durationUs }) => durationUs);
  return (
    <td class="number" title={costExact(cost)}>
      <b>{costInSentence(cost)}</b>
      {took !== null && <span class="dim matrix-time">{duration(took)}</span>}
    </td>
  );
}

// The stacked areas over the calls of one agent, with its marks. Text and shapes only; keys are the view's.

import type { ContextCallRow, SegmentKind } from "../../../src/protocol/rows";
import { costInRow, costInSentence, exact, share, tokens } from "../../format";
import { visibleLine } from "../../text";
import { Listbox, optionId } from "../../ui";
import { useWidth } from "../../ui/useWidth";
import { type Chart as Layout, type Column, LABEL_PX, happenedIn, layoutChart, spokenCall } from "./model";

/** The list of calls under the chart, which has the focus while keys walk over it. */
export const CALLS_ID = "context-calls";
const HEIGHT_PX = 220;
const LEFT_PX = 68;
const MARK_LINE_PX = 13;
/** More marks than this have their lines only: their words would cover each other. The table says them all. */
const MARKS_WRITTEN = 6;

export function Chart(props: {
  calls: readonly ContextCallRow[];
  selectedId: string | undefined;
  onSelect: (stepId: string) => void;
}) {
  const [element, widthPx] = useWidth<HTMLDivElement>();
  const chart = layoutChart(props.calls, {
    widthPx: Math.max(320, widthPx),
    heightPx: HEIGHT_PX,
    leftPx: LEFT_PX,
  });
  const lines = linesOfMarks(props.calls);
  const selected = chart.columns.findIndex(({ call }) => call.stepId === props.selectedId);
  return (
    <div class="chart context-chart" ref={element}>
      <svg width="100%" height={HEIGHT_PX + 12} aria-hidden="true">
        <g transform="translate(0 10)">
          <Ticks chart={chart} />
          <SelectedColumn column={chart.columns.find(({ call }) => call.stepId === props.selectedId)} />
          <Hatches />
          {chart.areas.map((area) => (
            <path
              key={`${area.kind}${area.path}`}
              class={`area segment-${area.kind}`}
              d={area.path}
              {...(HATCHED.has(area.kind) ? { style: { fill: `url(#hatch-${area.kind})` } } : {})}
            />
          ))}
          {chart.limit && <Limit {...chart.limit} />}
          {chart.columns.map((column) => (
            <Marks key={column.call.stepId} column={column} line={lines.get(column.call.stepId)} />
          ))}
        </g>
      </svg>
      <div class="context-calls">
        <div class="context-call-names" aria-hidden="true">
          <span>step</span>
          <span>cached</span>
          <span>cost</span>
        </div>
        <Listbox id={CALLS_ID} class="context-columns" label="Calls of this agent" selected={selected}>
          {chart.columns.map((column, index) => (
            <CallColumn
              key={column.call.stepId}
              id={optionId(CALLS_ID, index)}
              column={column}
              isSelected={index === selected}
              isLabelled={isLabelled(chart.columns, index, selected)}
              onSelect={props.onSelect}
            />
          ))}
        </Listbox>
      </div>
      <CallsTable calls={props.calls} />
    </div>
  );
}

/** Hatched: written by a machine about something else. */
const HATCHED: ReadonlySet<SegmentKind> = new Set(["tools", "summary"]);

function Hatches() {
  return (
    <defs>
      {[...HATCHED].map((kind) => (
        <pattern
          key={kind}
          id={`hatch-${kind}`}
          class={`segment-${kind}`}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="hatch-back" width="5" height="5" />
          <line class="hatch" x1="0" x2="0" y1="0" y2="5" />
        </pattern>
      ))}
    </defs>
  );
}

/** On which line the words of each mark stand, one below the other so that neighbours do not cover each other. */
function linesOfMarks(calls: readonly ContextCallRow[]): ReadonlyMap<string, number> {
  const marked = calls.filter((call) => call.compaction ?? call.cacheBreak).slice(0, MARKS_WRITTEN);
  return new Map(marked.map((call, index) => [call.stepId, index % 3]));
}

/** A label for each call that has room; the selected one always, in place of those it would cover. */
function isLabelled(columns: readonly Column[], index: number, selected: number): boolean {
  const column = columns[index];
  const chosen = columns[selected];
  if (!column || index === selected) return column !== undefined;
  return column.isLabelled && (!chosen || Math.abs(column.x - chosen.x) >= LABEL_PX);
}

/** The chart in words, for those who do not see it. */
function CallsTable({ calls }: { calls: readonly ContextCallRow[] }) {
  return (
    <div class="only-read">
      <table>
        <caption>Context of each call</caption>
        <thead>
          <tr>
            {["Step", "Tokens", "Limit", "Cached", "Cost", "What happened"].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.stepId}>
              <th scope="row">{call.number}</th>
              <td>{exact(call.used)}</td>
              <td>{exact(call.limit)}</td>
              <td>{share(call.cacheReadTokens, call.used)}</td>
              <td>{costInRow(call.costUsd)}</td>
              <td>{happenedIn(call)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Ticks({ chart }: { chart: Layout }) {
  const { limit } = chart;
  const ticks = limit ? chart.ticks.filter(({ y }) => Math.abs(y - limit.y) > 10) : chart.ticks;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick.tokens}>
          <line class="grid" x1={LEFT_PX} x2="100%" y1={tick.y} y2={tick.y} />
          <text x={LEFT_PX - 6} y={tick.y + 3} text-anchor="end">
            {tick.tokens === 0 ? "0" : tokens(tick.tokens)}
          </text>
        </g>
      ))}
    </>
  );
}

function Limit(props: { y: number; tokens: number }) {
  return (
    <g class="limit">
      <line x1={LEFT_PX} x2="100%" y1={props.y} y2={props.y} />
      <text x={LEFT_PX - 6} y={props.y + 3} text-anchor="end">
        {tokens(props.tokens)} limit
      </text>
    </g>
  );
}

function SelectedColumn({ column }: { column: Column | undefined }) {
  if (!column) return null;
  return (
    <rect class="selected-column" x={column.left} width={column.width} y={-10} height={HEIGHT_PX + 10} />
  );
}

/** A compaction is a solid line before its call, a cache break a dashed one; both say what it was and what it cost. */
function Marks({ column, line }: { column: Column; line: number | undefined }) {
  const { call } = column;
  const anchor = column.x > 400 ? "end" : "start";
  const dx = anchor === "end" ? -4 : 4;
  const y = 16 + (line ?? 0) * MARK_LINE_PX;
  return (
    <>
      {call.compaction && (
        <g class="mark compaction">
          <line x1={column.left} x2={column.left} y1={-8} y2={HEIGHT_PX} />
          {line !== undefined && (
            <text x={column.left + dx} y={y} text-anchor={anchor}>
              compaction, step {call.number}: {tokens(call.compaction.before)} →{" "}
              {tokens(call.compaction.after)}
              {call.compaction.costUsd === null ? "" : `, ${costInSentence(call.compaction.costUsd)}`}
            </text>
          )}
        </g>
      )}
      {call.cacheBreak && (
        <g class="mark cache-break">
          <line x1={column.x} x2={column.x} y1={-8} y2={HEIGHT_PX} />
          {line !== undefined && (
            <text x={column.x + dx} y={call.compaction ? y + MARK_LINE_PX : y} text-anchor={anchor}>
              cache broken: {visibleLine(call.cacheBreak.what)}
              {call.cacheBreak.lostUsd === null ? "" : `, ${costInSentence(call.cacheBreak.lostUsd)} lost`}
            </text>
          )}
        </g>
      )}
    </>
  );
}

function CallColumn(props: {
  id: string;
  column: Column;
  isSelected: boolean;
  isLabelled: boolean;
  onSelect: (stepId: string) => void;
}) {
  const { call, width } = props.column;
  return (
    <div
      class={`context-column${props.isSelected ? " is-selected" : ""}`}
      id={props.id}
      role="option"
      aria-selected={props.isSelected}
      title={spokenCall(call, exact)}
      style={{ width: `${width}px` }}
      onClick={() => props.onSelect(call.stepId)}
    >
      <span class="only-read">{spokenCall(call, exact)}</span>
      {props.isLabelled && (
        <>
          <span class="strong" aria-hidden="true">
            {call.number}
          </span>
          <span class={call.cacheBreak ? "tone-warn" : ""} aria-hidden="true">
            {call.cacheReadTokens === null ? "–" : share(call.cacheReadTokens, call.used)}
          </span>
          <span aria-hidden="true">{costInRow(call.costUsd)}</span>
        </>
      )}
    </div>
  );
}

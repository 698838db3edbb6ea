// The stacked areas over the calls of one agent, with its marks. Text and shapes only; keys are the view's.

import type { ContextCallRow } from "../../../src/protocol/rows";
import { costInRow, costInSentence, exact, share, tokens } from "../../format";
import { useWidth } from "../../ui/useWidth";
import { type Chart as Layout, type Column, layoutChart, spokenCall } from "./model";

const HEIGHT_PX = 220;
const LEFT_PX = 68;

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
  return (
    <div class="context-chart" ref={element}>
      <svg width="100%" height={HEIGHT_PX + 12} aria-hidden="true">
        <g transform="translate(0 10)">
          <Ticks chart={chart} />
          <SelectedColumn column={chart.columns.find(({ call }) => call.stepId === props.selectedId)} />
          {chart.areas.map((area) => (
            <path key={`${area.kind}${area.path}`} class={`area segment-${area.kind}`} d={area.path} />
          ))}
          {chart.limit && <Limit {...chart.limit} />}
          {chart.columns.map((column) => (
            <Marks key={column.call.stepId} column={column} />
          ))}
        </g>
      </svg>
      <div class="context-columns" role="listbox" aria-label="Calls of this agent" tabIndex={0}>
        {chart.columns.map((column) => (
          <CallColumn
            key={column.call.stepId}
            column={column}
            isSelected={column.call.stepId === props.selectedId}
            onSelect={props.onSelect}
          />
        ))}
      </div>
    </div>
  );
}

function Ticks({ chart }: { chart: Layout }) {
  return (
    <>
      {chart.ticks.map((tick) => (
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
      <text x={LEFT_PX + 4} y={props.y - 3}>
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
function Marks({ column }: { column: Column }) {
  const { call } = column;
  const anchor = column.x > 400 ? "end" : "start";
  const dx = anchor === "end" ? -4 : 4;
  return (
    <>
      {call.compaction && (
        <g class="compaction">
          <line x1={column.left} x2={column.left} y1={-8} y2={HEIGHT_PX} />
          <text x={column.left + dx} y={4} text-anchor={anchor}>
            compaction, step {call.number}: {tokens(call.compaction.before)} → {tokens(call.compaction.after)}
            {call.compaction.costUsd === null ? "" : `, ${costInSentence(call.compaction.costUsd)}`}
          </text>
        </g>
      )}
      {call.cacheBreak && (
        <g class="cache-break">
          <line x1={column.x} x2={column.x} y1={-8} y2={HEIGHT_PX} />
          {column.isLabelled && (
            <text x={column.x + dx} y={call.compaction ? 18 : 4} text-anchor={anchor}>
              cache broken: {call.cacheBreak.what}
              {call.cacheBreak.lostUsd === null ? "" : `, ${costInSentence(call.cacheBreak.lostUsd)} lost`}
            </text>
          )}
        </g>
      )}
    </>
  );
}

function CallColumn(props: { column: Column; isSelected: boolean; onSelect: (stepId: string) => void }) {
  const { call, width, isLabelled } = props.column;
  return (
    <div
      class={`context-column${props.isSelected ? " is-selected" : ""}`}
      role="option"
      aria-selected={props.isSelected}
      aria-label={spokenCall(call, exact)}
      title={spokenCall(call, exact)}
      style={{ width: `${width}px` }}
      onClick={() => props.onSelect(call.stepId)}
    >
      {(isLabelled || props.isSelected) && (
        <>
          <span class="strong">{call.number}</span>
          <span class={call.cacheBreak ? "warn" : ""}>
            {call.cacheReadTokens === null ? "–" : share(call.cacheReadTokens, call.used)}
          </span>
          <span>{costInRow(call.costUsd)}</span>
        </>
      )}
    </div>
  );
}

// The stacked areas over the calls of one agent, with its marks. Text and shapes only; keys are the view's.

import type { ContextCallRow, SegmentKind } from "../../../src/protocol/rows";
import { costInRow, exact, share, tokens } from "../../format";
import { Icon, Listbox, optionId, unitPx } from "../../ui";
import { usePainted } from "../../ui/afterPaint";
import { useWidth } from "../../ui/useWidth";
import { type PlacedMark, ROWS, marksOf, placeMarks } from "./marks";
import {
  type Chart as Layout,
  type Column,
  LABEL_PX,
  happenedIn,
  layoutChart,
  spokenCall,
  summaryFor,
} from "./model";

/** The list of calls under the chart, which has the focus while keys walk over it. */
export const CALLS_ID = "context-calls";
const HEIGHT_PX = 220;
const LEFT_PX = 68;
/** Height of a row of words over the areas. */
const WORDS_PX = 14;
/** Room over the highest tick for half a line of text. */
const TOP_PX = 8;
/** Room at the top that the words about a limit out of sight take over the axis. */
const FAR_LABEL_PX = 20;
/** Room under the plot for half of the lowest tick's text. */
const BOTTOM_PX = 4;

export function Chart(props: {
  calls: readonly ContextCallRow[];
  selectedId: string | undefined;
  onSelect: (stepId: string) => void;
}) {
  const [element, widthPx] = useWidth<HTMLDivElement>();
  // Hundreds of calls are laid out once, when the width is known, and not for a guess before.
  return (
    <div class="chart context-chart" ref={element}>
      {widthPx > 0 && <Drawn {...props} widthPx={widthPx} />}
    </div>
  );
}

function Drawn(props: Parameters<typeof Chart>[0] & { widthPx: number }) {
  const isPainted = usePainted();
  // Laid out in units of the font and drawn through a view box, so that words and lines grow together.
  const unit = unitPx();
  const width = Math.max(320, props.widthPx / unit);
  const chart = layoutChart(props.calls, { widthPx: width, heightPx: HEIGHT_PX, leftPx: LEFT_PX });
  const marks = placeMarks(marksOf(chart.columns), LEFT_PX, width);
  // Rows of words that nothing stands in take no room.
  const rows = Math.max(0, ...marks.map(({ label }) => (label ? ROWS - label.row : 0)));
  const wordsPx = rows * WORDS_PX;
  const height = HEIGHT_PX + TOP_PX + wordsPx + BOTTOM_PX;
  const selected = chart.columns.findIndex(({ call }) => call.stepId === props.selectedId);
  return (
    <>
      <svg width={width * unit} height={height * unit} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <SelectedColumn column={chart.columns[selected]} heightPx={HEIGHT_PX + TOP_PX + wordsPx} />
        <Far calls={props.calls} chart={chart} />
        <g transform={`translate(0 ${TOP_PX + wordsPx})`}>
          <Ticks chart={chart} fromPx={chart.limit ? 0 : FAR_LABEL_PX - TOP_PX - wordsPx} />
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
          {chart.threshold && <Threshold {...chart.threshold} />}
        </g>
        {marks.map((mark) => (
          <MarkLine key={`${mark.kind}${mark.x}`} mark={mark} rows={rows} plotPx={wordsPx + TOP_PX} />
        ))}
      </svg>
      <div class="context-calls">
        <div class="context-call-names" aria-hidden="true">
          <span>step</span>
          <span>cached</span>
          <span>cost</span>
        </div>
        <Listbox id={CALLS_ID} class="context-columns" label="Calls of this agent" selected={selected}>
          {chart.columns.map((column, index) =>
            callColumn({
              id: optionId(CALLS_ID, index),
              column,
              widthPx: column.width * unit,
              writesFor: column.isSideCall ? summaryFor(column.call, props.calls) : undefined,
              isSelected: index === selected,
              isLabelled: isLabelled(chart.columns, index, selected),
              onSelect: props.onSelect,
            }),
          )}
        </Listbox>
      </div>
      {isPainted && <CallsTable calls={props.calls} />}
    </>
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

/** Lines with their tokens; words only where nothing else stands: not beside the limit, nor above `fromPx`. */
function Ticks({ chart, fromPx }: { chart: Layout; fromPx: number }) {
  const { limit } = chart;
  const ticks = limit ? chart.ticks.filter(({ y }) => Math.abs(y - limit.y) > 10) : chart.ticks;
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick.tokens}>
          <line class="grid" x1={LEFT_PX} x2="100%" y1={tick.y} y2={tick.y} />
          {tick.y >= fromPx && (
            <text x={LEFT_PX - 6} y={tick.y + 3} text-anchor="end">
              {tickText(tick.tokens)}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

/** Ticks are round: `18k`, not `18.0k`. */
function tickText(count: number): string {
  return tokens(count).replace(".0", "");
}

function Limit(props: { y: number; tokens: number }) {
  return (
    <g class="limit">
      <line x1={LEFT_PX} x2="100%" y1={props.y} y2={props.y} />
      <text x={LEFT_PX - 6} y={props.y + 3} text-anchor="end">
        {tickText(props.tokens)} limit
      </text>
    </g>
  );
}

/** Where the context was compacted before, dotted. */
function Threshold(props: { y: number; text: string }) {
  return (
    <g class="threshold">
      <line x1={LEFT_PX} x2="100%" y1={props.y} y2={props.y} />
      <text x={LEFT_PX + 6} y={props.y - 4}>
        {props.text}
      </text>
    </g>
  );
}

/** A limit that lies too far above to be drawn is written over the axis; so is one that nobody knows. */
function Far({ calls, chart }: { calls: readonly ContextCallRow[]; chart: Layout }) {
  if (chart.limit) return null;
  const limits = calls.flatMap(({ limit }) => limit ?? []);
  // Two lines: there is no room beside the axis for both words.
  const lines = limits.length === 0 ? ["limit", "unknown"] : [`limit ${tickText(Math.max(...limits))}`];
  return (
    <text class="far-limit" text-anchor="end">
      {lines.map((line, at) => (
        <tspan key={line} x={LEFT_PX - 6} y={9 + at * WORDS_PX}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

function SelectedColumn({ column, heightPx }: { column: Column | undefined; heightPx: number }) {
  if (!column) return null;
  return <rect class="selected-column" x={column.left} width={column.width} y={0} height={heightPx} />;
}

/** A compaction is a solid line, a cache break a dashed one; their words stand beside the top of the line. */
function MarkLine({ mark, rows, plotPx }: { mark: PlacedMark; rows: number; plotPx: number }) {
  const { kind, label, x } = mark;
  const row = label ? label.row - (ROWS - rows) : rows;
  const top = row * WORDS_PX;
  const isRight = label?.side === "right";
  return (
    <g class={`mark ${kind}`}>
      <line x1={x} x2={x} y1={top} y2={plotPx + HEIGHT_PX} />
      {label && (
        <text x={isRight ? x + 5 : x - 5} y={top + 10} text-anchor={isRight ? "start" : "end"}>
          {label.text}
        </text>
      )}
      <title>{mark.texts[0]}</title>
    </g>
  );
}

/** A plain function: there are hundreds of calls, and a component costs more than the elements it makes. */
function callColumn(props: {
  id: string;
  column: Column;
  widthPx: number;
  /** The call that goes on with the summary that this one wrote. */
  writesFor: ContextCallRow | undefined;
  isSelected: boolean;
  isLabelled: boolean;
  onSelect: (stepId: string) => void;
}) {
  const { call } = props.column;
  const { writesFor } = props;
  const spoken = `${spokenCall(call, exact)}${writesFor ? `, writes the summary for step ${writesFor.number}` : ""}`;
  return (
    <div
      key={call.stepId}
      class={`context-column${props.isSelected ? " is-selected" : ""}${writesFor ? " is-side" : ""}`}
      id={props.id}
      role="option"
      aria-selected={props.isSelected}
      title={spoken}
      style={{ width: `${props.widthPx}px` }}
      onClick={() => props.onSelect(call.stepId)}
    >
      {/* Where nothing is written the title is the name. */}
      {props.isLabelled && (
        <>
          <span class="only-read">{spoken}</span>
          <span class={writesFor ? "" : "strong"} aria-hidden="true">
            {writesFor && <Icon name="fold" size="tiny" />}
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

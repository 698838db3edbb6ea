import { costInRow, costInSentence } from "../../format";
import type { CostRow } from "../../../src/protocol/rows";
import { unitPx } from "../../ui";
import { useWidth } from "../../ui/useWidth";
import { type Staircase, layoutStaircase } from "./staircase";
import type { CostStore } from "./store";

/** In units of theme.css: the labels grow with the font. */
const HEIGHT = 120;
const TOP = 12;
const FOOT = 20;
const LEFT = 60;

/** The plot in pixels. */
interface Plot {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly unitPx: number;
}

/**
 * The money spent so far and the budget; risers in red where it bought nothing. The tables below say the same in words
 * and lead to the same steps, so that the drawing is hidden from screen readers.
 */
export function CostChart(props: {
  store: CostStore;
  row: CostRow;
  span: { startUs: number; endUs: number };
}) {
  const [element, widthPx] = useWidth<HTMLDivElement>();
  const unit = unitPx();
  const size = {
    widthPx: Math.max(240, widthPx - 12),
    heightPx: HEIGHT * unit,
    leftPx: LEFT * unit,
    unitPx: unit,
  };
  const stairs = layoutStaircase(props.row, props.span, size);
  return (
    <div class="chart cost-chart" ref={element}>
      <svg width="100%" height={(TOP + HEIGHT + FOOT) * unit} aria-hidden="true">
        <g transform={`translate(0 ${TOP * unit})`}>
          <Axes stairs={stairs} plot={size} />
          <path class="spent-area" d={stairs.area} />
          <path class="spent" d={stairs.line} />
          <Risers stairs={stairs} plot={size} onStep={(stepId) => props.store.goTo(stepId)} />
          {stairs.budget && (
            <Budget budget={stairs.budget} budgetUsd={props.row.budgetUsd ?? 0} plot={size} />
          )}
        </g>
      </svg>
    </div>
  );
}

function Axes({ stairs, plot }: { stairs: Staircase; plot: Plot }) {
  const { widthPx, heightPx, leftPx, unitPx: unit } = plot;
  return (
    <>
      {stairs.ticks.map((tick) => (
        <g key={tick.y}>
          <line class="grid" x1={leftPx} x2={widthPx} y1={tick.y} y2={tick.y} />
          <text x={leftPx - 6} y={tick.y + 3 * unit} text-anchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      {stairs.times.map((time, index) => (
        <text
          key={time.x}
          x={time.x}
          y={heightPx + 14 * unit}
          text-anchor={index === 0 ? "start" : time.x >= widthPx - 1 ? "end" : "middle"}
        >
          {time.label}
        </text>
      ))}
    </>
  );
}

function Risers(props: { stairs: Staircase; plot: Plot; onStep: (stepId: string) => void }) {
  const { stairs, plot, onStep } = props;
  return (
    <>
      {stairs.wasted.map((riser) => (
        <g key={riser.stepId} class="wasted-riser" onClick={() => onStep(riser.stepId)}>
          <title>{`step ${riser.number}: ${costInRow(riser.wastedUsd)} bought nothing`}</title>
          <rect x={riser.x - 6} y={riser.to - 4} width="12" height={riser.from - riser.to + 8} />
          <line x1={riser.x} x2={riser.x} y1={riser.from} y2={riser.to} />
          {riser.isNamed && (
            <text x={riser.x + 5} y={Math.min(plot.heightPx - 2, riser.from + 5)}>
              {riser.number}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

function Budget(props: { budget: NonNullable<Staircase["budget"]>; budgetUsd: number; plot: Plot }) {
  const { y, isAbove, crossing } = props.budget;
  const { widthPx, leftPx, unitPx: unit } = props.plot;
  const labelY = y > 18 * unit ? y - 4 : y + 12 * unit;
  const name = `budget ${costInSentence(props.budgetUsd)}${isAbove ? ", far above" : ""}`;
  return (
    <g class={`budget-line${isAbove ? " is-above" : ""}`}>
      <line x1={leftPx} x2={widthPx} y1={y} y2={y} />
      <text x={leftPx + 6} y={labelY}>
        {name}
      </text>
      {crossing && (
        <>
          <circle cx={crossing.x} cy={y} r="4" />
          <text x={crossing.x - 7} y={labelY} text-anchor="end">
            {`crossed at step ${crossing.number}`}
          </text>
        </>
      )}
    </g>
  );
}

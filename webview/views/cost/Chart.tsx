import { costInRow, costInSentence } from "../../format";
import type { CostRow } from "../../../src/protocol/rows";
import { useWidth } from "../../ui/useWidth";
import { type Staircase, layoutStaircase } from "./staircase";
import type { CostStore } from "./store";

const HEIGHT_PX = 120;
const TOP_PX = 12;
const FOOT_PX = 20;
const LEFT_PX = 60;

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
  const size = { widthPx: Math.max(240, widthPx - 12), heightPx: HEIGHT_PX, leftPx: LEFT_PX };
  const stairs = layoutStaircase(props.row, props.span, size);
  return (
    <div class="chart cost-chart" ref={element}>
      <svg width="100%" height={TOP_PX + HEIGHT_PX + FOOT_PX} aria-hidden="true">
        <g transform={`translate(0 ${TOP_PX})`}>
          <Axes stairs={stairs} widthPx={size.widthPx} />
          <path class="spent-area" d={stairs.area} />
          <path class="spent" d={stairs.line} />
          <Risers stairs={stairs} onStep={(stepId) => props.store.goTo(stepId)} />
          {stairs.budget && (
            <Budget budget={stairs.budget} budgetUsd={props.row.budgetUsd ?? 0} widthPx={size.widthPx} />
          )}
        </g>
      </svg>
    </div>
  );
}

function Axes({ stairs, widthPx }: { stairs: Staircase; widthPx: number }) {
  return (
    <>
      {stairs.ticks.map((tick) => (
        <g key={tick.y}>
          <line class="grid" x1={LEFT_PX} x2={widthPx} y1={tick.y} y2={tick.y} />
          <text x={LEFT_PX - 6} y={tick.y + 3} text-anchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      {stairs.times.map((time, index) => (
        <text
          key={time.x}
          x={time.x}
          y={HEIGHT_PX + 14}
          text-anchor={index === 0 ? "start" : time.x >= widthPx - 1 ? "end" : "middle"}
        >
          {time.label}
        </text>
      ))}
    </>
  );
}

function Risers({ stairs, onStep }: { stairs: Staircase; onStep: (stepId: string) => void }) {
  return (
    <>
      {stairs.wasted.map((riser) => (
        <g key={riser.stepId} class="wasted-riser" onClick={() => onStep(riser.stepId)}>
          <title>{`step ${riser.number}: ${costInRow(riser.wastedUsd)} bought nothing`}</title>
          <rect x={riser.x - 6} y={riser.to - 4} width="12" height={riser.from - riser.to + 8} />
          <line x1={riser.x} x2={riser.x} y1={riser.from} y2={riser.to} />
          {riser.isNamed && (
            <text x={riser.x + 5} y={Math.min(HEIGHT_PX - 2, riser.from + 5)}>
              {riser.number}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

function Budget(props: { budget: NonNullable<Staircase["budget"]>; budgetUsd: number; widthPx: number }) {
  const { y, isAbove, crossing } = props.budget;
  const name = `budget ${costInSentence(props.budgetUsd)}${isAbove ? ", far above" : ""}`;
  return (
    <g class={`budget-line${isAbove ? " is-above" : ""}`}>
      <line x1={LEFT_PX} x2={props.widthPx} y1={y} y2={y} />
      <text x={LEFT_PX + 6} y={y > 18 ? y - 4 : y + 12}>
        {name}
      </text>
      {crossing && (
        <>
          <circle cx={crossing.x} cy={y} r="4" />
          <text x={crossing.x - 7} y={y > 18 ? y - 4 : y + 12} text-anchor="end">
            {`crossed at step ${crossing.number}`}
          </text>
        </>
      )}
    </g>
  );
}

import type { CostRow } from "../../../src/protocol/rows";
import { duration } from "../../format";
import { useWidth } from "../../ui/useWidth";
import { layoutStaircase } from "./model";

const HEIGHT_PX = 120;
const LEFT_PX = 56;

/** The money spent so far; risers in red where it bought nothing. The tables below say the same in words. */
export function CostChart(props: { row: CostRow; span: { startUs: number; endUs: number } }) {
  const [element, widthPx] = useWidth<HTMLDivElement>();
  const size = { widthPx: Math.max(320, widthPx - 12), heightPx: HEIGHT_PX, leftPx: LEFT_PX };
  const stairs = layoutStaircase(props.row, props.span, size);
  return (
    <div class="chart cost-chart" ref={element}>
      <svg width="100%" height={HEIGHT_PX + 30} aria-hidden="true">
        <g transform="translate(0 10)">
          {stairs.ticks.map((tick) => (
            <g key={tick.y}>
              <line class="grid" x1={LEFT_PX} x2={size.widthPx} y1={tick.y} y2={tick.y} />
              <text x={LEFT_PX - 6} y={tick.y + 3} text-anchor="end">
                {tick.label}
              </text>
            </g>
          ))}
          <path class="spent-area" d={stairs.area} />
          <path class="spent" d={stairs.line} />
          {stairs.wasted.map((riser) => (
            <g key={`${riser.label} ${riser.x}`} class="wasted-riser">
              <line x1={riser.x} x2={riser.x} y1={riser.from} y2={riser.to} />
              <text x={riser.x + 4} y={riser.to + 11}>
                {riser.label}
              </text>
            </g>
          ))}
          <text x={LEFT_PX} y={HEIGHT_PX + 14}>
            0 s
          </text>
          <text x={size.widthPx} y={HEIGHT_PX + 14} text-anchor="end">
            {duration(props.span.endUs - props.span.startUs)}
          </text>
        </g>
      </svg>
    </div>
  );
}

import type { Ref } from "preact";
import type { Panel } from "../../state/panel";
import { Sash, unitPx } from "../../ui";
import { type Grid, type Scale, tickLabel } from "./model";

/** Room that one tick's label needs before the next. */
const LABEL_PX = 56;

/** Names of the columns; the waterfall's shows round times since the session's start. */
export function Header(props: {
  panel: Panel;
  scale: Scale;
  grid: Grid;
  originUs: number;
  columnPx: number;
  barRef: Ref<HTMLDivElement>;
}) {
  const { panel, scale, grid, originUs, columnPx } = props;
  const labelPx = LABEL_PX * unitPx();
  const every = Math.max(1, Math.ceil(labelPx / Math.max(1, (grid.stepPercent / 100) * columnPx)));
  const labels = grid.ticks.filter(
    ({ leftPercent }, index) => index % every === 0 && (1 - leftPercent / 100) * columnPx > labelPx * 2,
  );
  return (
    <div class="tree-head">
      <span class="head-step">Step</span>
      <span class="cell-context number">Context</span>
      <span class="cell-tokens number">Tokens</span>
      <span class="cell-cost number">Cost</span>
      <div class="head-bar" ref={props.barRef}>
        {labels.map(({ leftPercent, label }) => (
          <span key={label} class="head-tick number" style={{ left: `${leftPercent}%` }}>
            {label}
          </span>
        ))}
        <span class="head-tick is-end number">{tickLabel(scale.endUs - originUs)}</span>
      </div>
      <Sash
        label="Width of the step column"
        orientation="vertical"
        size={panel.ui.value.nameWidth}
        min={160}
        max={640}
        reset={300}
        onResize={(nameWidth) => void panel.set({ nameWidth })}
      />
    </div>
  );
}

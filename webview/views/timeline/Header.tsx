import type { Ref } from "preact";
import { duration } from "../../format";
import type { Panel } from "../../state/panel";
import { Sash } from "../../ui";
import type { Scale } from "./model";

/** Names of the columns; the waterfall's shows the rims of the time scale. */
export function Header(props: { panel: Panel; scale: Scale; barRef: Ref<HTMLDivElement> }) {
  const { panel, scale } = props;
  return (
    <div class="tree-head">
      <span class="head-step">Step</span>
      <span class="cell-context number">Context</span>
      <span class="cell-tokens number">Tokens</span>
      <span class="cell-cost number">Cost</span>
      <div class="head-bar" ref={props.barRef}>
        <span>0 s</span>
        <span class="number">{duration(scale.endUs - scale.startUs)}</span>
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

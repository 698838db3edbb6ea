import type { ComponentChildren } from "preact";
import { Sash } from "./Sash";

/** Two panes beside each other with a sash between; below each other where the panel is narrow. */
export function Split(props: {
  /** Names of the panes, for screen readers. */
  names: readonly [first: string, second: string];
  /** Width of the second pane in units of theme.css; `reset` is the one of a double click. */
  size: number;
  reset: number;
  onResize: (size: number) => void;
  first: ComponentChildren;
  second: ComponentChildren;
}) {
  const [first, second] = props.names;
  return (
    <div class="split" style={{ "--al-pane": props.size }}>
      <section class="split-first" aria-label={first}>
        {props.first}
      </section>
      <Sash
        label={`Size of ${second.toLowerCase()}`}
        orientation="vertical"
        size={props.size}
        min={240}
        max={1200}
        reset={props.reset}
        paneAfter
        onResize={props.onResize}
      />
      <section class="split-second" aria-label={second}>
        {props.second}
      </section>
    </div>
  );
}

// A draggable line between two panes. Arrow keys move it, a double click or Home brings the first size back.

import { useRef } from "preact/hooks";
import { unitPx } from "./units";

const KEY_STEP = 16;

export interface SashProps {
  readonly label: string;
  /** `vertical` lines move left and right. */
  readonly orientation: "vertical" | "horizontal";
  /** Sizes in units of theme.css. */
  readonly size: number;
  readonly min: number;
  readonly max: number;
  readonly reset: number;
  /** True where the sized pane lies after the sash, so that moving towards it makes it smaller. */
  readonly paneAfter?: boolean;
  readonly onResize: (size: number) => void;
}

export function Sash(props: SashProps) {
  const drag = useRef<{ at: number; size: number } | undefined>(undefined);
  const isVertical = props.orientation === "vertical";
  const towards = props.paneAfter ? -1 : 1;
  const resize = (size: number) => props.onResize(Math.round(Math.min(props.max, Math.max(props.min, size))));
  const place = (event: PointerEvent) => (isVertical ? event.clientX : event.clientY);
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at: place(event), size: props.size };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current) resize(drag.current.size + (towards * (place(event) - drag.current.at)) / unitPx());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = isVertical ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    if (event.key === less) resize(props.size - towards * KEY_STEP);
    else if (event.key === more) resize(props.size + towards * KEY_STEP);
    else if (event.key === "Home") resize(props.reset);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class={`sash sash-${props.orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={props.label}
      aria-orientation={props.orientation}
      aria-valuenow={Math.round(props.size)}
      aria-valuemin={props.min}
      aria-valuemax={Math.round(props.max)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = undefined)}
      onDblClick={() => resize(props.reset)}
      onKeyDown={onKeyDown}
    />
  );
}

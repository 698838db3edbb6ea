// The moments of which there is a picture of memory: one tab stop, arrow keys from mark to mark, A and B mark.

import { useState } from "preact/hooks";
import { Icon } from "../../ui";
import { useWidth } from "../../ui/useWidth";
import { labelsOf } from "./labels";
import type { Point } from "./model";
import type { Mark, MemoryStore } from "./store";

export function Points({ store }: { store: MemoryStore }) {
  const points = store.points.value;
  const [element, widthPx] = useWidth<HTMLDivElement>();
  const [focused, setFocused] = useState(0);
  const marked = { a: store.a.value?.point, b: store.b.value?.point };
  const at = Math.min(focused, points.length - 1);
  const focus = (index: number) => {
    const next = Math.max(0, Math.min(points.length - 1, index));
    setFocused(next);
    element.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keyActions(store, points[at], at, focus)[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  return (
    <div
      class="lane-track is-points"
      ref={element}
      role="group"
      aria-label="Snapshots: arrow keys walk over them, A and B mark one"
      onKeyDown={onKeyDown}
    >
      {points.map((point, index) => (
        <PointButton
          key={point.point}
          point={point}
          marks={[...(point.point === marked.a ? ["A"] : []), ...(point.point === marked.b ? ["B"] : [])]}
          isStop={index === at}
          onFocus={() => setFocused(index)}
          onMark={(mark) => store.mark(mark, point.point)}
        />
      ))}
      {labelsOf(points, marked, widthPx).map((label) => (
        <span
          key={label.point}
          class={label.isMarked ? "point-label is-marked" : "point-label"}
          style={{ left: `${label.leftPx}px` }}
          aria-hidden="true"
        >
          {label.text}
        </span>
      ))}
    </div>
  );
}

function PointButton(props: {
  point: Point;
  marks: readonly string[];
  isStop: boolean;
  onFocus: () => void;
  onMark: (mark: Mark) => void;
}) {
  const { point, marks } = props;
  const isMarked = marks.length > 0;
  return (
    <button
      type="button"
      class={isMarked ? "lane-point is-marked" : "lane-point"}
      style={{ left: `${point.leftPercent}%` }}
      tabIndex={props.isStop ? 0 : -1}
      title={`${point.label}: click marks B, Shift and click marks A`}
      aria-label={[`Snapshot at ${point.label}`, ...marks.map((mark) => `marked ${mark}`)].join(", ")}
      onFocus={props.onFocus}
      onClick={(event) => props.onMark(event.shiftKey ? "a" : "b")}
    >
      <Icon name={isMarked ? "circle-filled" : "circle-outline"} size="tiny" />
    </button>
  );
}

function keyActions(
  store: MemoryStore,
  point: Point | undefined,
  at: number,
  focus: (index: number) => void,
): Readonly<Record<string, () => void>> {
  const mark = (which: Mark) => () => point && store.mark(which, point.point);
  return {
    ArrowLeft: () => focus(at - 1),
    ArrowRight: () => focus(at + 1),
    Home: () => focus(0),
    End: () => focus(Infinity),
    a: mark("a"),
    A: mark("a"),
    b: mark("b"),
    B: mark("b"),
  };
}

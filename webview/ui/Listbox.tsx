// A list of which one row is selected. The list has the focus and names the selected row, so a screen reader follows it.

import type { ComponentChildren, Ref } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Listbox(props: {
  id: string;
  label: string;
  class?: string;
  /** Place of the selected row; its element has the id that `optionId` gives. */
  selected: number;
  boxRef?: Ref<HTMLDivElement>;
  children: ComponentChildren;
}) {
  const { id, selected } = props;
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    // What was there when the view opened stays where it is; only a move brings its row into sight.
    if (!isFirst.current)
      document.getElementById(optionId(id, selected))?.scrollIntoView({ block: "nearest" });
    isFirst.current = false;
  }, [id, selected]);
  return (
    <div
      id={id}
      class={props.class}
      role="listbox"
      aria-label={props.label}
      aria-activedescendant={optionId(id, selected)}
      tabIndex={0}
      {...(props.boxRef === undefined ? {} : { ref: props.boxRef })}
    >
      {props.children}
    </div>
  );
}

/** The id of the row at a place of a list. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** Gives a list the focus when keys act on it, so that what they did is read out. */
export function focusList(id: string): void {
  document.getElementById(id)?.focus({ preventScroll: true });
}

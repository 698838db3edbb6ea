// A row of tabs with roving focus. Our own: the toolkit's panels write inline styles, which our policy refuses.

import { useRef } from "preact/hooks";

export interface TabItem {
  readonly id: string;
  readonly title: string;
  readonly badge?: string;
}

export function Tabs(props: {
  label: string;
  items: readonly TabItem[];
  selected: string;
  /** The id of the element that shows the selected tab's content. */
  panelId: string;
  onSelect: (id: string) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const select = (at: number) => {
    const item = props.items[(at + props.items.length) % props.items.length];
    if (!item) return;
    props.onSelect(item.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${item.id}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = props.items.findIndex((item) => item.id === props.selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: props.items.length - 1 }[event.key];
    if (to === undefined || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    select(to);
  };
  return (
    <div ref={list} class="tabs" role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
      {props.items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="tab"
          id={`${props.panelId}-tab-${item.id}`}
          data-tab={item.id}
          data-title={item.title}
          class={`tab${item.id === props.selected ? " is-on" : ""}`}
          aria-selected={item.id === props.selected}
          aria-controls={props.panelId}
          tabIndex={item.id === props.selected ? 0 : -1}
          onClick={() => props.onSelect(item.id)}
        >
          {item.title}
          {item.badge !== undefined && <span class="badge number">{item.badge}</span>}
        </button>
      ))}
    </div>
  );
}

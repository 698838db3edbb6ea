import type { ComponentChildren } from "preact";

/** A short word about state. The colour repeats what the word says. */
export function Chip(props: {
  tone?: "error" | "warn" | "ok" | "quiet";
  title?: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`chip chip-${props.tone ?? "quiet"}`} title={props.title}>
      {props.children}
    </span>
  );
}

// Buttons and fields, so that the rest of the page does not know which library draws them.

import type { ComponentChildren, Ref } from "preact";
import { Icon } from "./Icon";
import { ToolkitButton, ToolkitTextField } from "./toolkit";

export function Button(props: {
  onClick: () => void;
  primary?: boolean;
  icon?: string;
  children: ComponentChildren;
}) {
  return (
    <ToolkitButton
      class="button"
      appearance={props.primary ? "primary" : "secondary"}
      onClick={() => props.onClick()}
    >
      {props.icon !== undefined && <Icon name={props.icon} size="small" />}
      {props.children}
    </ToolkitButton>
  );
}

/** A button with an icon only; the label is its name and its tooltip. */
export function IconButton(props: { icon: string; label: string; onClick: () => void; pressed?: boolean }) {
  return (
    <ToolkitButton
      class={`icon-button${props.pressed ? " is-on" : ""}`}
      appearance="icon"
      aria-label={props.label}
      title={props.label}
      {...(props.pressed === undefined ? {} : { "aria-pressed": props.pressed })}
      onClick={() => props.onClick()}
    >
      <Icon name={props.icon} />
    </ToolkitButton>
  );
}

export type TextFieldElement = HTMLElement & { value: string };

export function TextField(props: {
  id?: string;
  value: string;
  label: string;
  placeholder?: string;
  fieldRef?: Ref<TextFieldElement>;
  class?: string;
  onInput: (value: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  children?: ComponentChildren;
}) {
  return (
    <ToolkitTextField
      class={props.class ?? ""}
      {...(props.id === undefined ? {} : { id: props.id })}
      value={props.value}
      aria-label={props.label}
      {...(props.fieldRef === undefined ? {} : { ref: props.fieldRef })}
      {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
      {...(props.onKeyDown === undefined ? {} : { onKeyDown: props.onKeyDown })}
      onInput={(event) => props.onInput(event.currentTarget.value)}
    >
      {props.children}
    </ToolkitTextField>
  );
}

/** A button that reads as a link: for "Show 14 more lines" and steps to jump to. Light enough for lists. */
export function LinkButton(props: { onClick: () => void; title?: string; children: ComponentChildren }) {
  return (
    <button type="button" class="link" title={props.title} onClick={() => props.onClick()}>
      {props.children}
    </button>
  );
}

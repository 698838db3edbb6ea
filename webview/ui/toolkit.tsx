// The only file that imports the toolkit. It must be imported by the page's first script, before `load`: the toolkit
// copies the theme's variables once at `load` and again when the body's class changes; imported later it stays dark for
// ever. Its elements are defined later, after the first rows were painted: until then they hold their room (base.css).

import { provideVSCodeDesignSystem, vsCodeButton, vsCodeTextField } from "@vscode/webview-ui-toolkit";
import type { ComponentChildren, Ref, TargetedInputEvent } from "preact";

let isRegistered = false;

/** Brings buttons and fields to life; does nothing the second time. */
export function registerToolkit(): void {
  if (isRegistered) return;
  isRegistered = true;
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

interface ToolkitButtonProps {
  readonly appearance?: "primary" | "secondary" | "icon";
  readonly class?: string;
  readonly disabled?: boolean;
  readonly title?: string;
  readonly "aria-label"?: string;
  readonly "aria-pressed"?: boolean;
  readonly onClick?: (event: MouseEvent) => void;
  readonly children?: ComponentChildren;
}

interface ToolkitTextFieldProps {
  readonly ref?: Ref<HTMLElement & { value: string }>;
  readonly class?: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly "aria-label": string;
  readonly onInput: (event: TargetedInputEvent<HTMLElement & { value: string }>) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children?: ComponentChildren;
}

declare module "preact" {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way preact's types are extended
  namespace JSX {
    interface IntrinsicElements {
      "vscode-button": ToolkitButtonProps;
      "vscode-text-field": ToolkitTextFieldProps;
    }
  }
}

export function ToolkitButton(props: ToolkitButtonProps) {
  return <vscode-button {...props} />;
}

export function ToolkitTextField(props: ToolkitTextFieldProps) {
  return <vscode-text-field {...props} />;
}

import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";

/** Why there is nothing to see here, and the next step: empty, no match, failed. */
export function StateMessage(props: {
  icon: string;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  /** Announced at once: for failures. */
  alert?: boolean;
}) {
  return (
    <div class="state" role={props.alert ? "alert" : "status"}>
      <Icon name={props.icon} class="state-icon" />
      <div>
        <p class="state-title">{props.title}</p>
        {props.children !== undefined && <p class="dim">{props.children}</p>}
        {props.actions !== undefined && <div class="state-actions">{props.actions}</div>}
      </div>
    </div>
  );
}

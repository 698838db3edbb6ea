import type { StepRow } from "../../../src/protocol/rows";
import { exact } from "../../format";
import type { BarPlace } from "./model";

/** The step on the time scale: a bracket for an agent, hatched red for a failure, fading at the now line while it runs. */
export function bar(row: StepRow, place: BarPlace, isCritical: boolean) {
  if (place.isOutside) return null;
  const classes = ["bar"];
  if (isCritical) classes.push("is-critical");
  if (row.kind === "agent" || row.kind === "workflow") classes.push("is-bracket");
  else if (row.status === "error") classes.push("is-failed");
  if (place.isOpen) classes.push("is-open");
  const took = row.durationUs === null ? place.label : `${exact(row.durationUs)} µs`;
  return (
    <span
      class={classes.join(" ")}
      style={{ left: `${place.left}%`, width: `${place.width}%` }}
      title={isCritical ? `${took}, on the critical path` : took}
    />
  );
}

/** How long it took, at the side where there is room for it. */
export function barLabel({ side, left, width, label, isOutside }: BarPlace) {
  if (side === undefined || isOutside) return null;
  const style =
    side === "right"
      ? { left: `calc(${left + width}% + 5px)`, right: "auto" }
      : { right: `calc(${100 - left}% + 5px)`, left: "auto" };
  return (
    <span class="bar-label number" style={style}>
      {label}
    </span>
  );
}

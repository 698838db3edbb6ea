import type { StepRow } from "../../../src/protocol/rows";
import { exact } from "../../format";
import { type Scale, barOf } from "./model";

/** The step on the time scale: a bracket for an agent, hatched red for a failure, fading at the now line while it runs. */
export function Bar(props: { row: StepRow; scale: Scale; columnPx: number; isCritical: boolean }) {
  const { row } = props;
  const place = barOf(row, props.scale, props.columnPx);
  if (place.isOutside) return null;
  const classes = ["bar"];
  if (props.isCritical) classes.push("is-critical");
  if (row.kind === "agent" || row.kind === "workflow") classes.push("is-bracket");
  else if (row.status === "error") classes.push("is-failed");
  if (place.isOpen) classes.push("is-open");
  const took = row.durationUs === null ? place.label : `${exact(row.durationUs)} µs`;
  const title = props.isCritical ? `${took}, on the critical path` : took;
  return (
    <>
      <span
        class={classes.join(" ")}
        style={{ left: `${place.left}%`, width: `${place.width}%` }}
        title={title}
      />
      {place.side !== undefined && (
        <span class="bar-label number" style={labelStyle(place.side, place.left, place.width)}>
          {place.label}
        </span>
      )}
    </>
  );
}

function labelStyle(side: "right" | "left", left: number, width: number) {
  return side === "right"
    ? { left: `calc(${left + width}% + 5px)`, right: "auto" }
    : { right: `calc(${100 - left}% + 5px)`, left: "auto" };
}

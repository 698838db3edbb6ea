import { UNKNOWN, change, costExact, costInRow, duration, exact, tokens } from "../../format";
import type { Delta } from "./model";

/** Tokens, cost and time that the right side took more. Less is better; that more is worse nobody knows. */
export function DeltaCells({ delta, isTimed }: { delta: Delta; isTimed: boolean }) {
  return (
    <>
      <Cell name="Tokens" value={delta.tokens} write={tokens} exactly={exact} isCertain />
      <Cell name="Cost" value={delta.costUsd} write={costInRow} exactly={costExact} isCertain />
      <Cell
        name="Time"
        value={delta.durationUs}
        write={duration}
        exactly={microseconds}
        isCertain={isTimed}
      />
    </>
  );
}

function microseconds(value: number): string {
  return `${exact(value)} µs`;
}

function Cell(props: {
  name: string;
  value: number | null | undefined;
  write: (value: number) => string;
  exactly: (value: number) => string;
  isCertain: boolean;
}) {
  const { value } = props;
  if (value === undefined) return <span role="gridcell" class="number compare-delta" />;
  if (value === null)
    return (
      <span role="gridcell" class="number compare-delta dim">
        {UNKNOWN}
      </span>
    );
  const written = change(value, props.write);
  // What is too small to be written has no sign, and colour alone would say which way it went.
  const isTiny = value === 0 || written.startsWith("<");
  const tone = isTiny || !props.isCertain ? "dim" : value < 0 ? "tone-ok" : "";
  return (
    <span
      role="gridcell"
      class={`number compare-delta ${tone}`}
      data-name={props.name}
      title={`${props.name} ${change(value, props.exactly)}${props.isCertain ? "" : ", tools were not run"}`}
    >
      {written}
    </span>
  );
}

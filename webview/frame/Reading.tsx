import type { ReadingRow } from "../../src/protocol/journal";
import { share } from "../format";
import { StateMessage } from "../ui";

/** In place of a view while the engine reads back from disk what was received before the window was reloaded. */
export function Reading(props: { reading: ReadingRow }) {
  const { readBytes, ofBytes } = props.reading;
  return (
    <StateMessage icon="history" title="Reading earlier sessions back">
      {ofBytes > 0 && `${share(readBytes, ofBytes)} is read. `}
      This session shows here as soon as it is there, at the place where it was left. Agents are received
      meanwhile.
    </StateMessage>
  );
}

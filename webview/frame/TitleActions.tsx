import type { HostCommand } from "../../src/protocol/messages";
import type { Panel } from "../state/panel";
import { Button, IconButton } from "../ui";

/** What is done with a whole session: the one filled button, and what else the editor offers for it. */
export function TitleActions({ panel }: { panel: Panel }) {
  const run = (command: HostCommand) => panel.run(command);
  return (
    <span class="title-actions">
      <span class="title-replay">
        <Button primary icon="debug-rerun" onClick={() => run("replay-and-compare")}>
          Replay and Compare
        </Button>
      </span>
      <span class="title-replay-small">
        <IconButton icon="debug-rerun" label="Replay and Compare" onClick={() => run("replay-and-compare")} />
      </span>
      <IconButton
        icon="git-compare"
        label="Compare with another session (M)"
        onClick={() => run("compare-with")}
      />
      <IconButton icon="ellipsis" label="More actions" onClick={() => run("session-actions")} />
    </span>
  );
}

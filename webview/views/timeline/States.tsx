// What stands in the tree's place when there are no rows, and the lines above it when something is odd (ui/README §6).

import type { HostCommand } from "../../../src/protocol/messages";
import { plural } from "../../format";
import type { Panel } from "../../state/panel";
import { Button, Icon, StateMessage } from "../../ui";

export function EmptySession(props: { panel: Panel }) {
  return (
    <StateMessage
      icon="list-tree"
      title="No steps in this session yet."
      actions={
        <>
          <Button primary onClick={() => runCommand(props.panel, "run-agent")}>
            Run an Agent with Tracing
          </Button>
          <Button onClick={() => runCommand(props.panel, "show-sessions")}>Show Sessions</Button>
        </>
      }
    >
      Steps appear here as soon as the agent exports its first spans.
    </StateMessage>
  );
}

export function NoMatch(props: { panel: Panel; steps: number | undefined }) {
  const { panel, steps } = props;
  const hidden = steps === undefined ? "All steps are hidden." : `${plural(steps, "step")} hidden.`;
  return (
    <StateMessage
      icon="filter"
      title={`No step matches “${panel.ui.value.filter.trim()}”.`}
      actions={<Button onClick={() => void panel.set({ filter: "" })}>Clear Filter</Button>}
    >
      {hidden}
    </StateMessage>
  );
}

/** One line each for steps that wait and steps that are odd. */
export function Notices(props: { panel: Panel }) {
  const frame = props.panel.rows.frame.value;
  const waiting = frame?.waiting ?? 0;
  const odd = frame?.odd ?? 0;
  return (
    <>
      {waiting > 0 && (
        <p class="notice">
          <Icon name="watch" size="small" />
          <span>{`${plural(waiting, "step")} ${waiting === 1 ? "waits for its" : "wait for their"} parent`}</span>
        </p>
      )}
      {odd > 0 && (
        <p class="notice">
          <Icon name="warning" size="small" class="tone-warn" />
          <span>{`${plural(odd, "step")} with odd data; what could be read is shown, the raw values stand in the inspector`}</span>
        </p>
      )}
    </>
  );
}

function runCommand(panel: Panel, command: HostCommand): void {
  void panel.channel.ask("host/run-command", { command }).catch(() => undefined);
}

import type { UserFault } from "../../src/protocol/faults";
import type { Panel } from "../state/panel";
import { Button, StateMessage } from "../ui";

/** A view that could not be read: what happened, what to do; the other views go on. */
export function ViewFault(props: { panel: Panel; fault: UserFault }) {
  const { fault, panel } = props;
  return (
    <StateMessage
      icon="error"
      title={fault.message}
      alert
      actions={
        <>
          <Button primary onClick={() => panel.refresh()}>
            Reload View
          </Button>
          <Button onClick={() => void panel.channel.ask("host/show-log", {}).catch(() => undefined)}>
            Show Log
          </Button>
        </>
      }
    >
      {fault.next ?? "It could not be read. What is stored is not touched."}
    </StateMessage>
  );
}

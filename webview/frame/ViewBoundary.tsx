import { Component, type ComponentChildren } from "preact";
import type { Panel } from "../state/panel";
import { Button, StateMessage } from "../ui";

interface Props {
  readonly panel: Panel;
  readonly children: ComponentChildren;
}

/** A view that throws fails alone: the frame stays, and the view can be tried again. */
export class ViewBoundary extends Component<Props, { fault: string | undefined }> {
  override state: { fault: string | undefined } = { fault: undefined };

  override componentDidCatch(thrown: unknown): void {
    this.setState({ fault: thrown instanceof Error ? thrown.message : String(thrown) });
  }

  private retry(): void {
    this.setState({ fault: undefined });
    this.props.panel.refresh();
  }

  override render() {
    const { fault } = this.state;
    if (fault === undefined) return this.props.children;
    const { panel } = this.props;
    return (
      <StateMessage
        icon="error"
        title="This view failed."
        alert
        actions={
          <>
            <Button primary onClick={() => this.retry()}>
              Reload View
            </Button>
            <Button onClick={() => void panel.channel.ask("host/show-log", {}).catch(() => undefined)}>
              Show Log
            </Button>
          </>
        }
      >
        {fault}
      </StateMessage>
    );
  }
}

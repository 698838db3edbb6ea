import { Component, type ComponentChildren } from "preact";

/** Something that the rest does not need: where drawing it throws, it is left out and the rest stays. */
export class Optional extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  override componentDidCatch(): void {
    this.setState({ failed: true });
  }

  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

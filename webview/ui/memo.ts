// A component that is drawn again only when one of its properties is another one.

import { Component, type ComponentChildren, type ComponentType } from "preact";

/** For what is drawn from its properties alone: `draw` is called, not mounted, and has no hooks. */
export function memo<Props extends object>(draw: (props: Props) => ComponentChildren): ComponentType<Props> {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isShallowEqual(this.props, next);
    }
    override render() {
      return draw(this.props);
    }
  };
}

function isShallowEqual<Props extends object>(left: Props, right: Props): boolean {
  const keys = Object.keys(right) as (keyof Props)[];
  return keys.length === Object.keys(left).length && keys.every((key) => Object.is(left[key], right[key]));
}

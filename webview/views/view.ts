// What a view is. One folder and one line in index.ts make another tab.

import type { ComponentType } from "preact";
import type { Panel } from "../state/panel";

/** What a view may ask of the frame around it. */
export interface FrameActions {
  readonly focusFilter: () => void;
  readonly showKeys: () => void;
}

export interface ViewProps {
  readonly panel: Panel;
  readonly frame: FrameActions;
}

export interface View {
  /** In the saved state and in the page's `data-view`. */
  readonly id: string;
  readonly title: string;
  readonly Component: ComponentType<ViewProps>;
  /** True where the view calls `useFirstPaint` itself; else its first frame counts. */
  readonly saysWhenPainted?: true;
  /** True where the steps' filter, following and the inspector belong to the view. */
  readonly hasStepTools?: true;
  /** The five keys that help here, for the foot line. */
  readonly keys: readonly (readonly [key: string, does: string])[];
  /** All keys, for the sheet. */
  readonly keySheet: readonly (readonly [keys: string, does: string])[];
}

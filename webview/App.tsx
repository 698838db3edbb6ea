// The frame that every view stands in: title, tabs and filter, the view, the foot line (ui/README §2).

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Foot } from "./frame/Foot";
import { Reading } from "./frame/Reading";
import { FRAME_KEYS, KeySheet } from "./frame/KeySheet";
import { Title } from "./frame/Title";
import { Toolbar } from "./frame/Toolbar";
import { useFrameKeys } from "./frame/useFrameKeys";
import type { Panel } from "./state/panel";
import type { TextFieldElement } from "./ui";
import { afterPaint } from "./ui/afterPaint";
import { VIEWS } from "./views";
import type { FrameActions } from "./views/view";
import { ViewBoundary } from "./frame/ViewBoundary";

export function App(props: { panel: Panel }) {
  const { panel } = props;
  const filter = useRef<TextFieldElement>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const frame = useMemo<FrameActions>(
    () => ({ focusFilter: () => filter.current?.focus(), showKeys: () => setSheetOpen(true) }),
    [],
  );
  useFrameKeys(panel);
  const view = VIEWS.find(({ id }) => id === panel.ui.value.view) ?? VIEWS[0];
  const saysItself = view?.saysWhenPainted === true;
  useEffect(() => {
    if (!saysItself) afterPaint(() => (panel.painted.value = true));
  }, [panel, saysItself]);
  if (!view) return null;
  return (
    <>
      <Title panel={panel} />
      <Toolbar panel={panel} view={view} filterRef={filter} />
      <main id="view" class="view" aria-label={view.title}>
        {panel.reading.value ? (
          <Reading reading={panel.reading.value} />
        ) : (
          <ViewBoundary key={view.id} panel={panel}>
            <view.Component panel={panel} frame={frame} />
          </ViewBoundary>
        )}
      </main>
      <Foot panel={panel} view={view} onKeys={frame.showKeys} />
      <p class="only-read" role="status" aria-live="polite">
        {panel.said.value}
      </p>
      {isSheetOpen && <KeySheet view={view} more={FRAME_KEYS} onClose={() => setSheetOpen(false)} />}
    </>
  );
}

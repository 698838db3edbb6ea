// The timeline: the tree with its waterfall, and the inspector beside it, or below it where the panel is narrow.

import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionRow } from "../../../src/protocol/rows";
import { useFirstPaint } from "../../state/first-paint";
import type { Loaded } from "../../state/loaded";
import { Inspector } from "../../inspector/Inspector";
import { ViewFault } from "../../frame/ViewFault";
import { ONE_PANE_UNITS } from "../../state/page-width";
import { LoadingRows, Optional, Sash, unitPx } from "../../ui";
import { useWidth } from "../../ui/useWidth";
import type { ViewProps } from "../view";
import { Header } from "./Header";
import { EmptySession, NoMatch, Notices } from "./States";
import { TimelineStore } from "./store";
import { Top } from "./Top";
import { Tree } from "./Tree";
import { type Grid, type Scale, gridOf, scaleOf } from "./model";
import { usePageKeys } from "./page-keys";
import { TreeControl } from "./tree-control";
import { useNow } from "./useNow";

/** Below this width, in units, the inspector moves under the tree. */
const NARROW_UNITS = 700;

export function TimelineView(props: ViewProps) {
  const { panel } = props;
  const root = useRef<HTMLDivElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const [bar, columnPx] = useWidth<HTMLDivElement>();
  const width = useWidth<HTMLDivElement>(root)[1];
  const isNarrow = width > 0 && width <= NARROW_UNITS * unitPx();
  const isOnePane = width > 0 && width < ONE_PANE_UNITS * unitPx();
  const [isStepInFront, setStepInFront] = useState(false);
  const layout = useRef({ isOnePane, setStepInFront });
  layout.current.isOnePane = isOnePane;
  const control = useMemo(
    () =>
      new TreeControl(panel, {
        isOnePane: () => layout.current.isOnePane,
        intoInspector: () => {
          layout.current.setStepInFront(true);
          requestAnimationFrame(() => focusInspector(root.current));
        },
      }),
    [panel],
  );
  const back = () => {
    setStepInFront(false);
    control.select(panel.ui.peek().selectedId ?? "", control.selectedIndex.peek() ?? -1);
  };
  const store = useMemo(() => new TimelineStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  usePageKeys(control, props.frame);
  const session = panel.session.value;
  const isRunning = session.kind === "ready" && session.value.status === "running";
  const nowUs = useNow(isRunning);
  const frame = panel.rows.frame.value;
  const startUs = frame?.startUs ?? 0;
  const endUs = frame?.endUs ?? 0;
  // The same object while nothing moved: rows are drawn anew only for another scale.
  const { ui } = panel;
  const { zoom } = ui.value;
  const whole = useMemo(() => scaleOf({ startUs, endUs }, nowUs), [startUs, endUs, nowUs]);
  const scale = useMemo(() => withinSession(zoom, whole) ?? whole, [zoom, whole]);
  const grid = useMemo(() => gridOf(scale, startUs), [scale, startUs]);
  useReturnToSelection(control);
  useWantedStep(control);
  useFirstPaint(panel, {
    isThere: frame !== undefined || panel.rows.fault.value !== undefined,
    hasContent: (frame?.total ?? 0) > 0,
  });
  return (
    <div ref={root} class={isNarrow ? "timeline is-narrow" : "timeline"}>
      <Optional>
        <Top panel={panel} store={store} />
      </Optional>
      <div
        class="timeline-panes"
        style={{
          "--al-tick": `${(grid.stepPercent / 100) * columnPx}px`,
          "--al-phase": `${(grid.phasePercent / 100) * columnPx}px`,
          "--al-name": ui.value.nameWidth,
          "--al-number": numberWidth(session, frame?.total ?? 0),
        }}
      >
        <div class="tree-pane" hidden={isOnePane && isStepInFront}>
          <Header {...{ panel, scale, grid, columnPx }} originUs={startUs} barRef={bar} />
          <Notices panel={panel} />
          <div ref={room} class="tree-room">
            <Body {...props} {...{ control, scale, grid, columnPx, room }} critical={store.critical.value} />
          </div>
        </div>
        {isOnePane && isStepInFront && (
          <Inspector
            panel={panel}
            onBack={back}
            onStep={(before) => void jumpCall(control, before)}
            hasWayBack
          />
        )}
        {!isOnePane && ui.value.inspectorOpen && (
          <>
            <Sash
              label="Size of the inspector"
              orientation={isNarrow ? "horizontal" : "vertical"}
              size={isNarrow ? ui.value.inspectorHeight : ui.value.inspectorWidth}
              min={isNarrow ? 120 : 320}
              max={isNarrow ? 600 : Math.max(320, (width / unitPx()) * 0.6)}
              reset={isNarrow ? 264 : 396}
              paneAfter
              onResize={(size) =>
                void panel.set(isNarrow ? { inspectorHeight: size } : { inspectorWidth: size })
              }
            />
            <Inspector
              panel={panel}
              size={isNarrow ? { height: ui.value.inspectorHeight } : { width: ui.value.inspectorWidth }}
              onBack={back}
              onStep={(before) => void jumpCall(control, before)}
            />
          </>
        )}
      </div>
    </div>
  );
}

/** The zoomed part of the session; nothing where it lies outside, as in another session. */
function withinSession(zoom: Scale | null, whole: Scale): Scale | undefined {
  if (!zoom || zoom.endUs <= whole.startUs || zoom.startUs >= whole.endUs) return undefined;
  return zoom;
}

/** Room for the longest step number, in units. The rows often know it before the session does. */
function numberWidth(session: Loaded<SessionRow>, rows: number): number {
  const steps = Math.max(rows, session.kind === "ready" ? session.value.steps : 10);
  return Math.max(20, String(steps).length * 6.5 + 2);
}

function Body(
  props: ViewProps & {
    control: TreeControl;
    scale: Scale;
    grid: Grid;
    columnPx: number;
    critical: ReadonlySet<string>;
    room: RefObject<HTMLDivElement | null>;
  },
) {
  const { panel } = props;
  const frame = panel.rows.frame.value;
  const fault = panel.rows.fault.value;
  const session = panel.session.value;
  if (fault) return <ViewFault panel={panel} fault={fault} />;
  if (!frame) return <LoadingRows label="Loading steps" />;
  if (frame.total === 0 && panel.ui.value.filter.trim() !== "") {
    return <NoMatch panel={panel} steps={session.kind === "ready" ? session.value.steps : undefined} />;
  }
  if (frame.total === 0) return <EmptySession panel={panel} />;
  return <Tree {...props} />;
}

/** After a reload the selected step is found again, wherever it is now. */
function useReturnToSelection(control: TreeControl): void {
  const { panel } = control;
  const sessionId = panel.ui.value.sessionId;
  const [done, setDone] = useState("");
  const isReady = panel.rows.frame.value !== undefined;
  useEffect(() => {
    if (!isReady || done === sessionId) return;
    setDone(sessionId);
    const { selectedId } = panel.ui.peek();
    if (selectedId !== null && panel.rows.indexOf(selectedId) === undefined) {
      void control.jump({ what: "step", from: selectedId });
    }
  }, [isReady, sessionId, done]);
}

/** A step that was named elsewhere, in the band or in another view, comes into sight. */
function useWantedStep(control: TreeControl): void {
  const { panel } = control;
  const wanted = panel.wanted.value;
  const isReady = panel.rows.frame.value !== undefined;
  useEffect(() => {
    if (!isReady || wanted === null) return;
    panel.wanted.value = null;
    // A switch of the toolbar that was pressed keeps the focus.
    const isSwitch = document.activeElement?.closest(".tab-tools") !== null;
    void control.jump({ what: "step", from: wanted }, undefined, !isSwitch);
  }, [isReady, wanted]);
}

export function jumpCall(control: TreeControl, back: boolean): Promise<void> {
  const { selectedId } = control.panel.ui.peek();
  return control.jump(
    { what: "call", back, ...(selectedId === null ? {} : { from: selectedId }) },
    "No other call of this agent.",
  );
}

function focusInspector(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>(".inspector [role=tab][aria-selected=true]")?.focus();
}

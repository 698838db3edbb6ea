// The timeline: the tree with its waterfall, and the inspector beside it, or below it where the panel is narrow.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { SessionRow } from "../../../src/protocol/rows";
import type { Loaded } from "../../state/loaded";
import { Inspector } from "../../inspector/Inspector";
import { Sash, unitPx } from "../../ui";
import { useWidth } from "../../ui/useWidth";
import type { ViewProps } from "../view";
import { Header } from "./Header";
import { EmptySession, LoadingRows, NoMatch, Notices, ViewFault } from "./States";
import { Tree } from "./Tree";
import { scaleOf, tickPercent } from "./model";
import { usePageKeys } from "./page-keys";
import { TreeControl } from "./tree-control";
import { useNow } from "./useNow";

/** Below this width, in units, the inspector moves under the tree. */
const NARROW_UNITS = 700;

export function TimelineView(props: ViewProps) {
  const { panel } = props;
  const root = useRef<HTMLDivElement>(null);
  const [bar, columnPx] = useWidth<HTMLDivElement>();
  const width = useWidth<HTMLDivElement>(root)[1];
  const isNarrow = width > 0 && width <= NARROW_UNITS * unitPx();
  const control = useMemo(
    () => new TreeControl(panel, { intoInspector: () => focusInspector(root.current) }),
    [panel],
  );
  usePageKeys(control, props.frame);
  const session = panel.session.value;
  const isRunning = session.kind === "ready" && session.value.status === "running";
  const nowUs = useNow(isRunning);
  const frame = panel.rows.frame.value;
  const startUs = frame?.startUs ?? 0;
  const endUs = frame?.endUs ?? 0;
  // The same object while nothing moved: rows are drawn anew only for another scale.
  const scale = useMemo(() => scaleOf({ startUs, endUs }, nowUs), [startUs, endUs, nowUs]);
  useReturnToSelection(control);
  const { ui } = panel;
  return (
    <div
      ref={root}
      class={isNarrow ? "timeline is-narrow" : "timeline"}
      style={{
        "--al-tick": `${tickPercent(scale)}%`,
        "--al-name": ui.value.nameWidth,
        "--al-number": numberWidth(session),
      }}
    >
      <div class="tree-pane">
        <Header panel={panel} scale={scale} barRef={bar} />
        <Notices panel={panel} />
        <Body {...props} control={control} scale={scale} columnPx={columnPx} />
      </div>
      {ui.value.inspectorOpen && (
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
            onBack={() => control.select(ui.value.selectedId ?? "", control.selectedIndex.value ?? -1)}
            onStep={(back) => void jumpCall(control, back)}
          />
        </>
      )}
    </div>
  );
}

/** Room for the longest step number, in units. */
function numberWidth(session: Loaded<SessionRow>): number {
  const digits = session.kind === "ready" ? String(session.value.steps).length : 2;
  return Math.max(20, digits * 6.5 + 2);
}

function Body(
  props: ViewProps & { control: TreeControl; scale: ReturnType<typeof scaleOf>; columnPx: number },
) {
  const { panel } = props;
  const frame = panel.rows.frame.value;
  const fault = panel.rows.fault.value;
  const session = panel.session.value;
  if (fault) return <ViewFault panel={panel} fault={fault} onReload={() => panel.refresh()} />;
  if (!frame) return <LoadingRows />;
  if (frame.total === 0 && panel.ui.value.filter.trim() !== "") {
    return <NoMatch panel={panel} steps={session.kind === "ready" ? session.value.steps : undefined} />;
  }
  if (frame.total === 0) return <EmptySession panel={panel} />;
  return <Tree panel={panel} control={props.control} scale={props.scale} columnPx={props.columnPx} />;
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

// The execution tree: a treegrid of which only the rows in sight are in the page.

import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { StepRow } from "../../../src/protocol/rows";
import { plural } from "../../format";
import type { Panel } from "../../state/panel";
import { unitPx } from "../../ui";
import { type VirtualList, useVirtual } from "../../ui/useVirtual";
import { NewSteps } from "./NewSteps";
import { GhostRow, Row } from "./Row";
import type { Grid, Scale } from "./model";
import { stickyRows } from "./sticky";
import type { TreeControl } from "./tree-control";

const ROW_UNITS = 22;
/** Which of the extension's menus a right click opens (`webview/context` of package.json). */
const STEP_MENU = JSON.stringify({ webviewSection: "step", preventDefaultContextMenuItems: true });

export interface TreeProps {
  readonly panel: Panel;
  readonly control: TreeControl;
  readonly scale: Scale;
  readonly grid: Grid;
  readonly columnPx: number;
  readonly critical: ReadonlySet<string>;
  /** What the tree will fill; it is there before the rows are. */
  readonly room: RefObject<HTMLElement | null>;
}

export function Tree(props: TreeProps) {
  const { panel, control } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = Math.round(ROW_UNITS * unitPx());
  const { selectedId } = panel.ui.value;
  const version = panel.rows.version.value;
  const count = panel.rows.frame.value?.total ?? 0;
  const selectedIndex = control.selectedIndex.value;
  const [stickyCount, setStickyCount] = useState(0);
  const [initialOffset] = useState(() => panel.ui.peek().scrollTop);
  const [initialHeight] = useState(() => props.room.current?.clientHeight ?? 0);
  const list = useVirtual({
    scroller,
    count,
    rowPx,
    keep: selectedIndex,
    paddingTopPx: stickyCount * rowPx,
    initialOffset,
    initialHeight,
  });
  const sticky = stickyRows(
    list.firstIndex,
    (index) => panel.rows.rowAt(index),
    (row) => panel.rows.ancestorsOf(row),
  );
  useLayoutEffect(() => setStickyCount(sticky.length), [sticky.length]);
  useEffect(
    () => panel.rows.look(list.firstIndex, list.lastIndex),
    [list.firstIndex, list.lastIndex, count, version],
  );
  useTreeControl({ control, list, scroller, rowPx });
  useKeptPlace({ panel, list, scroller, rowPx, version });
  useFirstSelection(panel, version);

  const shared = sharedRowProps(props);
  return (
    <div class="tree-frame" data-vscode-context={STEP_MENU}>
      <div
        ref={scroller}
        class="tree"
        role="treegrid"
        aria-label={`Steps, ${plural(count, "row")}`}
        aria-rowcount={count}
        aria-colcount={5}
        onKeyDown={(event) => control.onKeyDown(event, pageRows(scroller, rowPx))}
        onScroll={(event) => control.scrolled(event.currentTarget)}
      >
        <div class="tree-rows" role="rowgroup" style={{ height: `${list.totalPx}px` }}>
          <GridLines grid={props.grid} columnPx={props.columnPx} />
          {list.items.map(({ index, start }) => {
            const row = panel.rows.rowAt(index);
            if (!row) return <GhostRow key={`ghost ${index}`} index={index} topPx={start} />;
            const isSelected = row.stepId === selectedId;
            const isTabStop = isSelected || (selectedIndex === undefined && index === list.firstIndex);
            return (
              <Row
                key={row.stepId}
                {...shared(row)}
                {...{ row, index, isSelected, isTabStop }}
                topPx={start}
              />
            );
          })}
        </div>
      </div>
      {sticky.length > 0 && (
        <div class="sticky" aria-hidden="true">
          {sticky.map((row, at) => (
            <Row
              key={row.stepId}
              {...shared(row)}
              row={row}
              index={panel.rows.indexOf(row.stepId) ?? -1}
              topPx={at * rowPx}
              isSelected={row.stepId === selectedId}
              isTabStop={false}
              isSticky
            />
          ))}
        </div>
      )}
      {control.typed.value !== undefined && (
        <div class="typed" role="status">{`Jump to ${control.typed.value}`}</div>
      )}
      <NewSteps panel={panel} isAtEnd={list.lastIndex >= count - 1} onFollow={() => control.toEnd()} />
    </div>
  );
}

/** Lines over all rows at once: a pattern in each row's cell costs a third of a frame's painting. */
function GridLines({ grid, columnPx }: { grid: Grid; columnPx: number }) {
  return (
    <div class="tree-grid" aria-hidden="true" style={{ width: `${columnPx}px` }}>
      {grid.ticks.map(({ leftPercent }) => (
        <span key={leftPercent} style={{ left: `${leftPercent}%` }} />
      ))}
    </div>
  );
}

function sharedRowProps({ panel, control, scale, columnPx, critical }: TreeProps) {
  const closed = new Set(panel.ui.value.collapsed);
  const costliest = panel.rows.frame.value?.costliest ?? [];
  const hasPlaces = panel.ui.value.filter.trim() === "";
  return (row: StepRow) => ({
    isClosed: closed.has(row.stepId),
    isCostly: costliest.includes(row.stepId),
    isCritical: critical.has(row.stepId),
    hasPlaces,
    scale,
    columnPx,
    onSelect: control.select,
    onClick: control.click,
    onToggle: control.toggle,
    onOpen: control.openDocument,
  });
}

function pageRows(scroller: RefObject<HTMLElement | null>, rowPx: number): number {
  return Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowPx) / rowPx) - 1);
}

/** Brings the row that the keys went to into sight and gives it the focus. */
function useTreeControl(parts: {
  control: TreeControl;
  list: VirtualList;
  scroller: RefObject<HTMLElement | null>;
  rowPx: number;
}): void {
  const { control, list, scroller } = parts;
  const target = control.target.value;
  useLayoutEffect(() => {
    if (target) list.scrollTo(target.index, target.align);
  }, [target]);
  useLayoutEffect(() => {
    if (!target?.takeFocus || control.focused === target) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${target.index}"]`);
    if (!row || row.dataset["stepId"] !== target.stepId) return;
    row.focus({ preventScroll: true });
    control.focused = target;
  });
}

/** When rows come in above, the first row in sight stays where it is. */
function useKeptPlace(parts: {
  panel: Panel;
  list: VirtualList;
  scroller: RefObject<HTMLElement | null>;
  rowPx: number;
  version: number;
}): void {
  const { panel, list, scroller, rowPx, version } = parts;
  const top = useRef<{ version: number; index: number; stepId: string } | undefined>(undefined);
  useLayoutEffect(() => {
    const before = top.current;
    if (before && before.version !== version && list.firstIndex > 0 && scroller.current) {
      const now = panel.rows.indexOf(before.stepId);
      if (now !== undefined && now !== before.index)
        scroller.current.scrollTop += (now - before.index) * rowPx;
    }
    const first = panel.rows.rowAt(list.firstIndex);
    top.current = first && { version, index: list.firstIndex, stepId: first.stepId };
  });
}

/** A panel opened for the first time has its first step selected, so that the inspector is not empty. */
function useFirstSelection(panel: Panel, version: number): void {
  useEffect(() => {
    const first = panel.rows.rowAt(0);
    if (panel.ui.peek().selectedId === null && first) void panel.set({ selectedId: first.stepId });
  }, [panel, version]);
}

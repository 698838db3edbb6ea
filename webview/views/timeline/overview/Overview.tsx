// The strip over the tree: the whole session at a glance. Drag to zoom; a double click shows all again.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { OverviewRow } from "../../../../src/protocol/rows";
import { duration } from "../../../format";
import { Icon, VisibleText, unitPx } from "../../../ui";
import { useWidth } from "../../../ui/useWidth";
import { LANE_GAP_PX, LANE_PX, TOP_PX, drawStrip, heightOf, readColours } from "./draw";
import { gridOf } from "../model";
import { type Zoom, layoutStrip, zoomBetween } from "./model";

/** Room for the label at the right end. */
const END_LABEL_PX = 110;
/** Room for the label of a tick, and for the word beside the icon of a mark. */
const TICK_PX = 48;
const WORD_PX = 84;

export function Overview(props: {
  row: OverviewRow;
  zoom: Zoom | null;
  selectedId: string | null;
  onZoom: (zoom: Zoom | null) => void;
}) {
  const { row } = props;
  const [plot, widthPx] = useWidth<HTMLDivElement>();
  const width = Math.max(1, Math.floor(widthPx));
  const strip = useMemo(() => layoutStrip(row, width), [row, width]);
  const unit = unitPx();
  const height = heightOf(strip.lanes.length) * unit;
  const canvas = useCanvas(strip, width, height, unit);
  const marked = (row.compactions ?? []).map((index) => row.offsetUs[index] ?? 0);
  const ticks = gridOf(row, row.startUs).ticks.filter(({ leftPercent }) => {
    const fromMarkPx = marked.map(
      (offsetUs) => (offsetUs / Math.max(1, row.endUs - row.startUs) - leftPercent / 100) * width,
    );
    // The words of a mark stand in the row of the ticks and are rarer.
    const isFree = fromMarkPx.every((px) => px > TICK_PX * unit || px < -WORD_PX * unit);
    return isFree && (1 - leftPercent / 100) * width > END_LABEL_PX * unit;
  });
  const drag = useDrag(row, width, props.onZoom);
  return (
    <div class="overview" style={{ height: `${height}px` }} aria-label="Overview of the session" role="group">
      <div class="overview-names" aria-hidden="true">
        {strip.lanes.map((lane, index) => (
          <span
            key={lane.name}
            class="cut"
            style={{ top: `${(TOP_PX - 4 + index * (LANE_PX + LANE_GAP_PX)) * unit}px` }}
          >
            <VisibleText text={lane.name} />
          </span>
        ))}
        <span style={{ top: `${(TOP_PX - 2 + strip.lanes.length * (LANE_PX + LANE_GAP_PX)) * unit}px` }}>
          cost
        </span>
      </div>
      <div
        class="overview-plot"
        ref={plot}
        onPointerDown={drag.start}
        onPointerMove={drag.move}
        onPointerUp={drag.end}
        onDblClick={() => props.onZoom(null)}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {ticks.map(({ leftPercent, label }) => (
          <span key={label} class="overview-tick number" style={{ left: `${leftPercent}%` }}>
            {label}
          </span>
        ))}
        <span class="overview-tick is-end number">{duration(row.endUs - row.startUs)}</span>
        <Compactions row={row} width={width} />
        <Marks {...props} />
        {drag.range && <Frame row={row} zoom={drag.range} isDragging />}
        {!drag.range && props.zoom && <Frame row={row} zoom={props.zoom} />}
      </div>
    </div>
  );
}

/** Where a context was compacted: an icon each, the word too where the next one is not near. */
function Compactions({ row, width }: { row: OverviewRow; width: number }) {
  const spanUs = Math.max(1, row.endUs - row.startUs);
  const places = (row.compactions ?? []).map((index) => (row.offsetUs[index] ?? 0) / spanUs);
  return (
    <>
      {places.map((place, at) => {
        const roomPx = ((places[at + 1] ?? 1) - place) * width;
        return (
          <span
            key={place}
            class="overview-mark tone-warn"
            style={{ left: `${place * 100}%` }}
            title="compaction"
          >
            <Icon name="fold" size="tiny" />
            {roomPx > WORD_PX * unitPx() && " compaction"}
          </span>
        );
      })}
    </>
  );
}

function Marks(props: { row: OverviewRow; selectedId: string | null }) {
  const { row, selectedId } = props;
  const index = useMemo(
    () => (selectedId === null ? -1 : row.stepIds.indexOf(selectedId)),
    [row, selectedId],
  );
  if (index < 0) return null;
  const spanUs = Math.max(1, row.endUs - row.startUs);
  const left = ((row.offsetUs[index] ?? 0) / spanUs) * 100;
  const width = ((row.durationUs[index] ?? 0) / spanUs) * 100;
  // What covers nearly all says nothing: only its start is marked.
  const size = width > 90 ? 0 : width;
  return <span class="overview-selected" style={{ left: `${left}%`, width: `${size}%` }} />;
}

function Frame(props: { row: Zoom; zoom: Zoom; isDragging?: boolean }) {
  const spanUs = Math.max(1, props.row.endUs - props.row.startUs);
  const left = ((props.zoom.startUs - props.row.startUs) / spanUs) * 100;
  const width = ((props.zoom.endUs - props.zoom.startUs) / spanUs) * 100;
  return (
    <span
      class={`overview-frame${props.isDragging ? " is-dragging" : ""}`}
      style={{ left: `${left}%`, width: `${width}%` }}
    />
  );
}

/** Draws whenever the strip, the size, the theme or the screen's resolution is another one. */
function useCanvas(strip: ReturnType<typeof layoutStrip>, width: number, height: number, unit: number) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [themes, setThemes] = useState(0);
  useEffect(() => {
    const observer = new MutationObserver(() => setThemes((count) => count + 1));
    for (const element of [document.body, document.documentElement]) {
      observer.observe(element, {
        attributes: true,
        attributeFilter: ["class", "style", "data-vscode-theme-id"],
      });
    }
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element?.parentElement || !context) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    // Lanes are as high as so many units of the font; across, the strip has a bucket a pixel.
    context.setTransform(ratio, 0, 0, ratio * unit, 0, 0);
    drawStrip(context, strip, readColours(element.parentElement));
  }, [strip, width, height, unit, themes]);
  return canvas;
}

function useDrag(row: Zoom, width: number, onZoom: (zoom: Zoom | null) => void) {
  const from = useRef<number | undefined>(undefined);
  const [range, setRange] = useState<Zoom | null>(null);
  const placeOf = (event: PointerEvent) =>
    event.currentTarget instanceof HTMLElement
      ? event.clientX - event.currentTarget.getBoundingClientRect().left
      : 0;
  return {
    range,
    start: (event: PointerEvent) => {
      if (event.button !== 0 || !(event.currentTarget instanceof HTMLElement)) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = placeOf(event);
    },
    move: (event: PointerEvent) => {
      if (from.current !== undefined) setRange(zoomBetween(row, width, from.current, placeOf(event)));
    },
    end: (event: PointerEvent) => {
      if (from.current === undefined) return;
      const zoom = zoomBetween(row, width, from.current, placeOf(event));
      from.current = undefined;
      setRange(null);
      if (zoom) onZoom(zoom);
    },
  };
}

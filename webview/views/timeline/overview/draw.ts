// Draws the strip on a canvas. Colours are read from the page, so that a change of theme is a redraw.

import type { Hue } from "../../../kinds";
import type { Strip } from "./model";

export type Paint = Hue | "error" | "cost";
export type Colours = Readonly<Record<Paint, string>>;

export const LANE_PX = 8;
export const LANE_GAP_PX = 4;
export const TOP_PX = 16;
export const COST_PX = 14;

const VARIABLES: Readonly<Record<Paint, string>> = {
  model: "--al-model",
  tool: "--al-tool",
  agent: "--al-agent",
  memory: "--al-memory",
  other: "--al-other",
  error: "--al-error",
  cost: "--al-other",
};

/** The colours of the theme as a canvas understands them: a probe element resolves variables and mixes. */
export function readColours(parent: HTMLElement): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  parent.append(probe);
  const colours = Object.entries(VARIABLES).map(([paint, variable]) => {
    probe.style.setProperty("color", `var(${variable})`);
    return [paint, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(colours) as Record<Paint, string>;
}

/** Height of a strip with so many lanes, in pixels. */
export function heightOf(lanes: number): number {
  return TOP_PX + lanes * (LANE_PX + LANE_GAP_PX) + COST_PX + 6;
}

export function drawStrip(context: CanvasRenderingContext2D, strip: Strip, colours: Colours): void {
  strip.lanes.forEach((lane, index) => {
    const y = TOP_PX + index * (LANE_PX + LANE_GAP_PX);
    for (const block of lane.blocks) {
      const width = Math.max(1, block.toPx - block.fromPx);
      context.fillStyle = block.failed ? colours.error : colours[block.hue];
      context.fillRect(block.fromPx, y, width, LANE_PX);
      // Failed is also taller: nothing is said by colour alone.
      if (block.failed) context.fillRect(block.fromPx, y - 2, width, LANE_PX + 4);
    }
  });
  const bottom = TOP_PX + strip.lanes.length * (LANE_PX + LANE_GAP_PX) + COST_PX;
  for (const bar of strip.cost) {
    const height = Math.max(1, bar.height * COST_PX);
    context.fillStyle = bar.failed ? colours.error : colours.cost;
    context.fillRect(bar.fromPx, bottom - height, Math.max(1, bar.toPx - bar.fromPx), height);
  }
}

// The whole session on one strip: a lane an agent, a lane for cost, one bucket a pixel. Pure.
//
// A session may have 100,000 steps and the strip a thousand pixels: each pixel shows the kind that took most of its
// time, and a failure wherever one began in it.

import type { OverviewRow, StepKind } from "../../../../src/protocol/rows";
import { KINDS, type Hue } from "../../../kinds";

/** More agents than this are merged into the last lane. */
const MOST_LANES = 5;

export interface Block {
  readonly fromPx: number;
  readonly toPx: number;
  readonly hue: Hue;
  readonly failed: boolean;
}

export interface Lane {
  readonly name: string;
  readonly blocks: readonly Block[];
}

export interface CostBar {
  readonly fromPx: number;
  readonly toPx: number;
  /** Part of the lane's height: 1 is the costliest pixel. */
  readonly height: number;
  readonly failed: boolean;
}

export interface Strip {
  readonly lanes: readonly Lane[];
  readonly cost: readonly CostBar[];
}

/** Kinds that only hold others: their bars would cover what happened inside them. */
const HOLDERS: ReadonlySet<StepKind> = new Set(["agent", "workflow", "step"]);

/** The strip in a plot of so many pixels. */
export function layoutStrip(row: OverviewRow, widthPx: number): Strip {
  const lanes = laneNames(row.agents);
  const buckets = lanes.map(() => new Buckets(widthPx));
  const cost = new CostLane(widthPx);
  const spanUs = Math.max(1, row.endUs - row.startUs);
  for (let index = 0; index < row.kind.length; index++) {
    const kind = row.kind[index] ?? "other";
    const from = pixel((row.offsetUs[index] ?? 0) / spanUs, widthPx);
    const to = pixel(((row.offsetUs[index] ?? 0) + (row.durationUs[index] ?? 0)) / spanUs, widthPx);
    const failed = row.failed[index] ?? false;
    if (!HOLDERS.has(kind)) {
      const lane = Math.min(Math.max(0, row.agent[index] ?? 0), lanes.length - 1);
      buckets[lane]?.add(from, to, KINDS[kind].hue, failed);
    }
    const costUsd = row.costUsd[index] ?? 0;
    if (costUsd > 0) cost.add(from, to, costUsd, failed);
  }
  return {
    lanes: lanes.map((name, index) => ({ name, blocks: buckets[index]?.blocks() ?? [] })),
    cost: cost.bars(),
  };
}

/** The names beside the lanes: the agents, or `7 others` for those beyond the fifth. */
export function laneNames(agents: readonly string[]): readonly string[] {
  if (agents.length === 0) return ["steps"];
  if (agents.length <= MOST_LANES) return agents;
  const shown = agents.slice(0, MOST_LANES - 1);
  return [...shown, `${agents.length - shown.length} others`];
}

function pixel(part: number, widthPx: number): number {
  return Math.min(widthPx - 1, Math.max(0, Math.floor(part * widthPx)));
}

/** What began in each pixel and how far it ran: a bar a call, as wide as the call, or one for all that began in a pixel. */
class CostLane {
  private readonly cost: Float64Array;
  private readonly end: Uint32Array;
  private readonly failed: Uint8Array;

  constructor(widthPx: number) {
    this.cost = new Float64Array(widthPx);
    this.end = new Uint32Array(widthPx);
    this.failed = new Uint8Array(widthPx);
  }

  add(from: number, to: number, costUsd: number, failed: boolean): void {
    this.cost[from] = (this.cost[from] ?? 0) + costUsd;
    this.end[from] = Math.max(this.end[from] ?? 0, to);
    if (failed) this.failed[from] = 1;
  }

  bars(): readonly CostBar[] {
    const most = this.cost.reduce((left, right) => Math.max(left, right), 0);
    const bars: CostBar[] = [];
    this.cost.forEach((costUsd, px) => {
      if (costUsd === 0) return;
      bars.push({
        fromPx: px,
        // Two pixels at least, and a gap before the next.
        toPx: Math.max(px + 2, this.end[px] ?? 0),
        height: Math.max(0.08, costUsd / most),
        failed: this.failed[px] === 1,
      });
    });
    return bars;
  }
}

const HUES: readonly Hue[] = ["other", "agent", "memory", "tool", "model"];

/** One byte a pixel: the hue drawn there, and whether something failed. A later, more telling hue wins. */
class Buckets {
  private readonly hue: Int8Array;
  private readonly failed: Uint8Array;

  constructor(widthPx: number) {
    this.hue = new Int8Array(widthPx).fill(-1);
    this.failed = new Uint8Array(widthPx);
  }

  add(from: number, to: number, hue: Hue, failed: boolean): void {
    const rank = HUES.indexOf(hue);
    for (let px = from; px <= to; px++) {
      if (rank > (this.hue[px] ?? -1)) this.hue[px] = rank;
      if (failed) this.failed[px] = 1;
    }
  }

  blocks(): readonly Block[] {
    const blocks: Block[] = [];
    let from = -1;
    for (let px = 0; px <= this.hue.length; px++) {
      const isSame = px > 0 && this.hue[px] === this.hue[px - 1] && this.failed[px] === this.failed[px - 1];
      if (px < this.hue.length && isSame) continue;
      const rank = from < 0 ? -1 : (this.hue[from] ?? -1);
      const hue = HUES[rank];
      if (from >= 0 && hue !== undefined) {
        blocks.push({ fromPx: from, toPx: px, hue, failed: this.failed[from] === 1 });
      }
      from = px;
    }
    return blocks;
  }
}

export interface Zoom {
  readonly startUs: number;
  readonly endUs: number;
}

/** The range between two pixels of the strip, in either order; nothing for a click. */
export function zoomBetween(row: Zoom, widthPx: number, left: number, right: number): Zoom | null {
  const [from, to] = left <= right ? [left, right] : [right, left];
  if (to - from < 4) return null;
  const at = (px: number) =>
    row.startUs + Math.round((Math.min(widthPx, Math.max(0, px)) / widthPx) * (row.endUs - row.startUs));
  return { startUs: at(from), endUs: Math.max(at(from) + 1, at(to)) };
}

/** Half (or twice) the visible range around its middle, held inside the session; null when all of it is visible. */
export function zoomBy(factor: number, visible: Zoom, whole: Zoom): Zoom | null {
  const middle = (visible.startUs + visible.endUs) / 2;
  const half = Math.max(1, ((visible.endUs - visible.startUs) * factor) / 2);
  const startUs = Math.max(whole.startUs, Math.round(middle - half));
  const endUs = Math.min(whole.endUs, Math.round(middle + half));
  return startUs === whole.startUs && endUs === whole.endUs
    ? null
    : { startUs, endUs: Math.max(startUs + 1, endUs) };
}

/** The smallest range that can be looked at: below a microsecond nothing is measured. */
const LEAST_US = 10;

/** The range around a step with some room at both sides, held inside the session. */
export function zoomTo(step: Zoom, whole: Zoom): Zoom | null {
  const room = Math.max(LEAST_US, (step.endUs - step.startUs) * 0.25);
  return zoomBy(1, { startUs: step.startUs - room, endUs: step.endUs + room }, whole);
}

/**
 * The steps on the critical path, without those that only hold others. Empty where every such step is on it: a mark on
 * each bar of a session that did one thing after the other would say nothing.
 */
export function criticalSteps(row: OverviewRow): ReadonlySet<string> {
  const leaves = row.stepIds
    .map((stepId, index) => ({
      stepId,
      kind: row.kind[index] ?? "other",
      isOn: row.onCriticalPath[index] ?? false,
    }))
    .filter(({ kind }) => !HOLDERS.has(kind));
  if (leaves.every(({ isOn }) => isOn)) return new Set();
  return new Set(leaves.filter(({ isOn }) => isOn).map(({ stepId }) => stepId));
}

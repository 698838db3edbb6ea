// What the stores held along a session: the operations folded in order, with a picture of each lane that changed.
//
// A lane is one layer of one store of one scope. Pictures are taken at the start (what was there before the session wrote
// anything, as far as reads show it), after each group of writes by one step, and at the end.

import { applyEffect, type Cell, type Cells, type Touched } from "./effects";
import type { MemoryLayer, MemoryOperation } from "./operation";

export interface MemoryItem {
  readonly value: unknown;
  /** The step that wrote it; null where it was there before. */
  readonly stepId: string | null;
}

export interface MemorySnapshot {
  /** Stable while the session grows: session, place, layer, scope and store, each percent-encoded, joined by `/`. */
  readonly snapshotId: string;
  /** Order of the pictures; those of the same point belong together. */
  readonly point: number;
  readonly at: "start" | "step" | "end";
  /** The step after which it was taken; at the start the first that touches memory, at the end the last. */
  readonly stepId: string;
  readonly atUs: number;
  readonly scope: string;
  readonly store: string;
  readonly layer: MemoryLayer;
  readonly layerReason: string;
  readonly source: string;
  readonly items: ReadonlyMap<string, MemoryItem>;
  /** Keys that were deleted so far, with the step that did it. */
  readonly deleted: ReadonlyMap<string, string>;
}

/** An operation with what it found and what it left. */
export interface LedgerEntry extends MemoryOperation {
  /** Absent where the key held nothing, or the operation names no key. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly changed: boolean;
}

export interface MemoryHistory {
  /** In order of time. Looks at a graph's state that found nothing new are left out. */
  readonly ledger: readonly LedgerEntry[];
  readonly snapshots: readonly MemorySnapshot[];
  /** Groups of writes without a picture of their own, because there were more than `maxPoints`. */
  readonly pointsLeftOut: number;
}

export interface FoldOptions {
  readonly sessionId: string;
  /** Most groups of writes that get a picture, at least 1; 200 unless told. Above it neighbours share one. */
  readonly maxPoints?: number;
}

/** The ledger and the pictures of a session. Operations may come in any order; empty for none. */
export function foldMemory(operations: readonly MemoryOperation[], options: FoldOptions): MemoryHistory {
  const ordered = withStoreLayers(inOrder(operations));
  const first = ordered[0];
  const last = ordered.at(-1);
  if (first === undefined || last === undefined) return { ledger: [], snapshots: [], pointsLeftOut: 0 };
  const fold = new Fold(options.sessionId, known(ordered), options.maxPoints ?? 200);
  for (const operation of ordered) fold.apply(operation);
  fold.finish();
  return {
    ledger: fold.ledger,
    snapshots: [...fold.start(first), ...fold.steps(), ...fold.end(last)],
    pointsLeftOut: fold.pointsLeftOut,
  };
}

/** Where some operations on a store say its layer and agree, those that say nothing follow them. */
function withStoreLayers(operations: readonly MemoryOperation[]): readonly MemoryOperation[] {
  const layers = new Map<string, Set<MemoryLayer>>();
  for (const operation of operations) {
    if (operation.layer === "unknown") continue;
    const found = layers.get(storeKey(operation)) ?? new Set<MemoryLayer>();
    layers.set(storeKey(operation), found.add(operation.layer));
  }
  return operations.map((operation) => {
    const found = [...(layers.get(storeKey(operation)) ?? [])];
    const [layer] = found;
    if (operation.layer !== "unknown" || layer === undefined || found.length > 1) return operation;
    return { ...operation, layer, layerReason: "like the other operations on this store" };
  });
}

/** By time; within a superstep of a graph all inputs come before all outputs, since its nodes run side by side. */
function inOrder(operations: readonly MemoryOperation[]): MemoryOperation[] {
  const bounds = new Map<string, { first: number; last: number }>();
  for (const { superstep, atUs } of operations) {
    if (superstep === undefined) continue;
    const key = `${superstep.run} ${String(superstep.index)}`;
    const found = bounds.get(key);
    bounds.set(key, {
      first: Math.min(found?.first ?? atUs, atUs),
      last: Math.max(found?.last ?? atUs, atUs),
    });
  }
  const timeOf = ({ superstep, atUs }: MemoryOperation) => {
    if (superstep === undefined) return atUs;
    const bound = bounds.get(`${superstep.run} ${String(superstep.index)}`);
    return (superstep.phase === "in" ? bound?.first : bound?.last) ?? atUs;
  };
  const keyed = operations.map((operation, index) => ({ operation, index, time: timeOf(operation) }));
  keyed.sort((a, b) => a.time - b.time || a.operation.atUs - b.operation.atUs || a.index - b.index);
  return keyed.map(({ operation }) => operation);
}

/** What was there before the session: content that was read before anything wrote to its key. */
function known(ordered: readonly MemoryOperation[]): ReadonlyMap<string, Cells> {
  const stores = new Map<string, Cells>();
  const touched = new Set<string>();
  for (const operation of ordered) {
    const store = storeKey(operation);
    const { effect } = operation;
    if (effect.kind === "seen" && operation.op === "search") {
      for (const [key, value] of effect.entries) {
        if (touched.has(`${store}\n${key}`) || touched.has(store)) continue;
        const cells = stores.get(store) ?? new Map<string, Cell>();
        if (!cells.has(key)) cells.set(key, cellOf(operation, value, null));
        stores.set(store, cells);
      }
    } else if (effect.kind === "clear") touched.add(store);
    else if (effect.kind !== "none" && effect.kind !== "seen") touched.add(`${store}\n${effect.key}`);
  }
  return stores;
}

/** Folds operations one by one. Groups of writes are pictured when they close, and thinned out when they get too many. */
class Fold {
  readonly ledger: LedgerEntry[] = [];
  private groups: Group[] = [];
  private open: { stepId: string; atUs: number } | undefined;
  /** Lanes that changed since the last picture. */
  private dirty = new Set<string>();
  private closed = 0;
  /** Every how many groups a picture is taken. It doubles when there are too many. */
  private stride = 1;
  private readonly before: readonly Picture[];
  private readonly stores = new Map<string, Cells>();
  private readonly deleted = new Map<string, Map<string, string>>();
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly sessionId: string,
    known: ReadonlyMap<string, Cells>,
    private readonly maxPoints: number,
  ) {
    for (const [store, cells] of known) {
      this.stores.set(store, new Map(cells));
      for (const cell of cells.values()) this.noteLane(cell.owner, cell);
    }
    this.before = [...this.lanes.keys()].map((lane) => this.picture(lane));
  }

  apply(operation: MemoryOperation): void {
    if (operation.effect.kind !== "none" && this.open?.stepId !== operation.stepId) this.close();
    const store = storeKey(operation);
    const cells = this.stores.get(store) ?? new Map<string, Cell>();
    this.stores.set(store, cells);
    const touched = applyEffect(cells, operation, (value) => cellOf(operation, value, operation.stepId));
    const changed = touched.some((each) => each.changed);
    if (operation.op === "snapshot" && !changed) return;
    this.noteDeletions(store, operation.stepId, touched);
    this.noteLane(operation, operation);
    for (const { cell } of touched) this.noteLane(cell.owner, cell);
    this.ledger.push(entryOf(operation, touched, changed));
    if (changed && operation.op !== "search") this.noteWrite(operation, touched);
  }

  start(first: MemoryOperation): MemorySnapshot[] {
    const known = new Map(this.before.map((picture) => [picture.lane, picture]));
    const empty = { items: new Map<string, MemoryItem>(), deleted: new Map<string, string>() };
    const pictures = [...this.lanes.keys()].map((lane) => known.get(lane) ?? { lane, ...empty });
    return pictures.map((picture) => this.snapshot(picture, "start", 0, first.stepId, first.atUs, "start"));
  }

  steps(): MemorySnapshot[] {
    const times = new Map<string, number>();
    return this.groups.flatMap(({ stepId, atUs, lanes }, index) => {
      const time = (times.get(stepId) ?? 0) + 1;
      times.set(stepId, time);
      const place = time === 1 ? stepId : `${stepId}#${String(time)}`;
      return [...lanes.values()].map((picture) =>
        this.snapshot(picture, "step", index + 1, stepId, atUs, place),
      );
    });
  }

  end(last: MemoryOperation): MemorySnapshot[] {
    const point = this.groups.length + 1;
    return [...this.lanes.keys()].map((lane) =>
      this.snapshot(this.picture(lane), "end", point, last.stepId, last.atUs, "end"),
    );
  }

  /** Ends the last group, and leaves no more pictures than asked for. */
  finish(): void {
    this.close();
    while (this.groups.length > this.maxPoints) this.thin();
  }

  get pointsLeftOut(): number {
    return this.closed - this.groups.length;
  }

  /** Writes of one step after another are one group; its picture is taken after the last of them. */
  private noteWrite(operation: MemoryOperation, touched: readonly Touched[]): void {
    this.open = { stepId: operation.stepId, atUs: operation.atUs };
    for (const { cell } of touched) this.dirty.add(laneKey(cell.owner, cell.layer));
  }

  private close(): void {
    if (this.open === undefined) return;
    const group = this.open;
    this.open = undefined;
    this.closed += 1;
    if (this.closed % this.stride !== 0) return;
    const lanes = new Map([...this.dirty].map((lane) => [lane, this.picture(lane)]));
    this.dirty = new Set();
    this.groups.push({ ...group, lanes });
    if (this.groups.length >= 2 * this.maxPoints) this.thin();
  }

  /** Makes one point of each two. A lane that only the first touched looks the same after the second. */
  private thin(): void {
    const merged: Group[] = [];
    for (let index = 0; index < this.groups.length; index += 2) {
      const [first, second] = this.groups.slice(index, index + 2);
      if (first === undefined) continue;
      merged.push(
        second === undefined ? first : { ...second, lanes: new Map([...first.lanes, ...second.lanes]) },
      );
    }
    this.groups = merged;
    this.stride *= 2;
  }

  private noteDeletions(store: string, stepId: string, touched: readonly Touched[]): void {
    const gone = this.deleted.get(store) ?? new Map<string, string>();
    for (const { key, after } of touched) {
      if (after === undefined) gone.set(key, stepId);
      else gone.delete(key);
    }
    this.deleted.set(store, gone);
  }

  /** A lane exists from the first operation on it, even if nothing is in it yet. */
  private noteLane(
    owner: MemoryOperation,
    { layer, layerReason }: Pick<MemoryOperation, "layer" | "layerReason">,
  ): void {
    const key = laneKey(owner, layer);
    if (this.lanes.has(key)) return;
    const facts = { scope: owner.scope, store: owner.store, layer, layerReason, source: owner.source };
    this.lanes.set(key, { store: storeKey(owner), layer, facts });
  }

  private picture(laneName: string): Picture {
    const lane = this.lanes.get(laneName);
    const cells = [...(this.stores.get(lane?.store ?? "") ?? [])].filter(
      ([, cell]) => cell.layer === lane?.layer,
    );
    const items = new Map(cells.map(([key, { value, stepId }]) => [key, { value, stepId }]));
    return { lane: laneName, items, deleted: new Map(this.deleted.get(lane?.store ?? "")) };
  }

  private snapshot(
    picture: Picture,
    at: MemorySnapshot["at"],
    point: number,
    stepId: string,
    atUs: number,
    place: string,
  ): MemorySnapshot {
    const facts = this.lanes.get(picture.lane)?.facts ?? UNKNOWN_LANE;
    const snapshotId = [this.sessionId, place, facts.layer, facts.scope, facts.store]
      .map(encodeURIComponent)
      .join("/");
    return { snapshotId, point, at, stepId, atUs, ...facts, items: picture.items, deleted: picture.deleted };
  }
}

interface Lane {
  readonly store: string;
  readonly layer: MemoryLayer;
  readonly facts: Pick<MemorySnapshot, "scope" | "store" | "layer" | "layerReason" | "source">;
}

interface Picture {
  readonly lane: string;
  readonly items: ReadonlyMap<string, MemoryItem>;
  readonly deleted: ReadonlyMap<string, string>;
}

interface Group {
  readonly stepId: string;
  readonly atUs: number;
  readonly lanes: ReadonlyMap<string, Picture>;
}

const UNKNOWN_LANE: Lane["facts"] = { scope: "", store: "", layer: "unknown", layerReason: "", source: "" };

function entryOf(operation: MemoryOperation, touched: readonly Touched[], changed: boolean): LedgerEntry {
  const only = touched.length === 1 ? touched[0] : undefined;
  const layer = only === undefined ? {} : { layer: only.cell.layer, layerReason: only.cell.layerReason };
  return {
    ...operation,
    ...layer,
    ...(only?.before !== undefined && { before: only.before }),
    ...(only?.after !== undefined && { after: only.after }),
    changed,
  };
}

function cellOf(operation: MemoryOperation, value: unknown, stepId: string | null): Cell {
  return { value, stepId, layer: operation.layer, layerReason: operation.layerReason, owner: operation };
}

function storeKey(operation: MemoryOperation): string {
  return `${operation.scope}\n${operation.store}`;
}

function laneKey(operation: MemoryOperation, layer: MemoryLayer): string {
  return `${storeKey(operation)}\n${layer}`;
}

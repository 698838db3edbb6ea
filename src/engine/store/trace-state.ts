// One trace as it is known so far: its steps, who hangs below whom, and what follows from that.
//
// What depends on neighbours is worked out here, at the moment a neighbour comes: whether a parent is missing, which
// agent a step belongs to, which of two nested spans is the same call. The result never depends on the order of arrival.

import type { StepKind } from "../../core/model/kind";
import { isBilled } from "../../core/model/kind";
import type { StepColumns } from "../step-columns";
import { type StepNode, byStart } from "./step-node";
import { TraceOutline } from "./trace-outline";

/** The first words of a user in a trace, and the step that heard them. */
export interface Title {
  readonly words: string;
  readonly startUs: number;
  readonly stepId: string;
}

/** What a change to a step must go through, so that sums are kept. */
export type Change = (step: StepNode, mutate: () => void) => void;

/** Whether an outer and an inner span are one call, asked only of nested calls. */
export type SameCall = (outer: StepNode, inner: StepNode) => boolean;

export class TraceState {
  readonly steps = new Map<string, StepNode>();
  readonly children = new Map<string, StepNode[]>();
  readonly outline = new TraceOutline();
  session = 0;
  logs = 0;
  title: Title | null = null;

  constructor(
    readonly rowId: number,
    readonly traceId: string,
    /** False for the container of log records that belong to no trace. */
    readonly real: boolean,
  ) {}

  /** Puts a step that was counted before in its place. */
  restore(step: StepNode): void {
    this.steps.set(step.span, step);
    if (step.parent !== null) this.childrenOf(step.parent).push(step);
  }

  /** Works out again what follows from neighbours, once all steps are restored. */
  reconnect(): void {
    const uncounted: Change = (_, mutate) => mutate();
    for (const step of this.steps.values()) {
      step.waiting = this.isWaiting(step);
      step.agent = step.columns.ownAgent;
    }
    for (const step of this.steps.values()) if (step.agent !== null) this.spreadAgent(step, uncounted);
  }

  /** Puts a new step in its place and tells it, and those below, what follows. It is not counted yet. */
  add(step: StepNode, change: Change): void {
    this.restore(step);
    step.waiting = this.isWaiting(step);
    step.agent = this.agentFor(step);
    for (const child of this.children.get(step.span) ?? [])
      if (child.waiting) change(child, () => (child.waiting = false));
    this.spreadAgent(step, change);
  }

  /** Takes a step out; those below wait for it again. */
  remove(step: StepNode, change: Change): void {
    this.steps.delete(step.span);
    this.leaveParent(step);
    for (const child of this.children.get(step.span) ?? []) change(child, () => (child.waiting = true));
  }

  /** Gives a counted step other columns, and perhaps another parent. */
  replace(step: StepNode, columns: StepColumns, parent: string | null, change: Change): void {
    change(step, () => {
      this.leaveParent(step);
      step.columns = columns;
      step.parent = parent;
      if (parent !== null) this.childrenOf(parent).push(step);
      step.waiting = this.isWaiting(step);
      step.agent = this.agentFor(step);
    });
    this.spreadAgent(step, change);
  }

  /** Looks again which nested calls around a step are one (protocol convention 4). */
  settleDuplicates(step: StepNode, same: SameCall, change: Change): void {
    for (const outer of this.callsAround(step)) {
      const inner = this.callsBelow(outer).find((candidate) => same(outer, candidate));
      const duplicateOf = inner?.span ?? null;
      if (duplicateOf !== outer.duplicateOf) change(outer, () => (outer.duplicateOf = duplicateOf));
      if (inner) this.inherit(inner, change);
    }
  }

  /** The kept one of several copies says what only an outer one said: its usage, its cost, its model. */
  private inherit(kept: StepNode, change: Change): void {
    const columns = this.copiesAround(kept).reduce(
      (said, copy) => inherited(said, copy.columns),
      kept.columns,
    );
    if (columns !== kept.columns) change(kept, () => (kept.columns = columns));
  }

  /** The outer copies of a call, the nearest first. */
  copiesAround(step: StepNode): readonly StepNode[] {
    const copies: StepNode[] = [];
    let inner = step;
    for (;;) {
      const outer = this.callAbove(inner);
      if (outer?.duplicateOf !== inner.span || copies.includes(outer)) return copies;
      copies.push(outer);
      inner = outer;
    }
  }

  private childrenOf(span: string): StepNode[] {
    const known = this.children.get(span);
    if (known) return known;
    const list: StepNode[] = [];
    this.children.set(span, list);
    return list;
  }

  private isWaiting(step: StepNode): boolean {
    return step.parent !== null && !this.steps.has(step.parent);
  }

  private leaveParent(step: StepNode): void {
    if (step.parent === null) return;
    const siblings = this.childrenOf(step.parent);
    siblings.splice(siblings.indexOf(step), 1);
  }

  private agentFor(step: StepNode): string | null {
    const parent = step.parent === null ? undefined : this.steps.get(step.parent);
    return step.columns.ownAgent ?? (parent === step ? null : (parent?.agent ?? null));
  }

  /** Hands a step's agent down to those that name none. Ends in rings too: a step that has it already is not entered. */
  private spreadAgent(from: StepNode, change: Change): void {
    const open = [from];
    for (let step = open.pop(); step; step = open.pop()) {
      const { agent } = step;
      for (const child of this.children.get(step.span) ?? []) {
        if (child.columns.ownAgent !== null || child.agent === agent) continue;
        change(child, () => (child.agent = agent));
        open.push(child);
      }
    }
  }

  /** The calls whose inner copy may have changed because this step did. */
  private callsAround(step: StepNode): readonly StepNode[] {
    const calls: StepNode[] = [];
    if (isBilled(step.columns.kind)) calls.push(step);
    if (isCallOrTransparent(step.columns.kind)) {
      const above = this.callAbove(step);
      if (above) calls.push(above);
    }
    return calls;
  }

  /** The nearest call above, with nothing but a few plain steps between. */
  private callAbove(step: StepNode): StepNode | null {
    let at = step.parent === null ? undefined : this.steps.get(step.parent);
    for (let between = 0; at && at !== step && between <= MAX_BETWEEN; between++) {
      if (isBilled(at.columns.kind)) return at;
      if (!isTransparent(at.columns.kind)) return null;
      at = at.parent === null ? undefined : this.steps.get(at.parent);
    }
    return null;
  }

  /** The nearest calls below, with nothing but a few plain steps between, by start and span id. */
  private callsBelow(outer: StepNode): readonly StepNode[] {
    const found: StepNode[] = [];
    let level = this.children.get(outer.span) ?? [];
    for (let between = 0; level.length > 0 && between <= MAX_BETWEEN; between++) {
      found.push(...level.filter((step) => step !== outer && isBilled(step.columns.kind)));
      level = level
        .filter((step) => step !== outer && isTransparent(step.columns.kind))
        .flatMap((step) => this.children.get(step.span) ?? []);
    }
    return found.sort(byStart);
  }
}

/** How many plain steps may stand between two copies of a call. Clients have one or two; a chain may have thousands. */
const MAX_BETWEEN = 16;

function inherited(kept: StepColumns, outer: StepColumns): StepColumns {
  const lacksBill = kept.usage === null && outer.usage !== null;
  const lacksModel = kept.model === null && outer.model !== null;
  if (!lacksBill && !lacksModel) return kept;
  const { usage, costNano, costSource, contextUsed, contextLimit, model } = outer;
  return {
    ...kept,
    ...(lacksBill && { usage, costNano, costSource, contextUsed, contextLimit }),
    ...(lacksModel && { model }),
  };
}

/** Kinds that one looks through when searching for the other copy of a call. */
function isTransparent(kind: StepKind): boolean {
  return !isBilled(kind) && kind !== "agent" && kind !== "tool" && kind !== "mcp" && kind !== "handoff";
}

function isCallOrTransparent(kind: StepKind): boolean {
  return isBilled(kind) || isTransparent(kind);
}

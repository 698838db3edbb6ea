// What the keys of a session panel do, by name. Each is a command `agentLoupe.<name>` too, so that users can give it
// keys of their own: the host tells the page the name, and the page acts as if the key had been pressed in it.

export interface PageKey {
  /** As `KeyboardEvent.key` has it. */
  readonly key: string;
  readonly shift?: true;
  /** The view that the key belongs to, by the name of its tab; absent where every view has it. */
  readonly view?: string;
}

const timeline = (key: string, shift?: true): PageKey => ({ key, view: "timeline", ...(shift && { shift }) });
const compare = (key: string): PageKey => ({ key, view: "compare" });

export const PAGE_COMMANDS = {
  showTimeline: { key: "1" },
  showContext: { key: "2" },
  showMemory: { key: "3" },
  showCost: { key: "4" },
  showCompare: { key: "5" },
  filterSteps: timeline("/"),
  jumpByName: timeline("'"),
  nextFailedStep: timeline("e"),
  previousFailedStep: timeline("E", true),
  costliestStep: timeline("$"),
  slowestStep: timeline("s"),
  fullestStep: timeline("c"),
  previousCall: timeline("["),
  nextCall: timeline("]"),
  groupByAgent: timeline("g"),
  toggleOverview: timeline("o"),
  toggleInspector: timeline("i"),
  followLive: timeline("l"),
  zoomIn: timeline("+"),
  zoomOut: timeline("-"),
  zoomAll: timeline("0"),
  zoomToStep: timeline("z"),
  collapseAllSteps: timeline("ArrowLeft", true),
  expandAllSteps: timeline("ArrowRight", true),
  jumpToSource: timeline("j"),
  replayFromStep: { key: "r" },
  addToVariant: { key: "v" },
  compareWith: { key: "m" },
  showNativeDiff: { key: "d" },
  openAsDocument: { key: "t" },
  copyValue: { key: "y" },
  copyStepLink: { key: "Y", shift: true },
  nextContextAgent: { key: "a", view: "context" },
  markSnapshotA: { key: "a", view: "memory" },
  markSnapshotB: { key: "b", view: "memory" },
  groupCost: { key: "b", view: "cost" },
  nextChange: compare("n"),
  previousChange: compare("p"),
  firstDivergence: compare("f"),
  swapSides: compare("x"),
  showKeys: { key: "?" },
} as const satisfies Readonly<Record<string, PageKey>>;

export type PageCommand = keyof typeof PAGE_COMMANDS;

/** The key of a command; undefined for a name that is none. */
export function keyOfCommand(name: string): PageKey | undefined {
  return Object.hasOwn(PAGE_COMMANDS, name) ? PAGE_COMMANDS[name as PageCommand] : undefined;
}

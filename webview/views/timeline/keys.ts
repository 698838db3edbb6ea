// Which key does what on the timeline. Pure, so that the table of keys and the test read the same.

export type TreeKey =
  | "up"
  | "down"
  | "first"
  | "last"
  | "page-up"
  | "page-down"
  | "close"
  | "open"
  | "toggle"
  | "into-inspector"
  | "back"
  | "close-all"
  | "open-all";

export type PageKey =
  | "filter"
  | "next-error"
  | "previous-error"
  | "costliest"
  | "slowest"
  | "fullest"
  | "group"
  | "overview"
  | "zoom-in"
  | "zoom-out"
  | "zoom-all"
  | "zoom-step"
  | "inspector"
  | "follow"
  | "previous-call"
  | "next-call"
  | "copy"
  | "document"
  | "diff"
  | "close-all"
  | "open-all"
  | "source"
  | "by-name"
  | "keys";

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const TREE_KEYS: Readonly<Record<string, TreeKey>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
  PageUp: "page-up",
  PageDown: "page-down",
  ArrowLeft: "close",
  ArrowRight: "open",
  Enter: "into-inspector",
  " ": "toggle",
  Escape: "back",
};

/** What a key does while a row has the focus. */
export function treeKeyOf(event: Pressed): TreeKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.shiftKey) {
    return event.key === "ArrowLeft" ? "close-all" : event.key === "ArrowRight" ? "open-all" : undefined;
  }
  return TREE_KEYS[event.key];
}

const PAGE_KEYS: Readonly<Record<string, PageKey>> = {
  "/": "filter",
  e: "next-error",
  E: "previous-error",
  $: "costliest",
  s: "slowest",
  c: "fullest",
  g: "group",
  o: "overview",
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  "−": "zoom-out",
  "0": "zoom-all",
  z: "zoom-step",
  i: "inspector",
  l: "follow",
  "[": "previous-call",
  "]": "next-call",
  y: "copy",
  t: "document",
  d: "diff",
  j: "source",
  "'": "by-name",
  "?": "keys",
};

/** What a single key does while no field has the focus. A letter counts with Caps Lock on, too. */
export function pageKeyOf(event: Pressed): PageKey | undefined {
  if (event.altKey || event.metaKey) return undefined;
  if (event.ctrlKey) return event.key.toLowerCase() === "f" && !event.shiftKey ? "filter" : undefined;
  if (event.shiftKey && event.key.startsWith("Arrow")) {
    const key = treeKeyOf(event);
    return key === "close-all" || key === "open-all" ? key : undefined;
  }
  const isLetter = /^[a-z]$/i.test(event.key);
  const key = isLetter ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key;
  return PAGE_KEYS[key];
}

/** The sheet of keys, in the order people meet them. */
export const KEY_SHEET: readonly (readonly [keys: string, does: string])[] = [
  ["↑ ↓ Home End PgUp PgDn", "Move; the inspector follows"],
  ["← →", "Close or go to the parent; open or go to the first child"],
  ["Enter", "Into the inspector; Escape goes back, then clears the filter"],
  ["Space", "Open or close"],
  ["Shift+← Shift+→", "Close all; open all"],
  ["' then letters", "Jump by name"],
  ["/ or Ctrl+F", "Filter: words, agent: kind: status: model: cost:>0.05 tokens:>5k step:14"],
  ["E Shift+E", "Next, previous error"],
  ["$ S C", "Costliest, slowest, fullest step; again: the next one"],
  ["[ ]", "Call before, after, of the same agent"],
  ["G", "Group by agent; again: in the order of time"],
  ["+ − 0 Z", "Zoom in, out, show all, to the selected step"],
  ["O I", "Show or hide the overview, the inspector"],
  ["L", "Follow the newest step"],
  ["D", "Native diff of the call's context with the call before"],
  ["T J", "Open as document; jump to the source line, where the step names one"],
  ["Y", "Copy the step"],
];

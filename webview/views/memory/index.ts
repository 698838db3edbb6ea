import type { View } from "../view";
import "./memory.css";
import { MemoryView } from "./View";

export const memory: View = {
  id: "memory",
  title: "Memory",
  Component: MemoryView,
  keys: [
    ["A B", "mark snapshots"],
    ["↑ ↓", "operation"],
    ["Enter", "go to step"],
    ["D", "native diff"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["A", "Mark the snapshot that has the focus, or that at the selected operation, as A"],
    ["B", "Mark it as B"],
    ["← →", "Snapshot before, after, where the snapshots have the focus"],
    ["↑ ↓ Home End", "Operation above, below, first, last"],
    ["Enter", "Go to the step of the operation"],
    ["D", "Native diff of all that memory held at A and at B"],
    ["T Y", "Open the value of the operation as a document; copy it"],
    ["R V", "Replay from the step of the operation; add it to a variant"],
    ["/", "Filter operations: words, layer: op: step: agent: store: key:"],
  ],
};

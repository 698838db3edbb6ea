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
    ["A", "Mark the snapshot at the selected operation as A"],
    ["B", "Mark the snapshot at the selected operation as B"],
    ["↑ ↓ Home End", "Operation above, below, first, last"],
    ["Enter", "Go to the step of the operation"],
    ["D", "Native diff of A and B"],
  ],
};

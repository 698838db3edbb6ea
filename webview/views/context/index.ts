import type { View } from "../view";
import "./context.css";
import { ContextView } from "./View";

export const context: View = {
  id: "context",
  title: "Context",
  Component: ContextView,
  saysWhenPainted: true,
  keys: [
    ["← →", "call"],
    ["↑ ↓", "segment"],
    ["Enter", "text"],
    ["D", "native diff"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["← →", "Call before, call after"],
    ["Home End", "First call, last call"],
    ["↑ ↓", "Segment above, segment below"],
    ["Enter T", "Open the text of the segment as a document"],
    ["Y", "Copy the text of the segment"],
    ["A", "Next agent"],
    ["D", "Native diff with the call before"],
  ],
};

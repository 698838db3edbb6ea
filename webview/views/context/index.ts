import type { View } from "../view";
import "./context.css";
import { ContextView } from "./View";

export const context: View = {
  id: "context",
  title: "Context",
  Component: ContextView,
  keys: [
    ["← →", "call"],
    ["↑ ↓", "segment"],
    ["D", "native diff"],
    ["A", "next agent"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["← →", "Call before, call after"],
    ["Home End", "First call, last call"],
    ["↑ ↓", "Segment above, segment below"],
    ["A", "Next agent"],
    ["D", "Native diff with the call before"],
  ],
};

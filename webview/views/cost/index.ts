import type { View } from "../view";
import "./cost.css";
import { CostView } from "./View";

export const cost: View = {
  id: "cost",
  title: "Cost",
  Component: CostView,
  keys: [
    ["B", "group by"],
    ["↑ ↓", "row"],
    ["Enter", "its steps"],
    ["W", "what-if"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["B", "Group by agent, model, tool, kind, step"],
    ["↑ ↓ Home End", "Row above, below, first, last"],
    ["Enter", "Show the steps of the row in the timeline"],
    ["W", "The same tokens on another model"],
    ["R", "Replay and compare"],
  ],
};

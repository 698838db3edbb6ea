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
    ["?", "all keys"],
  ],
  keySheet: [
    ["B", "Group by agent, model, tool, kind, step"],
    ["↑ ↓", "Row above, row below"],
    ["Enter", "Show the steps of the row in the timeline"],
  ],
};

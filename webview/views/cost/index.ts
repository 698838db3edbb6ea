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
    [
      "D",
      "Native diff of the context of the step with the call before: of the row's step, else of the selected one",
    ],
    ["T Y", "Open the table as a document; copy the row"],
    ["R V", "Replay from the step; add it to a variant"],
  ],
};

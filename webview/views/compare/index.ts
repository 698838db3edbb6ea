import type { View } from "../view";
import "./compare.css";
import { CompareView } from "./View";

export const compare: View = {
  id: "compare",
  title: "Compare",
  Component: CompareView,
  keys: [
    ["N", "next change"],
    ["F", "first divergence"],
    ["D", "native diff"],
    ["X", "swap sides"],
    ["Enter", "open step"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["N P", "Next change, previous change"],
    ["F", "First divergence"],
    ["X", "Swap sides"],
    ["D", "Native diff of the two texts below"],
    ["↑ ↓ Home End PgUp PgDn", "Move"],
    ["→ ←", "Open a fold, close it"],
    ["Enter", "Open the step in its session; with Shift that of the other session"],
  ],
};

import type { View } from "../view";
import "./replays.css";
import { ReplaysView } from "./View";

export const replays: View = {
  id: "replays",
  title: "Replays",
  Component: ReplaysView,
  keys: [
    ["← ↑ → ↓", "cell"],
    ["Enter", "open"],
    ["C", "compare"],
    ["+", "more samples"],
    ["S", "save as test"],
    ["?", "all keys"],
  ],
  keySheet: [
    ["← ↑ → ↓", "Sample before, after; variant above, below"],
    ["Enter", "Open the session of the sample"],
    ["C", "Compare the sample with the recorded session"],
    ["A", "Go to the question of a sample that waits"],
    ["1 2 3", "Answer it: by hand, nearest recorded result, end here"],
    ["U J", "Your own verdict: passes, fails"],
    ["+", "More samples"],
    ["V", "Add a variant"],
    ["S", "Save as test"],
  ],
};

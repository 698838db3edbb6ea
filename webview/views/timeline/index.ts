import type { View } from "../view";
import { KEY_SHEET } from "./keys";
import "./answers/answers.css";
import "./overview/overview.css";
import "./timeline.css";
import { TimelineView } from "./View";

export const timeline: View = {
  id: "timeline",
  title: "Timeline",
  Component: TimelineView,
  saysWhenPainted: true,
  hasStepTools: true,
  keys: [
    ["E", "next error"],
    ["$", "costliest"],
    ["C", "fullest"],
    ["/", "filter"],
    ["?", "all keys"],
  ],
  keySheet: KEY_SHEET,
};

import type { View } from "../view";
import { KEY_SHEET } from "./keys";
import "./timeline.css";
import { TimelineView } from "./View";

export const timeline: View = {
  id: "timeline",
  title: "Timeline",
  Component: TimelineView,
  keys: [
    ["E", "next error"],
    ["$", "costliest"],
    ["S", "slowest"],
    ["/", "filter"],
    ["?", "all keys"],
  ],
  keySheet: KEY_SHEET,
};

// What the context view hands to real editors: a segment's text, and the diff of two whole contexts.

import { faultOf } from "../../state/loaded";
import { visibleLine } from "../../text";
import { textOfContext, textOfSegment } from "./segment-text";
import type { ContextStore } from "./store";

/** What the host takes as one text. */
const MOST_TEXT = 4_000_000;

/** The text of the selected segment, in a real editor. */
export function openSelectedText(store: ContextStore): void {
  const loaded = store.window.peek();
  if (loaded.kind !== "ready") return;
  const { window, detail } = loaded.value;
  const segment = window.segments[store.segment.peek()];
  if (segment) void openText(store, visibleLine(segment.label), textOfSegment(segment, detail));
}

/** A text beside the panel. */
export function openText(store: ContextStore, title: string, text: string): Promise<unknown> {
  const args = { title: title.slice(0, 200), text: text.slice(0, MOST_TEXT), language: "markdown" } as const;
  return store.panel.channel.ask("host/open-document", args).catch(() => undefined);
}

/** VS Code's own diff of the two full contexts. */
export async function openDiff(store: ContextStore): Promise<void> {
  const loaded = store.window.value;
  if (loaded.kind !== "ready") return;
  const { window, detail } = loaded.value;
  const { channel } = store.panel;
  if (window.previousStepId === undefined) {
    store.panel.said.value = "The first call has nothing before it to compare with.";
    return;
  }
  try {
    const before = await channel.ask("step/get", { stepId: window.previousStepId });
    await channel.ask("host/open-diff", {
      title: `Context of step ${before.number} ↔ step ${detail.number}`,
      before: textOfContext(before).slice(0, MOST_TEXT),
      after: textOfContext(detail).slice(0, MOST_TEXT),
    });
  } catch (thrown) {
    store.panel.said.value = faultOf(thrown)?.message ?? "";
  }
}

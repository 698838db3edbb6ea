// What the context view hands to real editors: a segment's text, and the diff of two whole contexts.

import type { ContextWindowRow } from "../../../src/protocol/rows";
import { copyText } from "../../inspector/copy";
import { faultOf } from "../../state/loaded";
import type { Panel } from "../../state/panel";
import { visibleLine } from "../../text";
import { textOfContext, textOfSegment } from "./segment-text";
import type { ContextStore } from "./store";

/** What the host takes as one text. */
const MOST_TEXT = 4_000_000;

/** The text of the selected segment, in a real editor. */
export function openSelectedText(store: ContextStore): void {
  const found = selectedText(store);
  if (found) void openText(store, visibleLine(found.label), found.text);
}

/** Puts the text of the selected segment on the clipboard. */
export function copySelectedText(store: ContextStore): void {
  const found = selectedText(store);
  if (found) copyText(store.panel, found.text);
}

function selectedText(store: ContextStore): { readonly label: string; readonly text: string } | undefined {
  const loaded = store.window.peek();
  if (loaded.kind !== "ready") return undefined;
  const { window, detail } = loaded.value;
  const segment = window.segments[store.segment.peek()];
  return segment && { label: segment.label, text: textOfSegment(segment, detail) };
}

/** A text beside the panel. */
export function openText(store: ContextStore, title: string, text: string): Promise<unknown> {
  const args = { title: title.slice(0, 200), text: text.slice(0, MOST_TEXT), language: "markdown" } as const;
  return store.panel.channel.ask("host/open-document", args).catch(() => undefined);
}

/** The diff of the selected call's context with the call before. */
export async function openDiff(store: ContextStore): Promise<void> {
  const loaded = store.window.value;
  if (loaded.kind === "ready") await openContextDiff(store.panel, loaded.value.window);
}

/** VS Code's own diff of two full contexts: that of a call, and that of the call it goes on from. */
export async function openContextDiff(
  panel: Panel,
  { stepId, previousStepId }: Pick<ContextWindowRow, "stepId" | "previousStepId">,
): Promise<void> {
  const { channel } = panel;
  if (previousStepId === undefined) {
    panel.said.value = "The first call has nothing before it to compare with.";
    return;
  }
  try {
    const [before, after] = await Promise.all([
      channel.ask("step/get", { stepId: previousStepId }),
      channel.ask("step/get", { stepId }),
    ]);
    await channel.ask("host/open-diff", {
      title: `Context of step ${before.number} ↔ step ${after.number}`,
      before: textOfContext(before).slice(0, MOST_TEXT),
      after: textOfContext(after).slice(0, MOST_TEXT),
    });
  } catch (thrown) {
    panel.said.value = faultOf(thrown)?.message ?? "";
  }
}

// What the memory view hands to real editors and to the clipboard: the value of an operation, and the diff of two moments.

import type { MemoryPictureRow, MemoryValueRow } from "../../../src/protocol/rows";
import { copyText, openText } from "../../inspector/copy";
import { pretty } from "../../inspector/model";
import { faultOf } from "../../state/loaded";
import { visibleLine } from "../../text";
import type { MemoryStore } from "./store";

/** The value of the selected operation, in a real editor. */
export async function openSelectedValue(store: MemoryStore): Promise<void> {
  const found = await selectedValue(store);
  if (!found) return;
  const { text, isJson, number } = found;
  const title = `Step ${number} ${visibleLine(found.key ?? found.store)}`;
  openText(store.panel, title, text, isJson ? "json" : "plaintext");
}

/** Puts the value of the selected operation on the clipboard. */
export async function copySelectedValue(store: MemoryStore): Promise<void> {
  const found = await selectedValue(store);
  if (found) copyText(store.panel, found.text);
}

/** VS Code's own diff of all that memory held at A and at B. */
export async function openDiff(store: MemoryStore): Promise<void> {
  const { panel } = store;
  const [a, b] = [store.a.peek(), store.b.peek()];
  if (!a || !b) return;
  try {
    const [before, after] = await Promise.all(
      [a, b].map(({ snapshotId }) => panel.channel.ask("memory/picture", { snapshotId })),
    );
    if (!before || !after) return;
    const title = `Memory: ${a.label} ↔ ${b.label}`;
    const sides = { before: textOfPicture(before), after: textOfPicture(after) };
    await panel.channel.ask("host/open-diff", { title, ...sides, language: "json" });
  } catch (thrown) {
    panel.said.value = faultOf(thrown)?.message ?? "";
  }
}

/** Layers, stores and keys in the order of the alphabet, so that a diff shows what differs and no other order. */
export function textOfPicture({ stores }: MemoryPictureRow): string {
  const layers: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const { layer, store, scope, items } of stores) {
    const name = scope === "session" ? store : `${store} (${scope})`;
    const of = (layers[layer] ??= {});
    of[name] = { ...of[name], ...Object.fromEntries(items.map(({ key, value }) => [key, value])) };
  }
  const inOrder = (value: unknown, depth: number): unknown =>
    depth === 0 || typeof value !== "object" || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value)
            .sort(([left], [right]) => (left < right ? -1 : 1))
            .map(([key, inner]) => [key, inOrder(inner, depth - 1)]),
        );
  return `${JSON.stringify(inOrder(layers, 3), null, 2)}\n`;
}

/** What an operation is about as text: what it wrote or found, else what it replaced, else what it looked for. */
export function textOfValue({ value, before, query }: MemoryValueRow): {
  readonly text: string;
  readonly isJson: boolean;
} {
  const shown = value ?? before ?? query ?? "";
  return typeof shown === "string" ? { text: shown, isJson: false } : { text: pretty(shown), isJson: true };
}

async function selectedValue(
  store: MemoryStore,
): Promise<(MemoryValueRow & { text: string; isJson: boolean; number: number }) | undefined> {
  const { panel } = store;
  const operation = store.operation;
  const memory = store.memory.peek();
  if (!operation || memory.kind !== "ready") return undefined;
  const { stepId, number } = operation;
  const place = memory.value.operations.filter((each) => each.stepId === stepId).indexOf(operation);
  try {
    const { sessionId } = panel;
    const found = await panel.channel.ask("memory/value", { sessionId, stepId, place: Math.max(0, place) });
    return { ...found, ...textOfValue(found), number };
  } catch (thrown) {
    panel.said.value = faultOf(thrown)?.message ?? "";
    return undefined;
  }
}

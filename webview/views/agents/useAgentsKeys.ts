import { useEffect } from "preact/hooks";
import { isTyping } from "../../ui/isTyping";
import type { AgentsStore } from "./store";

export const AGENTS_KEYS = [
  ["↑ ↓", "agent"],
  ["Enter", "its details"],
  ["S", "order"],
  ["F", "its sessions"],
  ["?", "all keys"],
] as const;

export const AGENTS_KEY_SHEET = [
  ["↑ ↓ Home End PgUp PgDn", "Agent above, below, first, last, a page on"],
  ["Enter / Escape", "Into the details, back to the table"],
  ["S / Shift+S", "Order by the next column, turn the order around"],
  ["F", "Show only its sessions in the sidebar"],
  ["Tab Shift+Tab", "Between the heads, the table, the sash and the details"],
  ["?", "This sheet"],
] as const;

/** Single keys act when no field has the focus; the arrows belong to the table (AgentsTable). */
export function useAgentsKeys(store: AgentsStore, showKeys: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const key = event.key.toLowerCase();
      if (key === "s" && event.shiftKey) store.turnOrder();
      else if (key === "s") store.sortByNext();
      else if (key === "f") filterSelected(store);
      else if (key === "?") showKeys();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [store, showKeys]);
}

function filterSelected(store: AgentsStore): void {
  const agent = store.selected.peek();
  if (agent) store.filterSessions(agent.name);
}

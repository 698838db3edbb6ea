// The Agents panel is a page of its own in the same bundle: main.tsx starts it where the body says so.

import { render } from "preact";
import type { Host } from "../../host";
import "./agents.css";
import { AgentsPage } from "./AgentsPage";
import { AgentsStore } from "./store";

/** Draws the page into `root` and keeps it up to date. `agent` is the one to show first. */
export function startAgentsPage(host: Host, root: HTMLElement, agent: string | undefined): void {
  const store = new AgentsStore(host.channel, host.saved, host.save);
  if (agent !== undefined) store.select(agent);
  render(<AgentsPage store={store} />, root);
  void store.load();
}

// The page's only script. It runs at the end of the body, before `load` (ui/toolkit.tsx says why).

import { render } from "preact";
import "@vscode/codicons/dist/codicon.css";
import "../media/theme.css";
import "./base.css";
import "./parts.css";
import { App } from "./App";
import { connectHost } from "./host";
import { watchPageWidth } from "./state/page-width";
import { Panel } from "./state/panel";
import { registerToolkit } from "./ui";
import { startAgentsPage } from "./views/agents";

registerToolkit();
watchPageWidth();

const host = connectHost();
const root = document.getElementById("app") ?? document.body;
if (document.body.dataset["page"] === "agents") startAgentsPage(host, root, document.body.dataset["agent"]);
else startSessionPage();

function startSessionPage(): void {
  const { sessionId = "", view = "timeline", stepId } = document.body.dataset;
  const start = {
    sessionId,
    view,
    saved: host.saved,
    ...(stepId !== undefined && { stepId }),
  };
  const panel = new Panel(host.channel, start, host.save);

  // A hidden page may never run again: what waits to be saved is saved now.
  window.addEventListener("pagehide", () => panel.flush());
  document.addEventListener("visibilitychange", () => panel.flush());

  render(<App panel={panel} />, root);
  panel.start();
}

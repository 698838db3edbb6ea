// The page's only script. It runs at the end of the body, before `load` (ui/toolkit.tsx says why). What a reader came for
// is asked for and painted first; everything else waits for that.

import { render } from "preact";
import "@vscode/codicons/dist/codicon.css";
import "../media/theme.css";
import "./base.css";
import "./parts.css";
import { App } from "./App";
import { connectHost } from "./host";
import { watchPageWidth } from "./state/page-width";
import { Panel } from "./state/panel";
import { once } from "./state/asked";
import { registerToolkit } from "./ui";
import { afterPaint } from "./ui/afterPaint";
import { startAgentsPage } from "./views/agents";

/** The buttons and the filter come to life after this long where the rows are slower. */
const TOOLKIT_AFTER_MS = 200;

const host = connectHost();
const root = document.getElementById("app") ?? document.body;
if (document.body.dataset["page"] === "agents") startAgents();
else startSessionPage();

function startAgents(): void {
  watchPageWidth();
  startAgentsPage(host, root, document.body.dataset["agent"]);
  afterPaint(registerToolkit);
}

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

  panel.start();
  watchPageWidth();
  render(<App panel={panel} />, root);
  setTimeout(registerToolkit, TOOLKIT_AFTER_MS);
  once(panel.painted, () => {
    registerToolkit();
    return () => undefined;
  });
}

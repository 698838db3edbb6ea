// Every id that package.json and the code must agree on. `test/host/manifest.test.ts` compares the two.

export const EXTENSION_ID = "agent-loupe.agent-loupe";

/** The commands. Those of `PALETTE_HIDDEN` need a row to act on and are left out of the palette. */
export const COMMANDS = {
  runAgent: "agentLoupe.runAgent",
  runAgain: "agentLoupe.runAgain",
  stopRun: "agentLoupe.stopRun",
  openDemo: "agentLoupe.openDemo",
  openSession: "agentLoupe.openSession",
  showSession: "agentLoupe.showSession",
  exportSession: "agentLoupe.exportSession",
  clearSessions: "agentLoupe.clearSessions",
  copyEnvironment: "agentLoupe.copyEnvironment",
  openSettings: "agentLoupe.openSettings",
  showLog: "agentLoupe.showLog",
  showStatus: "agentLoupe.showStatus",
  loadMoreSessions: "agentLoupe.loadMoreSessions",
  tryPortAgain: "agentLoupe.tryPortAgain",
  showFinding: "agentLoupe.showFinding",
} as const;

export const PALETTE_HIDDEN: readonly string[] = [
  COMMANDS.showSession,
  COMMANDS.loadMoreSessions,
  COMMANDS.showFinding,
];

export const VIEW_CONTAINER = "agentLoupe";

export const VIEWS = {
  sessions: "agentLoupe.sessions",
  agents: "agentLoupe.agents",
  findings: "agentLoupe.findings",
} as const;

export const SETTINGS = {
  receiverPort: "agentLoupe.receiver.port",
  openSessionOfRun: "agentLoupe.run.openSession",
} as const;

/** Context keys that `when` clauses read. */
export const CONTEXTS = {
  receiverState: "agentLoupe.receiverState",
  receiverPort: "agentLoupe.receiverPort",
  running: "agentLoupe.running",
  hasSessions: "agentLoupe.hasSessions",
  sessionOpened: "agentLoupe.sessionOpened",
} as const;

/** `contextValue` of tree rows. */
export const ROW_CONTEXTS = { session: "session", ownRun: "session.ownRun" } as const;

export const PANEL_TYPE = "agentLoupe.session";
export const TASK_TYPE = "agent-loupe";

/** The resource attribute that ties what an agent sends to the run that started it. */
export const RUN_ID_ATTRIBUTE = "agent_loupe.run.id";

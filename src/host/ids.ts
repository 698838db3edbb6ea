// Every id that package.json and the code must agree on. `test/host/manifest.test.ts` compares the two.

import type { PageCommand } from "../protocol/page-commands";

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
  deleteSession: "agentLoupe.deleteSession",
  copyEnvironment: "agentLoupe.copyEnvironment",
  openSettings: "agentLoupe.openSettings",
  showLog: "agentLoupe.showLog",
  showStatus: "agentLoupe.showStatus",
  loadMoreSessions: "agentLoupe.loadMoreSessions",
  tryPortAgain: "agentLoupe.tryPortAgain",
  showFinding: "agentLoupe.showFinding",
  showAgents: "agentLoupe.showAgents",
  sessionsOfAgent: "agentLoupe.sessionsOfAgent",
  search: "agentLoupe.search",
  filterSessions: "agentLoupe.filterSessions",
  changeSessionFilter: "agentLoupe.changeSessionFilter",
  clearSessionFilter: "agentLoupe.clearSessionFilter",
} as const;

/** The commands of replays, registered by `replay/feature.ts`. */
export const REPLAY_COMMANDS = {
  replayAndCompare: "agentLoupe.replayAndCompare",
  compareSessions: "agentLoupe.compareSessions",
  useVariant: "agentLoupe.useVariant",
  saveAsTest: "agentLoupe.saveAsTest",
  setApiKey: "agentLoupe.setApiKey",
  forgetApiKeys: "agentLoupe.forgetApiKeys",
  answerReplay: "agentLoupe.answerReplay",
  replay: "agentLoupe.replay",
  replayOptions: "agentLoupe.replayOptions",
  diffPrompt: "agentLoupe.diffPrompt",
  saveVariant: "agentLoupe.saveVariant",
  linkPrompt: "agentLoupe.linkPrompt",
  openPrompt: "agentLoupe.openPrompt",
  moreSamples: "agentLoupe.moreSamples",
  showReplays: "agentLoupe.showReplays",
  cancelReplay: "agentLoupe.cancelReplay",
} as const;

/** Commands that the palette offers only while a prompt of a session, or a file that is linked to one, has the focus. */
export const PROMPT_COMMANDS: readonly string[] = [
  REPLAY_COMMANDS.replay,
  REPLAY_COMMANDS.replayOptions,
  REPLAY_COMMANDS.diffPrompt,
  REPLAY_COMMANDS.saveVariant,
  REPLAY_COMMANDS.useVariant,
  REPLAY_COMMANDS.linkPrompt,
  REPLAY_COMMANDS.openPrompt,
];

export const PALETTE_HIDDEN: readonly string[] = [
  COMMANDS.showSession,
  COMMANDS.loadMoreSessions,
  COMMANDS.showFinding,
  COMMANDS.sessionsOfAgent,
  COMMANDS.changeSessionFilter,
  COMMANDS.deleteSession,
  REPLAY_COMMANDS.cancelReplay,
];

/** The id of the command that presses a key in the active session panel. */
export function pageCommandId(command: PageCommand): string {
  return `agentLoupe.${command}`;
}

export const VIEW_CONTAINER = "agentLoupe";

export const VIEWS = {
  sessions: "agentLoupe.sessions",
  agents: "agentLoupe.agents",
  findings: "agentLoupe.findings",
} as const;

export const SETTINGS = {
  receiverPort: "agentLoupe.receiver.port",
  openSessionOfRun: "agentLoupe.run.openSession",
  replayTargets: "agentLoupe.replay.targets",
  budgetUsd: "agentLoupe.cost.budgetUsd",
  toolPricesUsd: "agentLoupe.cost.toolPricesUsd",
  whatIfModels: "agentLoupe.cost.whatIfModels",
  contextLimits: "agentLoupe.context.limits",
  memoryTools: "agentLoupe.memory.tools",
  memoryLayers: "agentLoupe.memory.layers",
  keepSessions: "agentLoupe.journal.keepSessions",
  journalMegabytes: "agentLoupe.journal.maxMegabytes",
  journalDays: "agentLoupe.journal.keepDays",
} as const;

/** Context keys that `when` clauses read. */
export const CONTEXTS = {
  receiverState: "agentLoupe.receiverState",
  receiverPort: "agentLoupe.receiverPort",
  running: "agentLoupe.running",
  hasSessions: "agentLoupe.hasSessions",
  sessionOpened: "agentLoupe.sessionOpened",
  sessionFilter: "agentLoupe.sessionFilter",
  linkedFiles: "agentLoupe.linkedFiles",
} as const;

/** `contextValue` of tree rows. */
export const ROW_CONTEXTS = {
  session: "session",
  ownRun: "session.ownRun",
  replayed: "session.replayed",
  replay: "replay",
  runningReplay: "replay.running",
  agent: "agent",
} as const;

export const PANEL_TYPE = "agentLoupe.session";
export const AGENTS_PANEL_TYPE = "agentLoupe.agentsPanel";
export const TASK_TYPE = "agent-loupe";

/** The resource attribute that ties what an agent sends to the run that started it. */
export const RUN_ID_ATTRIBUTE = "agent_loupe.run.id";

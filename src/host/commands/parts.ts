// What commands act on.

import type * as vscode from "vscode";
import type { Engine } from "../engine";
import type { Log } from "../log";
import type { AgentsPanel } from "../panel/agents-panel";
import type { Panels } from "../panel/panels";
import type { Runs } from "../run/runs";
import type { ReplayList } from "../replay-list";
import type { RunTasks } from "../run/tasks";
import type { SessionList } from "../session-list";
import type { SessionsTree } from "../sidebar/sessions";

/** Everything that commands act on. */
export interface CommandParts {
  readonly context: vscode.ExtensionContext;
  readonly engine: Engine;
  readonly sessions: SessionList;
  readonly replayList: ReplayList;
  readonly sessionsTree: SessionsTree;
  readonly panels: Panels;
  readonly agentsPanel: AgentsPanel;
  readonly runs: Runs;
  readonly runTasks: RunTasks;
  readonly log: Log;
  readonly showLog: () => void;
  readonly port: () => number;
  /** Opens the first session that the run sends. */
  readonly openWhenSeen: (runId: string) => void;
}

// Notifications: few, each once per cause, each with what to do next.

import * as vscode from "vscode";
import type { JournalRow } from "../protocol/journal";
import type { ReceiverRow } from "../protocol/rows";
import { UserFault } from "../protocol/faults";
import { COMMANDS } from "./ids";
import { logThrown, type Log } from "./log";
import { oneLine } from "./text";
import type { Death } from "./engine";

/** An action of a notification: its label and the command behind it. */
interface Action {
  readonly label: string;
  readonly command: string;
}

const SHOW_LOG: Action = { label: "Show Log", command: COMMANDS.showLog };

/** Says once that a stranger has the port; again only after the port was free or changed in between. */
export class PortNotice {
  private told: number | undefined;

  /** Called with each status; most of them say nothing new. */
  update(receiver: ReceiverRow | undefined): void {
    if (receiver === undefined) return;
    if (receiver.state !== "in-use" || receiver.by === "window") {
      this.told = undefined;
      return;
    }
    if (this.told === receiver.port) return;
    this.told = receiver.port;
    void warn(
      `Port ${receiver.port} is used by another program, so no traces arrive. Choose another in Settings: Receiver Port.`,
      [
        { label: "Choose Another Port", command: COMMANDS.openSettings },
        { label: "Try Again", command: COMMANDS.tryPortAgain },
      ],
    );
  }
}

/** Says what is wrong with the user's settings, once until something else is. */
export class SettingsNotice {
  private told = "";

  /** Called whenever settings are read; sentences that were told already are not told again. */
  update(problems: readonly string[]): void {
    const said = problems.join("\n");
    if (said === this.told) return;
    this.told = said;
    const [first, ...others] = problems;
    if (first === undefined) return;
    const { length } = others;
    const more =
      length === 0 ? "" : length === 1 ? " One more is left out." : ` ${length} more are left out.`;
    void warn(`${first}${more}`, [{ label: "Open Settings", command: "workbench.action.openSettingsJson" }]);
  }
}

/** Says once that what arrives is not kept on disk, and what to do; again only after it was kept in between. */
export class JournalNotice {
  private told: string | undefined;

  /** Called with each status; most of them say nothing new. */
  update(journal: JournalRow | undefined): void {
    const said =
      journal?.state === "failed" ? oneLine(`${journal.message} ${journal.next ?? ""}`, 600) : undefined;
    if (said !== undefined && said !== this.told)
      void warn(said, [{ label: "Open Settings", command: COMMANDS.openSettings }, SHOW_LOG]);
    this.told = said;
  }
}

/** The engine died: what that means for what was received. */
export function tellDeath(death: Death, keepsSessions: boolean): void {
  const before = keepsSessions
    ? "Sessions that were received before are read back."
    : "Sessions that were received before are gone.";
  const message =
    death === "restarted"
      ? `The engine of Agent Loupe stopped and was started again. ${before}`
      : "The engine of Agent Loupe stopped again and stays off. Reload the window to start it.";
  void warn(message, [SHOW_LOG]);
}

/** A run will not show here, because the user's own variables send its telemetry elsewhere. */
export function tellForeignEndpoint(name: string, endpoint: string): void {
  void vscode.window.showInformationMessage(
    `${oneLine(name, 60)} sends its traces to ${hostOf(endpoint)}: OTEL_EXPORTER_OTLP_ENDPOINT is set already. Unset it to see the run here.`,
  );
}

/** A command failed: a fault as its sentence with the next step, a bug with the way to the log. */
export function tellFailure(log: Log, what: string, thrown: unknown): void {
  logThrown(log, what, thrown);
  if (thrown instanceof UserFault) {
    if (thrown.code === "cancelled") return;
    void vscode.window.showErrorMessage(
      oneLine([thrown.message, thrown.next].filter(Boolean).join(" "), 400),
    );
  } else {
    void act(vscode.window.showErrorMessage(`${what} failed. The log says why.`, SHOW_LOG.label), [SHOW_LOG]);
  }
}

function warn(message: string, actions: readonly Action[]): Promise<void> {
  return act(vscode.window.showWarningMessage(message, ...actions.map(({ label }) => label)), actions);
}

async function act(chosen: Thenable<string | undefined>, actions: readonly Action[]): Promise<void> {
  const label = await chosen;
  const action = actions.find((candidate) => candidate.label === label);
  if (action) await vscode.commands.executeCommand(action.command);
}

/** Only the host: an endpoint may carry a key in its path or query. */
function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? oneLine(new URL(endpoint).host, 80) : "another place";
}

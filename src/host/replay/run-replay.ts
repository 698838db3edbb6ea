// Starts a replay the user agreed to, and shows its progress until it is over.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { ReplayPlanRow, ReplayRow } from "../../protocol/replay";
import type { Engine } from "../engine";
import { oneLine } from "../text";
import type { ReplayAbout, ReplayActivity } from "./activity";
import { consentQuestion, type ConsentPlan, type Consents } from "./consent";
import { progressText } from "./words";

export interface RunReplayParts {
  readonly engine: Pick<Engine, "ask" | "on">;
  readonly consents: Consents;
  readonly activity: ReplayActivity;
}

/** A replay under way: where it is sent, and the plan that was agreed to. */
export interface StartedReplay {
  readonly replayId: string;
  readonly planned: ReplayPlanRow;
}

/** Plans, asks and starts. Undefined where the user did not agree: then nothing was sent. */
export async function startReplay(
  { engine, consents }: RunReplayParts,
  plan: ArgumentsOf<"replay/plan">,
  /** The replay that gets these samples; one of its own where absent. */
  extend?: string,
): Promise<StartedReplay | undefined> {
  const planned = await engine.ask("replay/plan", plan);
  if (planned.calls === 0)
    throw new UserFault("unavailable", planned.incomplete[0] ?? "There is no model call to replay.");
  if (!(await agreed(consents, planned))) return undefined;
  const { replayId } = await engine.ask("replay/start", {
    planId: planned.planId,
    consent: { host: planned.host },
    ...(extend !== undefined && { extend }),
  });
  return { replayId, planned };
}

/** Shows the progress of a replay until it is over. A cancel ends it and keeps what was received. */
export async function watchReplay(
  { engine, activity }: RunReplayParts,
  about: ReplayAbout,
  { host }: ReplayPlanRow,
): Promise<ReplayRow> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: `Replay to ${host === "editor" ? "the editor's models" : oneLine(host, 60)}, ${about.name}`,
  };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => {
      // One that has ended meanwhile cannot be cancelled any more, and need not be.
      engine.ask("replay/cancel", { replayId: about.replayId }).catch(() => undefined);
    });
    return activity.follow(about, (row) => progress.report({ message: progressText(row) }));
  });
}

/** Whether the user agrees to what a plan sends. A host that was agreed to in this window is not asked about again. */
export async function agreed(consents: Consents, plan: ConsentPlan): Promise<boolean> {
  if (consents.has(plan)) return true;
  const { message, detail, agree } = consentQuestion(plan);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, agree);
  if (chosen !== agree) return false;
  consents.add(plan);
  return true;
}

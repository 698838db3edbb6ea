// Starts a replay the user agreed to, shows its progress, and opens what came of it.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { ReplayPlanRow, ReplayRow } from "../../protocol/replay";
import type { Engine } from "../engine";
import { costText, oneLine } from "../text";
import { consentQuestion, type Consents } from "./consent";
import { MODE_WORDS } from "./options";

export interface RunReplayParts {
  readonly engine: Pick<Engine, "ask" | "on">;
  readonly consents: Consents;
  /** Plans that were agreed to, for the engine's own question. */
  readonly agreedPlans: Set<string>;
}

/** A replay that ended. */
export interface EndedReplay {
  readonly replayId: string;
  readonly row: ReplayRow;
}

/**
 * Plans, asks, starts and waits. Undefined where the user did not agree: then nothing was sent. A cancel ends the replay
 * and keeps what was received.
 */
export async function runReplay(
  { engine, consents, agreedPlans }: RunReplayParts,
  plan: ArgumentsOf<"replay/plan">,
): Promise<EndedReplay | undefined> {
  const planned = await engine.ask("replay/plan", plan);
  if (planned.calls === 0)
    throw new UserFault("unavailable", planned.incomplete[0] ?? "There is no model call to replay.");
  if (!(await agreed(consents, planned))) return undefined;
  agreedPlans.add(planned.planId);
  const { replayId } = await engine.ask("replay/start", {
    planId: planned.planId,
    consent: { host: planned.host },
  });
  const words = MODE_WORDS[plan.mode].toLowerCase();
  const title = `Replaying to ${oneLine(planned.host, 60)}, ${words}`;
  const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
  await vscode.window.withProgress(options, (progress, token) =>
    untilDone(engine, replayId, plan.samples ?? 1, progress, token),
  );
  agreedPlans.delete(planned.planId);
  return { replayId, row: await engine.ask("replay/get", { replayId }) };
}

/** Whether the user agrees to what a plan sends. A host that was agreed to in this window is not asked about again. */
export async function agreed(consents: Consents, plan: ReplayPlanRow): Promise<boolean> {
  if (consents.has(plan)) return true;
  const { message, detail, agree } = consentQuestion(plan);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, agree);
  if (chosen !== agree) return false;
  consents.add(plan);
  return true;
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

function untilDone(
  engine: RunReplayParts["engine"],
  replayId: string,
  samples: number,
  progress: Progress,
  token: vscode.CancellationToken,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const subscriptions = [
      engine.on("replay/progress", (event) => {
        if (event.replayId !== replayId) return;
        const cost = event.costUsd === null ? "" : ` · ${costText(event.costUsd)}`;
        progress.report({ message: `sample ${event.sample + 1} of ${samples}, call ${event.step}${cost}` });
      }),
      engine.on("replay/done", (event) => {
        if (event.replayId === replayId) end();
      }),
      token.onCancellationRequested(() => {
        engine.ask("replay/cancel", { replayId }).catch(reject);
      }),
    ];
    const end = () => {
      for (const subscription of subscriptions) subscription.dispose();
      resolve();
    };
    // It may have ended before we listened.
    engine
      .ask("replay/get", { replayId })
      .then(({ state }) => (state === "running" ? undefined : end()))
      .catch((error: unknown) => {
        end();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
}

/** What to say of an ended replay, where something went wrong; undefined where all samples came to their end. */
export function endWords({ samples, why, state }: ReplayRow & { readonly why?: string }): string | undefined {
  const odd = samples.filter((sample) => sample.state !== "done");
  if (odd.length === 0 && state === "done") return why;
  const first = why ?? odd.find((sample) => sample.why !== undefined)?.why ?? "It did not come to its end.";
  return `${odd.length} of ${samples.length} samples did not come to their end. ${first}`;
}

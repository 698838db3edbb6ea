// Plans, starts and waits for a replay in a test, against a scripted provider.

import type { ApiName } from "../../../src/core/replay/recorded";
import { rawBodyOf, requestOf } from "../../../src/core/replay/request";
import type { Channel } from "../../../src/protocol/channel";
import type { ArgumentsOf } from "../../../src/protocol/messages";
import type { ReplayRow } from "../../../src/protocol/replay";
import type { StepDetail } from "../../../src/protocol/rows";
import type { Expected } from "../../fixtures/providers/strict";

/** What a strict provider must be sent for the steps of a session: each recorded call, the body where it is recorded. */
export function expectedOf(api: ApiName, steps: readonly StepDetail[]): Expected[] {
  return steps
    .filter((step) => step.kind === "llm" && step.duplicateOf === undefined)
    .sort((left, right) => left.startUs - right.startUs)
    .flatMap((step) => {
      const request = requestOf(step);
      const raw = rawBodyOf(step);
      const reply = (step.output ?? []).flatMap((message) => message.parts);
      if (!request || reply.length === 0) return [];
      return [{ request, reply, ...(raw?.api === api && { rawText: raw.text }) }];
    });
}

export interface Replayed {
  readonly replayId: string;
  readonly row: ReplayRow;
}

/** The replay when it is over. */
export async function replay(client: Channel, args: ArgumentsOf<"replay/plan">): Promise<Replayed> {
  const plan = await client.ask("replay/plan", args);
  const { replayId } = await client.ask("replay/start", {
    planId: plan.planId,
    consent: { host: plan.host },
  });
  await finished(client, replayId);
  return { replayId, row: await client.ask("replay/get", { replayId }) };
}

/** Resolves when a replay is over, also when it was over before. */
export function finished(client: Channel, replayId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const off = client.on("replay/done", (data) => {
      if (data.replayId === replayId) done();
    });
    const done = () => {
      off();
      resolve();
    };
    client.ask("replay/get", { replayId }).then(({ state }) => {
      if (state !== "running") done();
    }, reject);
  });
}

// The recorded model calls of a session, whose prompts are edited.

import type { StepDetail } from "../../protocol/rows";
import type { Engine } from "../engine";

/** Model calls read for their prompts: later calls of a long session repeat them. */
const MAX_CALLS = 200;
const PAGE_ROWS = 500;
const MAX_STEPS = 20_000;

/** All model calls of a session with their content, oldest first, up to a bound. */
export async function modelCalls(engine: Pick<Engine, "ask">, sessionId: string): Promise<StepDetail[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await engine.ask("session/steps", {
      sessionId,
      limit: PAGE_ROWS,
      ...(cursor !== undefined && { cursor }),
    });
    ids.push(...page.items.filter(isCall).map(({ stepId }) => stepId));
    read += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined && read < MAX_STEPS && ids.length < MAX_CALLS);
  const details = await Promise.all(
    ids.slice(0, MAX_CALLS).map((stepId) => engine.ask("step/get", { stepId })),
  );
  return details.sort((left, right) => left.startUs - right.startUs);
}

function isCall({ kind, duplicateOf }: { kind: string; duplicateOf?: string }): boolean {
  return kind === "llm" && duplicateOf === undefined;
}

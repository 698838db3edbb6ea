// The steps of a recorded session as replay and compare read them, through the same answers that views get.

import type { RecordedStep } from "../../core/replay/recorded";
import type { Handlers } from "../../protocol/channel";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { CompareStep } from "../../protocol/replay";
import type { Page, SessionRow, StepDetail, StepRow } from "../../protocol/rows";

/** Kinds whose content a replay needs; of the others the row is enough. */
const WITH_CONTENT = new Set(["llm", "tool", "handoff", "retrieval", "memory", "mcp"]);
const PAGE = 500;
/** Between reads of this many steps other requests get their turn. */
const BREATH = 50;

/** The answers that are read. */
export type SessionAnswers = Pick<Handlers, "session/get" | "session/list" | "session/steps" | "step/get">;

/** A recorded step with what a comparison shows of it. */
export type ReadStep = RecordedStep & CompareStep;

export async function readSessionRow(
  answers: SessionAnswers,
  sessionId: string,
  signal: AbortSignal,
): Promise<SessionRow> {
  return required(answers["session/get"])({ sessionId }, signal);
}

/** All steps in tree order. Fails as `session/get` does where there is no such session. */
export async function readSteps(
  answers: SessionAnswers,
  sessionId: string,
  signal: AbortSignal,
): Promise<ReadStep[]> {
  const rows = await readRows(answers, sessionId, signal);
  const steps: ReadStep[] = [];
  for (const [index, row] of rows.entries()) {
    if (signal.aborted) throw new UserFault("cancelled", "The request was cancelled.");
    if (index % BREATH === BREATH - 1) await new Promise((resolve) => setImmediate(resolve));
    steps.push(
      WITH_CONTENT.has(row.kind)
        ? await required(answers["step/get"])({ stepId: row.stepId }, signal)
        : { ...row, contentState: "absent", attributes: [] },
    );
  }
  return steps;
}

/** The first step of a session in tree order; undefined where it has none yet. */
export async function readFirstStep(
  answers: SessionAnswers,
  sessionId: string,
  signal: AbortSignal,
): Promise<StepDetail | undefined> {
  const { items } = await required(answers["session/steps"])({ sessionId, limit: 1 }, signal);
  const first = items[0];
  return first && required(answers["step/get"])({ stepId: first.stepId }, signal);
}

/** A page of sessions. */
export async function readSessionPage(
  answers: SessionAnswers,
  args: ArgumentsOf<"session/list">,
  signal: AbortSignal,
): Promise<Page<SessionRow>> {
  return required(answers["session/list"])(args, signal);
}

async function readRows(answers: SessionAnswers, sessionId: string, signal: AbortSignal): Promise<StepRow[]> {
  const rows: StepRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await required(answers["session/steps"])(
      { sessionId, limit: PAGE, ...(cursor !== undefined && { cursor }) },
      signal,
    );
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}

function required<Handler>(handler: Handler | undefined): Handler {
  if (!handler) throw new Error("The engine answers no questions about sessions");
  return handler;
}

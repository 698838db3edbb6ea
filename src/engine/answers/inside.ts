// What a step without messages of its own was asked and answered, by the model calls that stand below it.

import type { Message } from "../../core/model/message";
import type { SaidInside, StepDetail } from "../../protocol/rows";
import { stepDetail } from "../rows/step-detail";
import { stepRow } from "../rows/step-row";
import type { SessionCells } from "../store/session-queries";
import type { Place } from "../store/place";
import type { Structure } from "../store/session-tree";
import type { Engine } from "./engine";
import { readStored, summarised } from "./stored-step";

/** How many calls are read to find one that says something: the first ones, then the last ones. */
const MAX_READ = 3;

/**
 * The message that the first model call below answers, and what the last one answered; nothing where the step has
 * messages itself, no model call stands below it, or none of them recorded what was said. Calls of its own agent count
 * before those of agents that it asked.
 */
export function saidInside(
  engine: Engine,
  session: SessionCells,
  structure: Structure,
  place: Place,
  own: StepDetail,
): Pick<StepDetail, "inside"> {
  if (own.messages?.length || own.output?.length || own.tool || place.kind === "llm") return {};
  const detail = (call: Place) => detailOf(engine, session, call);
  const asked = first(callsBelow(structure, place, 1), (call) =>
    said(call, detail(call)?.messages?.findLast(isUser)),
  );
  const answered = first(callsBelow(structure, place, -1), (call) =>
    said(call, detail(call)?.output?.at(-1)),
  );
  return asked || answered ? { inside: { ...(asked && { asked }), ...(answered && { answered }) } } : {};
}

/** The first model calls below a step, or with -1 the last ones: those of its own agent where it made any. */
function callsBelow({ places }: Structure, place: Place, direction: 1 | -1): readonly Place[] {
  const own: Place[] = [];
  const others: Place[] = [];
  const [first, last] = [place.number, place.number + place.size - 2];
  for (let at = direction === 1 ? first : last; at >= first && at <= last; at += direction) {
    const below = places[at];
    if (below?.kind !== "llm" || below.duplicateOf !== null) continue;
    const list = below.agent === place.agent ? own : others;
    if (list.length < MAX_READ) list.push(below);
    if (own.length === MAX_READ) break;
  }
  return own.length > 0 ? own : others;
}

function isUser({ role }: Message): boolean {
  return role === "user";
}

function first(calls: readonly Place[], find: (call: Place) => SaidInside | undefined) {
  for (const call of calls) {
    const found = find(call);
    if (found) return found;
  }
  return undefined;
}

function said({ stepId, number }: Place, message: Message | undefined): SaidInside | undefined {
  return message && { stepId, number, message };
}

function detailOf(engine: Engine, session: SessionCells, place: Place): StepDetail | undefined {
  const cells = summarised(engine, place.rowId);
  if (!cells) return undefined;
  return stepDetail({
    row: stepRow(cells, place, session.startUs, false),
    place,
    step: readStored(engine, cells),
    copies: [],
    conflict: false,
  });
}

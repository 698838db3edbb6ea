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
  const below = structure.places.slice(place.number, place.number - 1 + place.size);
  const calls = below.filter(({ kind, duplicateOf }) => kind === "llm" && duplicateOf === null);
  const ownCalls = calls.filter(({ agent }) => agent === place.agent);
  const counted = ownCalls.length > 0 ? ownCalls : calls;
  const read = (call: Place) => detailOf(engine, session, call);
  const asked = first(counted, (call) => said(call, read(call)?.messages?.findLast(isUser)));
  const answered = first([...counted].reverse(), (call) => said(call, read(call)?.output?.at(-1)));
  return asked || answered ? { inside: { ...(asked && { asked }), ...(answered && { answered }) } } : {};
}

function isUser({ role }: Message): boolean {
  return role === "user";
}

function first(calls: readonly Place[], find: (call: Place) => SaidInside | undefined) {
  for (const call of calls.slice(0, MAX_READ)) {
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

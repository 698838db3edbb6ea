// What a variant edits, with the recorded text beside the new one.

import type { Channel } from "../../../src/protocol/channel";
import type { ReplayEdit, ReplayListRow } from "../../../src/protocol/replay";
import type { StepDetail } from "../../../src/protocol/rows";
import { type DiffPiece, diffLines } from "../compare/word-diff";
import { jsonOf, systemOf } from "../compare/texts";

export interface EditText {
  readonly edit: ReplayEdit;
  /** Undefined where the recorded call is not stored any more. */
  readonly before: string | undefined;
  readonly after: string;
}

/** The texts of all edits of a replay, in their order. */
export async function loadEditTexts(
  channel: Channel,
  { sessionId, edits }: ReplayListRow,
  abort: AbortSignal,
): Promise<readonly EditText[]> {
  if (edits.length === 0) return [];
  const { calls } = await channel
    .ask("session/context", { sessionId }, abort)
    .catch(() => ({ calls: [] as { stepId: string; agent: string | null }[] }));
  const details = new Map<string, Promise<StepDetail | undefined>>();
  const detailOf = (stepId: string) => {
    const asked = details.get(stepId) ?? channel.ask("step/get", { stepId }, abort).catch(() => undefined);
    details.set(stepId, asked);
    return asked;
  };
  return Promise.all(
    edits.map(async (edit) => {
      const { agent, stepId } = edit.where;
      const call = stepId ?? calls.find((one) => agent === undefined || one.agent === agent)?.stepId;
      const detail = call === undefined ? undefined : await detailOf(call);
      return { edit, before: detail && recordedText(detail, edit), after: jsonOf(edit.value) };
    }),
  );
}

/** The recorded text that an edit takes the place of; empty where the call had none. */
export function recordedText(detail: StepDetail, { where, value }: ReplayEdit): string {
  switch (where.part) {
    case "system":
      return systemOf(detail);
    case "user":
      return (
        detail.messages
          ?.filter(({ role }) => role === "user")
          .flatMap(({ parts }) =>
            parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).slice(0, 1),
          )
          .at(where.stepId === undefined ? 0 : -1) ?? ""
      );
    case "tool-description": {
      const tool = detail.tools?.find(({ name }) => name === where.name);
      if (typeof value === "string") return tool?.description ?? "";
      return jsonOf({ description: tool?.description, parameters: tool?.parameters });
    }
    case "model":
      return detail.requestModel ?? detail.model ?? "";
    case "params": {
      const params = detail.params ?? {};
      return jsonOf(where.name === undefined ? params : params[where.name]);
    }
  }
}

/** The changed lines with one line around them; lines further away are left out. */
export function changedLines({
  before = "",
  after,
}: Pick<EditText, "before" | "after">): readonly DiffPiece[] {
  const pieces = diffLines(`${before}\n`, `${after}\n`);
  return pieces.flatMap(({ change, text }, at): DiffPiece[] => {
    if (change !== "kept") return [{ change, text }];
    const lines = text.match(/[^\n]*\n/g) ?? [];
    const end = at > 0 ? lines.slice(0, 1) : [];
    const start = at < pieces.length - 1 ? lines.slice(-1) : [];
    const kept = lines.length <= 2 ? lines : [...end, ...start];
    return kept.length === 0 ? [] : [{ change, text: kept.join("") }];
  });
}

/** `+2 −1`: lines that are new and lines that are gone. */
export function lineCounts(pieces: readonly DiffPiece[]): string {
  const count = (wanted: DiffPiece["change"]) =>
    pieces
      .filter(({ change }) => change === wanted)
      .reduce((sum, { text }) => sum + (text.match(/\n/g)?.length ?? 0), 0);
  return [`+${count("added")}`, `−${count("removed")}`].filter((part) => !part.endsWith("0")).join(" ");
}

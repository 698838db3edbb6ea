// What differs in what two model calls were sent, and in what was remembered up to them. Pure.

import type { MemoryOperationRow, Message, StepDetail, ToolDef } from "../../../src/protocol/rows";
import type { CallContext } from "./contexts";
import { jsonOf, systemOf, textOfMessage } from "./texts";
import { type DiffPiece, diffLines, diffWords } from "./word-diff";

/** One difference: `~ system prompt` with its changed lines. */
export interface Difference {
  readonly sign: "~" | "+" | "−";
  readonly what: string;
  readonly pieces: readonly DiffPiece[];
  /** Lines of code or words of a text. */
  readonly isCode: boolean;
}

/** Messages that are told one by one; the rest is counted. */
const MOST_MESSAGES = 3;

/** The differences in the order of a request: system prompt, tools, model, parameters, messages. */
export function requestDifferences(left: StepDetail, right: StepDetail): readonly Difference[] {
  return [
    ...changed("system prompt", systemOf(left), systemOf(right)),
    ...toolDifferences(left.tools ?? [], right.tools ?? []),
    ...changed("model", modelOf(left), modelOf(right)),
    ...paramDifferences(paramsOf(left), paramsOf(right)),
    ...messageDifferences(spoken(left), spoken(right)),
  ];
}

/** The names whose remembered value differs: what was last written to each, up to either call. */
export function memoryDifferences(left: CallContext, right: CallContext): readonly Difference[] {
  const [one, two] = [remembered(left.memory ?? []), remembered(right.memory ?? [])];
  const names = [...new Set([...one.keys(), ...two.keys()])];
  return names.flatMap((name) => changed(name, one.get(name) ?? "", two.get(name) ?? "", false));
}

function changed(what: string, before: string, after: string, isCode = true): Difference[] {
  if (before === after) return [];
  const sign = before === "" ? "+" : after === "" ? "−" : "~";
  // A last line without its end is still the same line.
  const pieces = isCode ? diffLines(`${before}\n`, `${after}\n`) : diffWords(before, after);
  return [{ sign, what, pieces: isCode ? pieces.filter(({ change }) => change !== "kept") : pieces, isCode }];
}

function toolDifferences(left: readonly ToolDef[], right: readonly ToolDef[]): Difference[] {
  const [one, two] = [textsByName(left), textsByName(right)];
  const names = [...new Set([...one.keys(), ...two.keys()])];
  return names.flatMap((name) => changed(`tool ${name}`, one.get(name) ?? "", two.get(name) ?? ""));
}

/** What a replay was sent stands whole in an attribute of its own: other parameters than those of the conventions too. */
const REPLAYED_PARAMS = "agent_loupe.request.params";

type Params = Readonly<Record<string, unknown>>;

/** The parameters of a call; undefined where its trace names none, which says nothing about what was sent. */
function paramsOf({ params, attributes }: StepDetail): Params | undefined {
  const replayed = attributes.find(({ key }) => key === REPLAYED_PARAMS)?.value;
  if (typeof replayed !== "string") return params;
  try {
    return JSON.parse(replayed) as Params;
  } catch {
    return params;
  }
}

function paramDifferences(left: Params | undefined, right: Params | undefined): Difference[] {
  if (!left || !right) return [];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) =>
    changed(`parameter ${name}`, jsonOf(left[name]), jsonOf(right[name]), false),
  );
}

function textsByName(tools: readonly ToolDef[]): ReadonlyMap<string, string> {
  return new Map(
    tools.map(({ name, description = "", parameters }) => [
      name,
      `${description}${parameters === undefined ? "" : `\n${jsonOf(parameters)}`}`,
    ]),
  );
}

function modelOf({ requestModel, model }: StepDetail): string {
  return requestModel ?? model ?? "";
}

/** The messages but for the system prompt, which stands for itself. */
function spoken({ messages = [] }: StepDetail): readonly Message[] {
  return messages.filter(({ role }) => role !== "system" && role !== "developer");
}

/** Place by place: ids of calls are drawn anew in each run and tell nothing. */
function messageDifferences(left: readonly Message[], right: readonly Message[]): Difference[] {
  const found = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const [one, two] = [left[at], right[at]];
    const role = (two ?? one)?.role ?? "";
    const texts = [one, two].map((message) => (message ? textOfMessage(message) : ""));
    const what = `message ${at + 1}, ${role === "tool" ? "tool result" : role}`;
    return changed(what, texts[0] ?? "", texts[1] ?? "", false);
  }).flat();
  const rest = found.length - MOST_MESSAGES;
  if (rest <= 0) return found;
  const more: Difference = {
    sign: "~",
    what: `${rest} more ${rest === 1 ? "message" : "messages"}`,
    pieces: [],
    isCode: false,
  };
  return [...found.slice(0, MOST_MESSAGES), more];
}

function remembered(operations: readonly MemoryOperationRow[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { op, changed: isWritten, failed, store, key, recordId, preview } of operations) {
    const name = [store, key ?? recordId].filter((part) => part !== undefined).join(" · ");
    if (!isWritten || failed || name === "") continue;
    if (op === "delete" || op === "store_delete") values.delete(name);
    // A change is written as `before → after`; what counts is what is there now.
    else values.set(name, preview.split(" → ").at(-1) ?? preview);
  }
  return values;
}

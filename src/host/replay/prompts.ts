// The prompts of a recorded session as documents to edit, and the edits that a change of their texts stands for. Pure.
//
// A text that all calls of an agent share is one document; where an agent's calls differ, each text is a document of its
// own, bound to the calls that had it. So an edit changes what is seen in its document, and nothing else.

import type { Message, Part, StepDetail, ToolDef } from "../../protocol/rows";
import type { ReplayEdit } from "../../protocol/replay";
import { groupsOf, isWithin, type CallGroup, type EditsOfText } from "./call-groups";
import { editsOfSettings, settingsText, settingsUnder } from "./prompt-settings";
import { editsOfTools, toolsText, toolsUnder } from "./prompt-tools";

export type PromptKind = "system" | "user" | "tools" | "settings";

export interface PromptDocument {
  /** The file's name, unique within the session. */
  readonly name: string;
  readonly kind: PromptKind;
  /** The agent whose text it is; null where the session names none, or the document is about several. */
  readonly agent: string | null;
  readonly recorded: string;
  readonly edits: (text: string) => EditsOfText;
  /** The text with one edit made to it; undefined where the edit is of something else. */
  readonly under: (text: string, edit: ReplayEdit) => string | undefined;
}

/** Documents of one kind beyond this many are left out: nobody edits that many by hand. */
const MAX_DOCUMENTS = 50;

/** The documents of a session's model calls, in the order of the calls. Calls without content give none. */
export function promptDocuments(steps: readonly StepDetail[]): PromptDocument[] {
  const calls = steps.filter((step) => step.kind === "llm" && step.duplicateOf === undefined);
  const systems = groupsOf(calls, systemTextOf).map((group) => textDocument("system", group));
  const users = userGroups(calls).map((group) => textDocument("user", group));
  const tools = groupsOf(calls, (call) => (call.tools?.length ? call.tools : undefined));
  const settings = groupsOf(calls, settingsOf);
  return named([
    ...systems.slice(0, MAX_DOCUMENTS),
    ...users.slice(0, MAX_DOCUMENTS),
    ...(tools.length === 0 ? [] : [toolsDocument(tools)]),
    ...(settings.length === 0 ? [] : [settingsDocument(settings)]),
  ]);
}

/**
 * The last words of the user in a call. The same words stand in all later calls, so the first call names them. The
 * session's first words need no call to name them, so that a variant of them fits other sessions too.
 */
function userGroups(calls: readonly StepDetail[]): CallGroup<string>[] {
  const seen = new Set<string>();
  return calls.flatMap((call, at) => {
    const texts = (call.messages ?? []).filter(({ role }) => role === "user").flatMap(firstText);
    const text = texts.at(-1);
    if (text === undefined || seen.has(text)) return [];
    seen.add(text);
    const isFirst = at === 0 && texts.length === 1;
    return [{ agent: call.agent, value: text, where: [isFirst ? {} : { stepId: call.stepId }] }];
  });
}

function systemTextOf(call: StepDetail): string | undefined {
  const parts = [
    ...(call.system ?? []),
    ...(call.system?.length ? [] : (call.messages?.find(isSystem)?.parts ?? [])),
  ];
  const texts = parts.flatMap(textOfPart);
  return texts.length === 0 ? undefined : texts.join("\n");
}

function settingsOf(call: StepDetail): { model: string; params: Readonly<Record<string, unknown>> } {
  return { model: call.requestModel ?? call.model ?? "", params: call.params ?? {} };
}

function isSystem({ role }: Message): boolean {
  return role === "system" || role === "developer";
}

function firstText(message: Message): string[] {
  return message.parts.flatMap(textOfPart).slice(0, 1);
}

function textOfPart(part: Part): string[] {
  return part.type === "text" ? [part.text] : [];
}

type Unnamed = Omit<PromptDocument, "name"> & { readonly base: string; readonly ending: string };

function textDocument(kind: "system" | "user", { agent, value, where }: CallGroup<string>): Unnamed {
  const what = kind === "system" ? "system prompt" : "user message";
  return {
    base: agent === null ? what : `${agent} ${what}`,
    ending: ".md",
    kind,
    agent,
    recorded: value,
    edits: (text) => ({
      ok: true,
      edits: text === value ? [] : where.map((calls) => ({ where: { ...calls, part: kind }, value: text })),
    }),
    under: (_text, edit) =>
      edit.where.part === kind && isWithin(edit.where, where) && typeof edit.value === "string"
        ? edit.value
        : undefined,
  };
}

function toolsDocument(groups: readonly CallGroup<readonly ToolDef[]>[]): Unnamed {
  return {
    base: "tool descriptions",
    ending: ".json",
    kind: "tools",
    agent: null,
    recorded: toolsText(groups),
    edits: (text) => editsOfTools(groups, text),
    under: (text, edit) => toolsUnder(groups, text, edit),
  };
}

function settingsDocument(groups: Parameters<typeof settingsText>[0]): Unnamed {
  return {
    base: "model and parameters",
    ending: ".json",
    kind: "settings",
    agent: null,
    recorded: settingsText(groups),
    edits: (text) => editsOfSettings(groups, text),
    under: (text, edit) => settingsUnder(groups, text, edit),
  };
}

/** File names from foreign text: letters, digits and blanks; two of one name are told apart by a number. */
function named(documents: readonly Unnamed[]): PromptDocument[] {
  const used = new Set<string>();
  return documents.map(({ base, ending, ...document }) => {
    const clean = base
      .replace(/[^\p{L}\p{N} _-]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 60);
    let name = `${clean}${ending}`;
    for (let number = 2; used.has(name); number++) name = `${clean} ${number}${ending}`;
    used.add(name);
    return { ...document, name };
  });
}

// Where to send a replay: a list of the targets that fit the session, and what some of them still have to be told.

import * as vscode from "vscode";
import type { StepDetail } from "../../protocol/rows";
import { SETTINGS } from "../ids";
import { oneLine } from "../text";
import { askChoice, askText, separator, type Choice } from "./ask";
import type { ReplayOptions } from "./options";
import { addressProblem, readTargetSettings, targetChoices, type TargetChoice } from "./targets";

export type ChosenTarget = Pick<ReplayOptions, "targetId" | "target" | "targetLabel">;

/** The calls that name the recorded provider, and the session they belong to. */
export interface TargetSession {
  readonly sessionId: string;
  readonly calls: readonly StepDetail[];
}

const QUESTION = { title: "Send to", placeholder: "Where to send the model calls", canGoBack: true };

/** The targets of a session, most likely first, with what is wrong in the settings. */
export function targetsOf({ sessionId, calls }: TargetSession, lastId?: string) {
  const setting = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.replayTargets);
  const { targets, problems } = readTargetSettings(setting);
  return { choices: targetChoices(calls, sessionId, targets, lastId), problems };
}

/** The target to begin with: the most likely one. */
export function firstTarget(session: TargetSession): ChosenTarget {
  const [first] = targetsOf(session).choices;
  return first ? chosen(first) : { targetId: OTHER.id, target: OTHER.target, targetLabel: OTHER.label };
}

/** The target that the user chose; undefined where they turned away. */
export async function askTarget(
  session: TargetSession,
  last: ChosenTarget,
): Promise<ChosenTarget | undefined> {
  const { choices, problems } = targetsOf(session, last.targetId);
  const choice = await askChoice(QUESTION, itemsOf(choices, problems), choices[0]);
  if (!choice) return undefined;
  if (choice.id === FAULTY.id) {
    await vscode.commands.executeCommand("workbench.action.openSettings", SETTINGS.replayTargets);
    return undefined;
  }
  if (choice.id === OTHER.id) return askAddress(last);
  return choice.target.provider === "editor" ? askEditorModel(last) : chosen(choice);
}

const OTHER: TargetChoice = {
  id: "other",
  label: "Another address",
  detail: "Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenRouter",
  target: { provider: "openai-chat" },
};
/** Stands for the sentences about settings that cannot be used. */
const FAULTY: TargetChoice = { ...OTHER, id: "faulty" };

function itemsOf(choices: readonly TargetChoice[], problems: readonly string[]): Choice<TargetChoice>[] {
  return [
    ...[...choices, OTHER].map((choice) => ({
      label: oneLine(choice.label, 80),
      detail: oneLine(choice.detail, 160),
      value: choice,
    })),
    ...(problems.length === 0 ? [] : [separator("In the settings", FAULTY)]),
    ...problems.map((problem) => ({
      label: `$(warning) ${oneLine(problem, 200)}`,
      detail: "Opens the setting",
      value: FAULTY,
    })),
  ];
}

function chosen({ id, target, label }: TargetChoice): ChosenTarget {
  return { targetId: id, target, targetLabel: label };
}

async function askAddress({ target }: ChosenTarget): Promise<ChosenTarget | undefined> {
  const known = target.baseUrl ?? "http://127.0.0.1:11434/v1";
  const question = { ...QUESTION, title: OTHER.label, placeholder: "https://host/v1" };
  const baseUrl = await askText(question, "Address up to /v1", known, addressProblem);
  if (baseUrl === undefined) return undefined;
  const model = await askText(
    { ...question, placeholder: "The recorded model" },
    "Model to ask there. Empty for the recorded one.",
    target.model ?? "",
    () => undefined,
  );
  if (model === undefined) return undefined;
  const named = model.trim() === "" ? {} : { model: model.trim() };
  return {
    targetId: OTHER.id,
    target: { provider: "openai-chat", baseUrl, ...named },
    targetLabel: new URL(baseUrl).host,
  };
}

async function askEditorModel({ target }: ChosenTarget): Promise<ChosenTarget | undefined> {
  const models = await vscode.lm.selectChatModels();
  const items = models.map((model): Choice<string> => ({
    label: oneLine(model.name),
    description: oneLine(`${model.vendor} ${model.version}`),
    value: model.id,
  }));
  const placeholder =
    items.length === 0
      ? "The editor has no language model. Install an extension that brings one."
      : "Language model of the editor (not exact)";
  const model = await askChoice({ ...QUESTION, placeholder }, items, target.model);
  if (model === undefined) return undefined;
  return {
    targetId: "editor",
    target: { provider: "editor", model },
    targetLabel: `${model} in the editor`,
  };
}

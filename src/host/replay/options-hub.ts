// The options of a replay on one list: what will happen on Enter, and each choice with what it is now.
//
// Everything has a value from the start, so that a replay is one key away; what the user changes is remembered at once.

import type * as vscode from "vscode";
import type { NoRecordPolicy, ReplayMode } from "../../protocol/replay";
import type { StepDetail } from "../../protocol/rows";
import { countText, oneLine } from "../text";
import { askChoice, askText, separator, type Choice } from "./ask";
import { editGraders, type GradedSession } from "./grader-picker";
import {
  budgetText,
  gradersText,
  MODE_WORDS,
  POLICY_WORDS,
  rangeText,
  readBudget,
  readSamples,
  samplesProblem,
  SECRETS_WORDS,
  type ReplayOptions,
  type ReplayRange,
  type SecretsChoice,
} from "./options";
import { askTarget } from "./target-picker";

/** What is replayed, and with what. */
export interface ReplayChoice {
  readonly options: ReplayOptions;
  readonly range: ReplayRange;
  readonly secrets: SecretsChoice;
}

/** What the list has to know of the session. */
export interface HubSession extends GradedSession {
  readonly sessionId: string;
  readonly calls: readonly StepDetail[];
}

const TITLE = "Replay and Compare";

type RowName = "replay" | "target" | "range" | "samples" | "graders" | "policy" | "budget" | "secrets";

/** Shows the list until the user replays; undefined where they turned away. `keep` hears of each change. */
export async function askOptions(
  session: HubSession,
  initial: ReplayChoice,
  keep: (choice: ReplayChoice) => Promise<void>,
): Promise<ReplayChoice | undefined> {
  let choice = initial;
  let active: RowName = "replay";
  for (;;) {
    const name: RowName | undefined = await askChoice(
      {
        title: TITLE,
        placeholder: "Enter replays, after you agreed to what is sent. Select a line to change it.",
      },
      rowsOf(choice),
      active,
    );
    if (name === undefined) return undefined;
    if (name === "replay") return choice;
    const changed: ReplayChoice | undefined = await CHANGE[name](choice, session);
    active = changed ? "replay" : name;
    if (!changed) continue;
    choice = changed;
    await keep(choice);
  }
}

function rowsOf({ options, range, secrets }: ReplayChoice): Choice<RowName>[] {
  const { targetLabel, samples, graders, policy, budget } = options;
  const row = (value: RowName, icon: string, label: string, description: string): Choice<RowName> => ({
    label: `$(${icon}) ${label}`,
    description: oneLine(description, 120),
    value,
  });
  return [
    {
      label: `$(debug-rerun) Replay ${countText(samples, "sample")}`,
      detail: `To ${oneLine(targetLabel, 60)}, ${rangeText(range)}`,
      value: "replay",
    },
    separator("Options", "replay"),
    row("target", "server", "Send to", targetLabel),
    row("range", "list-tree", "Mode", range.mode === "recorded" ? MODE_WORDS.recorded : rangeText(range)),
    row("samples", "layers", "Samples", String(samples)),
    row("graders", "beaker", "Graders", gradersText(graders)),
    ...(range.mode === "step"
      ? []
      : [row("policy", "question", "A tool call without a recorded answer", POLICY_WORDS[policy])]),
    row("budget", "dashboard", "Stop at", budgetText(budget) || "no limit"),
    row("secrets", "shield", "Keys, tokens and passwords", SECRETS_WORDS[secrets]),
  ];
}

type Change = (choice: ReplayChoice, session: HubSession) => Promise<ReplayChoice | undefined>;

const CHANGE: Readonly<Record<Exclude<RowName, "replay">, Change>> = {
  target: async (choice, session) => {
    const chosen = await askTarget(session, choice.options);
    return chosen && { ...choice, options: { ...choice.options, ...chosen } };
  },
  range: async (choice, session) => {
    const range = await askRange(choice.range, session.calls);
    return range && { ...choice, range };
  },
  samples: async (choice) => {
    const question = { title: "Samples", placeholder: "3", canGoBack: true };
    const prompt = "How often to replay. With several samples and graders you see how sure a result is.";
    const text = await askText(question, prompt, String(choice.options.samples), samplesProblem);
    const samples = readSamples(text ?? "");
    return samples === undefined ? undefined : { ...choice, options: { ...choice.options, samples } };
  },
  graders: async (choice, session) => {
    const graders = await editGraders(choice.options.graders, session);
    return { ...choice, options: { ...choice.options, graders } };
  },
  policy: async (choice) => {
    const question = {
      title: "A tool call without a recorded answer",
      placeholder: "Tools are never run",
      canGoBack: true,
    };
    const policy = await askChoice(question, POLICIES, choice.options.policy);
    return policy && { ...choice, options: { ...choice.options, policy } };
  },
  budget: async (choice) => {
    const question = {
      title: "Stop at",
      placeholder: "$0.50, 20 calls, 100000 tokens, 60 s",
      canGoBack: true,
    };
    const prompt = "Bounds over all samples: dollars, calls, tokens or seconds. Empty for no limit.";
    const problem = (text: string) =>
      readBudget(text) ? undefined : "Write it as $0.50, 20 calls, 100000 tokens, 60 s.";
    const text = await askText(question, prompt, budgetText(choice.options.budget), problem);
    const budget = text === undefined ? undefined : readBudget(text);
    return budget && { ...choice, options: { ...choice.options, budget } };
  },
  secrets: async (choice) => {
    const question = {
      title: "Keys, tokens and passwords in what is sent",
      placeholder: "Before the first send you see how many were found",
      canGoBack: true,
    };
    const secrets = await askChoice(question, SECRETS, choice.secrets);
    return secrets && { ...choice, secrets };
  },
};

const SECRETS: readonly Choice<SecretsChoice>[] = [
  {
    label: SECRETS_WORDS.masked,
    detail: "The requests differ from the recorded ones there, and the result says so",
    value: "masked",
  },
  {
    label: SECRETS_WORDS["as-recorded"],
    detail: "For this session only; you are asked again",
    value: "as-recorded",
  },
];

const POLICIES: readonly Choice<NoRecordPolicy>[] = [
  { label: POLICY_WORDS.ask, detail: "The sample waits until you have answered", value: "ask" },
  { label: POLICY_WORDS.nearest, detail: "It is marked in the result", value: "nearest" },
  { label: POLICY_WORDS.end, detail: "What was received is kept", value: "end" },
];

const MODES: readonly Choice<ReplayMode>[] = [
  {
    label: MODE_WORDS.recorded,
    detail: "Every model call is made anew; tools answer from the recording and are not run",
    value: "recorded",
  },
  {
    label: MODE_WORDS["from-here"],
    detail: "Recorded answers up to a step, new ones from there on",
    value: "from-here",
  },
  { label: MODE_WORDS.step, detail: "Sends a single request again", value: "step" },
];

async function askRange(range: ReplayRange, calls: readonly StepDetail[]): Promise<ReplayRange | undefined> {
  const question = { title: TITLE, placeholder: "How to replay", canGoBack: true };
  const mode = await askChoice(question, MODES, range.mode);
  if (mode === undefined) return undefined;
  if (mode === "recorded") return { mode };
  const items = calls.map(callChoice);
  const active = items.find(({ value }) => value.stepId === range.from?.stepId)?.value;
  const placeholder = mode === "step" ? "Model call to send again" : "First model call to make anew";
  const from = await askChoice({ ...question, placeholder }, items, active);
  return from && { mode, from };
}

function callChoice({ stepId, number, agent, model, summary }: StepDetail) {
  return {
    label: `Step ${number}`,
    description: oneLine([agent, model].filter(Boolean).join(" · ")),
    detail: oneLine(summary),
    value: { stepId, number },
  } satisfies vscode.QuickPickItem & { value: unknown };
}

// The questions before a replay: where to, how, how often, judged by what, and up to which budget.

import * as vscode from "vscode";
import type { NoRecordPolicy, ReplayMode } from "../../protocol/replay";
import type { StepDetail } from "../../protocol/rows";
import { SETTINGS } from "../ids";
import { oneLine } from "../text";
import { askChoice, askText, runWizard, type Asked, type Choice, type WizardStep } from "./multi-step";
import { budgetText, MODE_WORDS, readBudget, readGrader, readSamples } from "./options";
import type { ReplayOptions } from "./options";
import { addressProblem, readTargetSettings, targetChoices, type TargetChoice } from "./targets";

const TITLE = "Replay and Compare";

interface State extends ReplayOptions {
  readonly choice?: TargetChoice | undefined;
}

/** What the wizard has to know of the session. */
export interface WizardSession {
  readonly sessionId: string;
  readonly calls: readonly StepDetail[];
  readonly last: ReplayOptions | undefined;
  readonly samples: number;
}

const FRESH: ReplayOptions = {
  targetId: "",
  target: { provider: "openai-chat" },
  targetLabel: "",
  mode: "recorded",
  samples: 1,
  graders: [],
  policy: "ask",
  budget: {},
};

/** The options that the user chose, and the choice of the target; undefined where they turned away. */
export async function askOptions(
  session: WizardSession,
): Promise<{ options: ReplayOptions; startsDemo: boolean } | undefined> {
  const initial: State = { ...(session.last ?? FRESH), samples: session.samples, fromStepId: undefined };
  const steps = [
    targetStep(session),
    addressStep,
    editorModelStep,
    modeStep,
    fromStep(session),
    samplesStep,
    gradersStep,
    policyStep,
    budgetStep,
  ];
  const state = await runWizard(steps, initial);
  if (!state) return undefined;
  const { choice, ...options } = state;
  return { options, startsDemo: choice?.starts === "demo" };
}

function targetStep({ sessionId, calls, last }: WizardSession): WizardStep<State> {
  return {
    ask: async (state, place) => {
      const setting = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.replayTargets);
      const { targets } = readTargetSettings(setting);
      const choices = targetChoices(calls, sessionId, targets, last?.targetId).map(
        (choice): Choice<TargetChoice> => ({ label: choice.label, detail: choice.detail, value: choice }),
      );
      const items = [
        ...choices,
        {
          label: "Another address",
          detail: "Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenRouter",
          value: OTHER,
        },
      ];
      const asked = await askChoice(TITLE, "Where to send the model calls", items, choices[0]?.value, place);
      return withValue(asked, (choice) => ({
        ...state,
        choice,
        targetId: choice.id,
        target: choice.target,
        targetLabel: choice.label,
      }));
    },
  };
}

const OTHER: TargetChoice = {
  id: "other",
  label: "Another address",
  detail: "",
  target: { provider: "openai-chat" },
};

const addressStep: WizardStep<State> = {
  applies: ({ choice }) => choice?.id === OTHER.id,
  ask: async (state, place) => {
    const asked = await askText(
      TITLE,
      "Address up to /v1",
      state.target.baseUrl ?? "http://127.0.0.1:11434/v1",
      addressProblem,
      place,
    );
    return withValue(asked, (baseUrl) => ({
      ...state,
      target: { ...state.target, baseUrl },
      targetLabel: new URL(baseUrl).host,
    }));
  },
};

const editorModelStep: WizardStep<State> = {
  applies: ({ target }) => target.provider === "editor",
  ask: async (state, place) => {
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
    const asked = await askChoice(TITLE, placeholder, items, state.target.model, place);
    return withValue(asked, (model) => ({
      ...state,
      target: { provider: "editor" as const, model },
      targetLabel: `${model} in the editor`,
    }));
  },
};

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

const modeStep: WizardStep<State> = {
  ask: async (state, place) =>
    withValue(await askChoice(TITLE, "How to replay", MODES, state.mode, place), (mode) => ({
      ...state,
      mode,
    })),
};

function fromStep({ calls }: WizardSession): WizardStep<State> {
  return {
    applies: ({ mode }) => mode !== "recorded",
    ask: async (state, place) => {
      const items = calls.map((call): Choice<string> => ({
        label: `Step ${call.number}`,
        description: oneLine([call.agent, call.model].filter(Boolean).join(" · ")),
        detail: oneLine(call.summary),
        value: call.stepId,
      }));
      const what = state.mode === "step" ? "Model call to send again" : "First model call to make anew";
      const asked = await askChoice(TITLE, what, items, state.fromStepId, place);
      return withValue(asked, (fromStepId) => ({ ...state, fromStepId }));
    },
  };
}

const samplesStep: WizardStep<State> = {
  ask: async (state, place) => {
    const problem = (text: string) =>
      readSamples(text) === undefined ? "Enter a whole number from 1 to 1000." : undefined;
    const asked = await askText(TITLE, "Number of samples", String(state.samples), problem, place);
    return withValue(asked, (text) => ({ ...state, samples: readSamples(text) ?? 1 }));
  },
};

const gradersStep: WizardStep<State> = {
  ask: async (state, place) => {
    const lines = state.graders.map(graderLine).filter((line) => line !== undefined);
    const asked = await askText(
      TITLE,
      "What a good answer does, several with && between: contains: refund && calls: search && cost: 0.05. Empty for none.",
      lines.join(" && "),
      (text) =>
        readGraders(text)
          ? undefined
          : "One of these cannot be read. Write it as contains: text, not: text, regex: pattern, calls: tool, not calls: tool, order: tool, tool, cost: dollars or seconds: number.",
      place,
    );
    return withValue(asked, (text) => ({ ...state, graders: readGraders(text) ?? [] }));
  },
};

const POLICIES: readonly Choice<NoRecordPolicy>[] = [
  { label: "Ask me", detail: "Each sample waits until you have answered", value: "ask" },
  { label: "Take the nearest recorded answer", detail: "It is marked in the result", value: "nearest" },
  { label: "End the sample", detail: "What was received is kept", value: "end" },
];

const policyStep: WizardStep<State> = {
  applies: ({ mode }) => mode !== "step",
  ask: async (state, place) =>
    withValue(
      await askChoice(
        TITLE,
        "When the recording has no answer to a tool call",
        POLICIES,
        state.policy,
        place,
      ),
      (policy) => ({ ...state, policy }),
    ),
};

const budgetStep: WizardStep<State> = {
  ask: async (state, place) => {
    const asked = await askText(
      TITLE,
      "Stop at: dollars, calls, tokens or seconds over all samples. Empty for no limit.",
      budgetText(state.budget),
      (text) => (readBudget(text) ? undefined : "Write it as $0.50, 20 calls, 100000 tokens, 60 s."),
      place,
      { placeholder: "$0.50, 20 calls" },
    );
    return withValue(asked, (text) => ({ ...state, budget: readBudget(text) ?? {} }));
  },
};

/** The graders of a line; undefined where one of them cannot be read. */
function readGraders(text: string) {
  const lines = text.split("&&").filter((line) => line.trim() !== "");
  const graders = lines.map(readGrader).filter((grader) => grader !== undefined);
  return graders.length === lines.length ? graders : undefined;
}

/** The line that `readGrader` reads back; undefined for graders that only a test file can hold. */
function graderLine(grader: ReplayOptions["graders"][number]): string | undefined {
  switch (grader.kind) {
    case "contains":
      return `${grader.not ? "not" : "contains"}: ${grader.text}`;
    case "regex":
      return `regex: ${grader.pattern}`;
    case "tool-use":
      if (grader.called) return `calls: ${grader.called.join(", ")}`;
      if (grader.notCalled) return `not calls: ${grader.notCalled.join(", ")}`;
      return grader.inOrder && `order: ${grader.inOrder.join(", ")}`;
    case "cost":
      return `cost: ${grader.maxUsd}`;
    case "latency":
      return `seconds: ${grader.maxSeconds}`;
    default:
      return undefined;
  }
}

function withValue<Value>(asked: Asked<Value>, make: (value: Value) => State): Asked<State> {
  return asked.kind === "value" ? { kind: "value", value: make(asked.value) } : { kind: asked.kind };
}

// Questions one after the other, with a way back. Each step asks one thing and gives the state with its answer.

import * as vscode from "vscode";

/** Where a step stands among those that are asked, for the title's `2/5`. */
export interface StepPlace {
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

export type Asked<Value> =
  { readonly kind: "value"; readonly value: Value } | { readonly kind: "back" | "end" };

export interface WizardStep<State> {
  /** Whether the step is asked at all, given the answers so far. */
  readonly applies?: (state: State) => boolean;
  readonly ask: (state: State, place: StepPlace) => Promise<Asked<State>>;
}

/** The state after all steps; undefined where the user turned away. */
export async function runWizard<State>(
  steps: readonly WizardStep<State>[],
  initial: State,
): Promise<State | undefined> {
  const history: { readonly at: number; readonly state: State }[] = [];
  let state = initial;
  let at = 0;
  for (;;) {
    const step = steps[at];
    if (!step) return state;
    if (step.applies?.(state) === false) {
      at += 1;
      continue;
    }
    const totalSteps = steps.filter(({ applies }) => applies?.(state) !== false).length;
    const asked = await step.ask(state, {
      step: history.length + 1,
      totalSteps,
      canGoBack: history.length > 0,
    });
    if (asked.kind === "end") return undefined;
    if (asked.kind === "value") {
      history.push({ at, state });
      state = asked.value;
      at += 1;
      continue;
    }
    const before = history.pop();
    if (before) ({ at, state } = before);
  }
}

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

/** One of several; `active` is the row that Enter takes. */
export function askChoice<Value>(
  title: string,
  placeholder: string,
  choices: readonly Choice<Value>[],
  active: Value | undefined,
  place: StepPlace,
): Promise<Asked<Value>> {
  const pick = vscode.window.createQuickPick<Choice<Value>>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
  const [first] = choices.filter(({ value }) => value === active);
  if (first) pick.activeItems = [first];
  return shown(pick, title, place, () => pick.selectedItems[0]?.value);
}

/** A text; `problem` says why it cannot be taken. */
export function askText(
  title: string,
  prompt: string,
  value: string,
  problem: (text: string) => string | undefined,
  place: StepPlace,
  options: { readonly password?: boolean; readonly placeholder?: string } = {},
): Promise<Asked<string>> {
  const box = vscode.window.createInputBox();
  box.prompt = prompt;
  box.value = value;
  box.password = options.password ?? false;
  box.placeholder = options.placeholder ?? "";
  box.onDidChangeValue((text) => (box.validationMessage = problem(text)));
  return shown(box, title, place, () => {
    box.validationMessage = problem(box.value);
    return box.validationMessage === undefined ? box.value : undefined;
  });
}

/** Shows an input and waits for its answer. `accepted` gives undefined where the answer is none yet. */
function shown<Value>(
  input: vscode.QuickPick<Choice<Value>> | vscode.InputBox,
  title: string,
  { step, totalSteps, canGoBack }: StepPlace,
  accepted: () => Value | undefined,
): Promise<Asked<Value>> {
  input.title = title;
  input.ignoreFocusOut = true;
  if (totalSteps > 1) {
    input.step = step;
    input.totalSteps = totalSteps;
  }
  if (canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const end = (asked: Asked<Value>) => {
      resolve(asked);
      input.hide();
    };
    input.onDidAccept(() => {
      const value = accepted();
      if (value !== undefined) end({ kind: "value", value });
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) end({ kind: "back" });
    });
    input.onDidHide(() => {
      resolve({ kind: "end" });
      input.dispose();
    });
    input.show();
  });
}

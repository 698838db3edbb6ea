// One question at a time: a list to choose from, or a text. Escape and the back button both give undefined.

import * as vscode from "vscode";

export interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

export interface Question {
  readonly title: string;
  readonly placeholder: string;
  /** Shows the back button, where Escape leads back too. */
  readonly canGoBack?: boolean;
}

/** A line between choices. */
export function separator<Value>(label: string, value: Value): Choice<Value> {
  return { label, kind: vscode.QuickPickItemKind.Separator, value };
}

/** One of several; `active` is the row that Enter takes. */
export function askChoice<Value>(
  question: Question,
  choices: readonly Choice<Value>[],
  active?: Value,
): Promise<Value | undefined> {
  const pick = pickOf(question, choices);
  const [first] = choices.filter(({ value }) => value === active);
  if (first) pick.activeItems = [first];
  return shown(pick, question, () => pick.selectedItems[0]?.value);
}

/** Several of several; those with `picked` are chosen at the start. */
export function askSeveral<Value>(
  question: Question,
  choices: readonly Choice<Value>[],
): Promise<readonly Value[] | undefined> {
  const pick = pickOf(question, choices);
  pick.canSelectMany = true;
  pick.selectedItems = choices.filter(({ picked }) => picked === true);
  return shown(pick, question, () => pick.selectedItems.map(({ value }) => value));
}

/** A text; `problem` says why it cannot be taken. */
export function askText(
  { placeholder, ...question }: Question,
  prompt: string,
  value: string,
  problem: (text: string) => string | undefined,
): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.prompt = prompt;
  box.value = value;
  box.placeholder = placeholder;
  box.onDidChangeValue((text) => (box.validationMessage = problem(text)));
  return shown(box, { ...question, placeholder }, () => {
    box.validationMessage = problem(box.value);
    return box.validationMessage === undefined ? box.value : undefined;
  });
}

function pickOf<Value>({ placeholder }: Question, choices: readonly Choice<Value>[]) {
  const pick = vscode.window.createQuickPick<Choice<Value>>();
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = choices;
  return pick;
}

/** Shows an input and waits for its answer. `accepted` gives undefined where the answer is none yet. */
function shown<Value>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, canGoBack }: Question,
  accepted: () => Value | undefined,
): Promise<Value | undefined> {
  input.title = title;
  input.ignoreFocusOut = true;
  if (canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const end = (value: Value | undefined) => {
      resolve(value);
      input.hide();
    };
    input.onDidAccept(() => {
      const value = accepted();
      if (value !== undefined) end(value);
    });
    input.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) end(undefined);
    });
    input.onDidHide(() => {
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

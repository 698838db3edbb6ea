// A replay that waits: a tool was called in a way that the recording holds no answer to. The user decides, here or in
// the panel; whichever comes first counts.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { Decision } from "../../protocol/replay";
import { REPLAY_COMMANDS } from "../ids";
import { oneLine } from "../text";

interface DecisionItem extends vscode.QuickPickItem {
  readonly decision: Decision["kind"];
}

const CHOICES: Readonly<Record<Decision["kind"], { readonly label: string; readonly detail: string }>> = {
  result: {
    label: "$(edit) Give an answer by hand",
    detail: "Text or JSON, as the tool would have answered",
  },
  nearest: { label: "$(history) Take the nearest recorded one", detail: "It is marked in the result" },
  end: { label: "$(debug-stop) End here", detail: "What was received is kept" },
};

/** Asks one question after the other, and says in the status bar that a replay waits. */
export class Decisions implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private queue: Promise<unknown> = Promise.resolve();
  private waiting = 0;
  private shown: vscode.QuickPick<DecisionItem> | undefined;

  constructor() {
    this.item = vscode.window.createStatusBarItem("agentLoupe.replay", vscode.StatusBarAlignment.Left, 0);
    this.item.name = "Agent Loupe: Replay";
    this.item.command = REPLAY_COMMANDS.answerReplay;
  }

  /** The user's decision. Ends with `cancelled` where it was made elsewhere. */
  async decide(question: ArgumentsOf<"host/decide">, signal: AbortSignal): Promise<Decision> {
    this.waits(question.question, 1);
    try {
      const turn = this.queue.then(() => this.ask(question, signal));
      this.queue = turn.catch(() => undefined);
      return await turn;
    } finally {
      this.waits("", -1);
    }
  }

  /** Shows the question that waits once more, after it was put away. */
  showAgain(): void {
    if (this.shown) this.shown.show();
    else vscode.window.setStatusBarMessage("No replay waits for an answer.", 4000);
  }

  dispose(): void {
    this.item.dispose();
  }

  private async ask(question: ArgumentsOf<"host/decide">, signal: AbortSignal): Promise<Decision> {
    for (;;) {
      if (signal.aborted) throw new UserFault("cancelled", "It was answered elsewhere.");
      const chosen = await this.pick(question, signal);
      if (chosen !== "result") return { kind: chosen };
      const value = await typedAnswer(question.question, signal);
      if (value !== undefined) return { kind: "result", value: readValue(value) };
    }
  }

  /** What the user chose. A list that is put away stays a question, for the panel or until it is shown again. */
  private pick(
    { question, sample, choices }: ArgumentsOf<"host/decide">,
    signal: AbortSignal,
  ): Promise<Decision["kind"]> {
    const pick = vscode.window.createQuickPick<DecisionItem>();
    pick.title = `Sample ${sample + 1} waits`;
    pick.placeholder = oneLine(question, 300);
    pick.ignoreFocusOut = true;
    pick.items = choices.map((decision) => ({ ...CHOICES[decision], decision }));
    this.shown = pick;
    return new Promise<Decision["kind"]>((resolve, reject) => {
      const stop = () => reject(new UserFault("cancelled", "It was answered elsewhere."));
      signal.addEventListener("abort", stop, { once: true });
      pick.onDidAccept(() => {
        const [chosen] = pick.selectedItems;
        if (chosen) resolve(chosen.decision);
      });
      pick.show();
    }).finally(() => {
      this.shown = undefined;
      pick.dispose();
    });
  }

  private waits(question: string, change: 1 | -1): void {
    this.waiting += change;
    if (this.waiting === 0) {
      this.item.hide();
      return;
    }
    if (question === "") return;
    const step = /\bstep (\d+)/i.exec(question)?.[1];
    this.item.text = `$(debug-pause) Replay waits${step === undefined ? "" : ` at step ${step}`}`;
    this.item.tooltip = oneLine(question, 400);
    this.item.accessibilityInformation = { label: `Replay waits. ${oneLine(question, 400)}` };
    this.item.show();
  }
}

/** An answer as JSON where it is a JSON object or list, else as text. */
export function readValue(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function typedAnswer(question: string, signal: AbortSignal): Promise<string | undefined> {
  const cancel = new vscode.CancellationTokenSource();
  const stop = () => cancel.cancel();
  signal.addEventListener("abort", stop, { once: true });
  const prompt = oneLine(question, 300);
  const text = await vscode.window.showInputBox(
    { title: "Answer by hand", prompt, ignoreFocusOut: true },
    cancel.token,
  );
  signal.removeEventListener("abort", stop);
  cancel.dispose();
  return text;
}

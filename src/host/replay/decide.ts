// A replay that waits: a tool was called in a way that the recording holds no answer to. The user decides, here or in
// the panel; whichever comes first counts.
//
// The panel shows the question in its place, and the status bar says that it waits. Here the question is told once and
// comes up as a list when the user asks for it: several samples may wait at a time, and nobody wants a list for each.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ArgumentsOf } from "../../protocol/messages";
import type { Decision } from "../../protocol/replay";
import { oneLine } from "../text";
import { askChoice, askText, type Choice } from "./ask";

type Question = ArgumentsOf<"host/decide">;

interface Waiting {
  readonly question: Question;
  readonly decide: (decision: Decision) => void;
}

const CHOICES: Readonly<Record<Decision["kind"], { readonly label: string; readonly detail: string }>> = {
  result: {
    label: "$(edit) Write the result by hand",
    detail: "Text or JSON, as the tool would have answered",
  },
  nearest: { label: "$(history) Take the nearest recorded result", detail: "It is marked in the result" },
  end: { label: "$(debug-stop) End this sample here", detail: "What was received is kept" },
};

export class Decisions {
  private readonly waiting: Waiting[] = [];
  private isTold = false;

  /** The user's decision. Ends with `cancelled` where it was made elsewhere. */
  decide(question: Question, signal: AbortSignal): Promise<Decision> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { question, decide: resolve };
      this.waiting.push(one);
      signal.addEventListener(
        "abort",
        () => {
          this.forget(one);
          reject(new UserFault("cancelled", "It was answered elsewhere."));
        },
        { once: true },
      );
      this.tell(one);
    });
  }

  /** Asks about the sample that has waited longest, then about the next, until none waits or the user turns away. */
  async answerAll(): Promise<void> {
    if (this.waiting.length === 0) vscode.window.setStatusBarMessage("No replay waits for an answer.", 4000);
    for (let [first] = this.waiting; first; [first] = this.waiting) {
      const decision = await askDecision(first.question);
      if (!decision) return;
      // It may have been answered in the panel meanwhile.
      if (!this.waiting.includes(first)) continue;
      this.forget(first);
      first.decide(decision);
    }
  }

  private forget(one: Waiting): void {
    const at = this.waiting.indexOf(one);
    if (at >= 0) this.waiting.splice(at, 1);
  }

  private tell({ question: { sample, question } }: Waiting): void {
    if (this.isTold) return;
    this.isTold = true;
    const answer = "Answer";
    void vscode.window
      .showWarningMessage(oneLine(`Sample ${sample + 1} waits for you. ${question}`, 400), answer)
      .then((chosen) => {
        this.isTold = false;
        return chosen === answer ? this.answerAll() : undefined;
      });
  }
}

async function askDecision({ question, sample, choices }: Question): Promise<Decision | undefined> {
  const title = `Sample ${sample + 1} waits`;
  const items = choices.map((kind): Choice<Decision["kind"]> => ({ ...CHOICES[kind], value: kind }));
  for (;;) {
    const kind = await askChoice({ title, placeholder: oneLine(question, 300) }, items);
    if (kind !== "result") return kind && { kind };
    const about = { title: "Write the result by hand", placeholder: "Text or JSON", canGoBack: true };
    const text = await askText(about, oneLine(question, 300), "", () => undefined);
    if (text !== undefined) return { kind, value: readValue(text) };
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

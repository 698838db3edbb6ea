// What a tool answered in the recording: the same tool, the same arguments, the same occurrence. Tools are never run.

import { canonicalArgs } from "./canonical";
import type { ToolAnswer } from "./recording";

export type ToolMatch =
  | { readonly kind: "exact"; readonly answer: ToolAnswer }
  /** No such call is left in the record; `nearest` is the recorded call of this tool that looks most alike. */
  | { readonly kind: "none"; readonly nearest?: NearestAnswer; readonly known: boolean };

export interface NearestAnswer {
  readonly answer: ToolAnswer;
  /** How alike its arguments are: 1 for the same ones, 0 for nothing in common. */
  readonly alike: number;
}

/** The recorded answers of one sample: each is handed out once, in the order recorded. */
export class ToolRecord {
  private readonly unused: Set<ToolAnswer>;

  constructor(private readonly answers: readonly ToolAnswer[]) {
    this.unused = new Set(answers);
  }

  /** The next recorded answer to this very call, or the nearest one where there is none left. */
  take(name: string, args: unknown): ToolMatch {
    const argsKey = canonicalArgs(args);
    for (const answer of this.unused) {
      if (answer.name !== name || answer.argsKey !== argsKey) continue;
      this.unused.delete(answer);
      return { kind: "exact", answer };
    }
    const ofTool = this.answers.filter((answer) => answer.name === name);
    const nearest = nearestOf(ofTool, argsKey);
    return { kind: "none", known: ofTool.length > 0, ...(nearest && { nearest }) };
  }
}

/** The last of the most alike: a call that is made once more gets the answer it got last. */
function nearestOf(answers: readonly ToolAnswer[], argsKey: string): NearestAnswer | undefined {
  let best: NearestAnswer | undefined;
  for (const answer of answers) {
    const alike = likeness(answer.argsKey, argsKey);
    if (!best || alike >= best.alike) best = { answer, alike };
  }
  return best;
}

/** Arguments longer than this are compared by their first characters, so that the work stays bounded. */
const MAX_COMPARED = 4096;

/** 1 for equal texts, 0 for texts that share no pair of characters (Dice's coefficient over pairs). */
export function likeness(left: string, right: string): number {
  if (left === right) return 1;
  const pairs = pairCounts(left.slice(0, MAX_COMPARED));
  const other = right.slice(0, MAX_COMPARED);
  let shared = 0;
  for (let at = 0; at + 1 < other.length; at++) {
    const pair = other.slice(at, at + 2);
    const count = pairs.get(pair) ?? 0;
    if (count === 0) continue;
    pairs.set(pair, count - 1);
    shared++;
  }
  const total = Math.min(left.length, MAX_COMPARED) + other.length - 2;
  return total <= 0 ? 0 : (2 * shared) / total;
}

function pairCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

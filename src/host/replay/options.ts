// What a replay is started with beside its edits: target, mode, samples, graders, policy and budget. Pure.

import type {
  NoRecordPolicy,
  ReplayBudget,
  ReplayGrader,
  ReplayMode,
  ReplayTarget,
} from "../../protocol/replay";
import { countText } from "../text";
import { graderText } from "./graders";

/** What is remembered for the next replay in this workspace. */
export interface ReplayOptions {
  readonly targetId: string;
  readonly target: ReplayTarget;
  /** The words for the target in the line above a prompt. */
  readonly targetLabel: string;
  readonly samples: number;
  readonly graders: readonly ReplayGrader[];
  readonly policy: NoRecordPolicy;
  readonly budget: ReplayBudget;
}

/** How much of a session is replayed; it belongs to the session and is not remembered for others. */
export interface ReplayRange {
  readonly mode: ReplayMode;
  /** The call to replay, or the first live one. */
  readonly from?: { readonly stepId: string; readonly number: number } | undefined;
}

/** What happens to secrets in what is sent. Sending them is a choice for one session, and never remembered for others. */
export type SecretsChoice = "masked" | "as-recorded";

export const SECRETS_WORDS: Readonly<Record<SecretsChoice, string>> = {
  masked: "Masked",
  "as-recorded": "Sent as recorded",
};

export const WHOLE: ReplayRange = { mode: "recorded" };

/** How the result of a mode is called, here and on the result. */
export const MODE_WORDS: Readonly<Record<ReplayMode, string>> = {
  recorded: "Tools from the record",
  step: "One model call",
  "from-here": "From a step on, tools from the record",
};

export const POLICY_WORDS: Readonly<Record<NoRecordPolicy, string>> = {
  ask: "Ask me",
  nearest: "Take the nearest recorded answer",
  end: "End the sample",
};

/** `tools from the record`, `from step 13 on, tools from the record`, `step 13 alone`. */
export function rangeText({ mode, from }: ReplayRange): string {
  if (mode === "recorded" || !from) return MODE_WORDS[mode].toLowerCase();
  return mode === "step" ? `step ${from.number} alone` : `from step ${from.number} on, tools from the record`;
}

/** `Demo model server · tools from the record`. */
export function optionsText(options: ReplayOptions | undefined, range: ReplayRange): string {
  return options ? `${options.targetLabel} · ${rangeText(range)}` : "Choose where to send it";
}

/** `contains “refund”, costs at most $0.05`. */
export function gradersText(graders: readonly ReplayGrader[]): string {
  return graders.length === 0 ? "none, samples are not judged" : graders.map(graderText).join(", ");
}

/** What was remembered, where it still has the shape of options; undefined for everything else. */
export function readOptions(value: unknown): ReplayOptions | undefined {
  const options = value as Partial<ReplayOptions> | undefined;
  const isWhole =
    typeof options?.targetId === "string" &&
    typeof options.targetLabel === "string" &&
    typeof options.samples === "number" &&
    typeof options.target === "object" &&
    typeof options.budget === "object" &&
    typeof options.policy === "string" &&
    Array.isArray(options.graders);
  return isWhole ? (options as ReplayOptions) : undefined;
}

/** A whole number of samples from 1 to 1,000; undefined for every other text. */
export function readSamples(text: string): number | undefined {
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : undefined;
}

/** Why a number of samples cannot be taken. */
export function samplesProblem(text: string): string | undefined {
  return readSamples(text) === undefined ? "Enter a whole number from 1 to 1000." : undefined;
}

/**
 * A budget as people write it: `$0.50, 20 calls, 100000 tokens, 60 s`, each at most once, in any order. An empty text is
 * no bound. Undefined where a piece cannot be read.
 */
export function readBudget(text: string): ReplayBudget | undefined {
  const budget: { -readonly [Key in keyof ReplayBudget]: ReplayBudget[Key] } = {};
  for (const piece of text
    .split(/,\s+|;/)
    .map((part) => part.trim())
    .filter(Boolean)) {
    const found = BUDGET_PIECES.find(({ pattern }) => pattern.test(piece));
    const value = Number(found?.pattern.exec(piece)?.[1]?.replaceAll(",", ""));
    if (!found || !Number.isFinite(value) || budget[found.key] !== undefined) return undefined;
    if ((found.key === "calls" || found.key === "tokens") && !Number.isInteger(value)) return undefined;
    budget[found.key] = value;
  }
  return budget;
}

/** A budget in the words that `readBudget` reads. */
export function budgetText({ usd, calls, tokens, seconds }: ReplayBudget): string {
  return [
    usd === undefined ? undefined : `$${usd}`,
    calls === undefined ? undefined : countText(calls, "call"),
    tokens === undefined ? undefined : countText(tokens, "token"),
    seconds === undefined ? undefined : `${seconds} s`,
  ]
    .filter((piece) => piece !== undefined)
    .join(", ");
}

const BUDGET_PIECES = [
  { key: "usd", pattern: /^\$\s*([\d,]*\.?\d+)$/ },
  { key: "calls", pattern: /^([\d,]+)\s*calls?$/i },
  { key: "tokens", pattern: /^([\d,]+)\s*tokens?$/i },
  { key: "seconds", pattern: /^([\d,]*\.?\d+)\s*s(?:econds?)?$/i },
] as const;

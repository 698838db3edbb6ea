// What a replay is started with beside its edits: target, mode, samples, graders, policy and budget. Pure.

import type {
  NoRecordPolicy,
  ReplayBudget,
  ReplayGrader,
  ReplayMode,
  ReplayTarget,
} from "../../protocol/replay";

export interface ReplayOptions {
  readonly targetId: string;
  readonly target: ReplayTarget;
  /** The words for the target in the line above a prompt. */
  readonly targetLabel: string;
  readonly mode: ReplayMode;
  /** The call to replay, or the first live one. */
  readonly fromStepId?: string | undefined;
  readonly samples: number;
  readonly graders: readonly ReplayGrader[];
  readonly policy: NoRecordPolicy;
  readonly budget: ReplayBudget;
}

/** How the result of a mode is called, here and on the result. */
export const MODE_WORDS: Readonly<Record<ReplayMode, string>> = {
  recorded: "Tools from the record",
  step: "One model call",
  "from-here": "From a step on",
};

/** `Demo model server · tools from the record`. */
export function optionsText(options: ReplayOptions | undefined): string {
  if (!options) return "Choose target";
  return `${options.targetLabel} · ${MODE_WORDS[options.mode].toLowerCase()}`;
}

/** A whole number of samples from 1 to 1,000; undefined for every other text. */
export function readSamples(text: string): number | undefined {
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : undefined;
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
    calls === undefined ? undefined : `${calls} calls`,
    tokens === undefined ? undefined : `${tokens} tokens`,
    seconds === undefined ? undefined : `${seconds} s`,
  ]
    .filter((piece) => piece !== undefined)
    .join(", ");
}

/** A grader in a few words. */
export function graderText(grader: ReplayGrader): string {
  if (grader.name !== undefined) return grader.name;
  switch (grader.kind) {
    case "contains":
      return `${grader.not ? "does not contain" : "contains"} “${grader.text}”`;
    case "regex":
      return `matches /${grader.pattern}/${grader.flags ?? ""}`;
    case "tool-use":
      return [
        grader.called?.length ? `calls ${grader.called.join(", ")}` : "",
        grader.notCalled?.length ? `does not call ${grader.notCalled.join(", ")}` : "",
        grader.inOrder?.length ? `calls ${grader.inOrder.join(", then ")}` : "",
      ]
        .filter(Boolean)
        .join(" and ");
    case "cost":
      return `costs at most $${grader.maxUsd}`;
    case "latency":
      return `takes at most ${grader.maxSeconds} s`;
    default:
      return grader.kind;
  }
}

/**
 * A grader from one line: `contains: refund`, `not: sorry`, `regex: \d+ days`, `calls: search, read`, `not calls: pay`,
 * `order: search, answer`, `cost: 0.05`, `seconds: 20`. A line without a known word is looked for in the answer.
 */
export function readGrader(line: string): ReplayGrader | undefined {
  const [, word = "", rest = ""] = /^\s*([a-z ]+?)\s*:\s*(.*?)\s*$/i.exec(line) ?? [];
  const read = GRADER_WORDS[word.toLowerCase()];
  if (read) return rest === "" ? undefined : read(rest);
  const text = line.trim();
  return text === "" ? undefined : { kind: "contains", text };
}

const GRADER_WORDS: Readonly<Record<string, (rest: string) => ReplayGrader | undefined>> = {
  contains: (text) => ({ kind: "contains", text }),
  not: (text) => ({ kind: "contains", text, not: true }),
  regex: (pattern) => (isPattern(pattern) ? { kind: "regex", pattern } : undefined),
  calls: (names) => ({ kind: "tool-use", called: list(names) }),
  "not calls": (names) => ({ kind: "tool-use", notCalled: list(names) }),
  order: (names) => ({ kind: "tool-use", inOrder: list(names) }),
  cost: (text) => bounded(text.replace(/^\$/, ""), (maxUsd) => ({ kind: "cost", maxUsd })),
  seconds: (text) => bounded(text.replace(/\s*s$/, ""), (maxSeconds) => ({ kind: "latency", maxSeconds })),
};

const BUDGET_PIECES = [
  { key: "usd", pattern: /^\$\s*([\d,]*\.?\d+)$/ },
  { key: "calls", pattern: /^([\d,]+)\s*calls?$/i },
  { key: "tokens", pattern: /^([\d,]+)\s*tokens?$/i },
  { key: "seconds", pattern: /^([\d,]*\.?\d+)\s*s(?:econds?)?$/i },
] as const;

function list(names: string): string[] {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

function bounded(text: string, make: (value: number) => ReplayGrader): ReplayGrader | undefined {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) && value >= 0 ? make(value) : undefined;
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

// Why something failed, in a few words of what the error itself says.

import type { SummaryStep } from "./step";

type StepError = NonNullable<SummaryStep["error"]>;

/** Longer reasons are cut: the whole message stands at the step. */
const MOST_LETTERS = 100;

/** Types that say no more than that it failed. */
const SAYS_NOTHING = /^(error|exception|_other|unknown|failed|tool[-_ ]?error)$/i;

/** The first sentence of the error's message, else its type; undefined where neither says anything. */
export function reasonOf(error: StepError | undefined): string | undefined {
  if (error === undefined) return undefined;
  const message = firstSentence(innerMessage(error.message));
  if (message === "" || message === error.type) return SAYS_NOTHING.test(error.type) ? undefined : error.type;
  return /^\d{3}$/.test(error.type) && !message.startsWith(error.type)
    ? `${error.type}: ${message}`
    : message;
}

/** The reason that all of them share, whatever numbers stand in it; undefined where they differ. */
export function sharedReason(errors: readonly (StepError | undefined)[]): string | undefined {
  const reasons = errors.map(reasonOf);
  const kinds = new Set(reasons.map((reason) => reason?.replace(/\d+/g, "#")));
  return kinds.size === 1 ? reasons[0] : undefined;
}

/** Providers answer in JSON, and clients put that into the message whole: `400 {"error":{"message":"…"}}`. */
function innerMessage(message: string): string {
  const quoted = /"message"\s*:\s*("(?:[^"\\]|\\.)+")/.exec(message.slice(0, 4000))?.[1];
  if (quoted === undefined) return message;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return message;
  }
}

function firstSentence(message: string): string {
  const line = message.slice(0, 1000).replace(/\s+/g, " ").trim();
  const sentence = /^(.{12,}?[.!?])\s/.exec(line)?.[1] ?? line;
  const short = sentence.length > MOST_LETTERS ? `${sentence.slice(0, MOST_LETTERS - 1)}…` : sentence;
  return short.replace(/\.$/, "");
}

// Graders on the words of the answer: contains, equals, regex.

import { canonicalJson } from "../replay/canonical";
import { fail, pass, quoted, type MatchText, type Sample, type Verdict } from "./grader";

/** A pattern reads at most this many characters of an answer. */
export const MAX_MATCHED_CHARACTERS = 100_000;

/** The answer holds a text (or, with `not`, does not hold it). */
export function gradeContains(
  settings: { text: string; not?: boolean | undefined; ignoreCase?: boolean | undefined },
  sample: Sample,
): Verdict {
  const fold = (text: string) => (settings.ignoreCase === true ? text.toLowerCase() : text);
  const holds = fold(sample.answer).includes(fold(settings.text));
  const why = `The answer ${holds ? "contains" : "does not contain"} ${quoted(settings.text)}.`;
  return holds === (settings.not !== true) ? pass(why) : fail(why);
}

/** The answer is a text, white space at its rims aside; or, where the value is no text, it is that JSON value. */
export function gradeEquals(
  settings: { value: unknown; ignoreCase?: boolean | undefined },
  sample: Sample,
): Verdict {
  const { value } = settings;
  const wanted = typeof value === "string" ? value.trim() : canonicalJson(value);
  const given = typeof value === "string" ? sample.answer.trim() : canonicalAnswer(sample.answer);
  const fold = (text: string) => (settings.ignoreCase === true ? text.toLowerCase() : text);
  if (given !== undefined && fold(given) === fold(wanted)) return pass("The answer is the expected one.");
  return fail(`The answer is ${quoted(sample.answer.trim())}, not ${quoted(wanted)}.`);
}

/** The answer holds a match of a pattern. The engine bounds the time of a match, this file its text. */
export function gradeRegex(
  settings: { pattern: string; flags?: string | undefined },
  sample: Sample,
  matchText: MatchText,
): Verdict {
  const pattern = quoted(`/${settings.pattern}/${settings.flags ?? ""}`);
  const found = matchText(
    settings.pattern,
    settings.flags ?? "",
    sample.answer.slice(0, MAX_MATCHED_CHARACTERS),
  );
  switch (found) {
    case "match":
      return pass(`The answer matches ${pattern}.`);
    case "no match":
      return fail(`The answer does not match ${pattern}.`);
    case "too slow":
      return fail(`${pattern} takes too long on this answer. Write it without repeats inside repeats.`);
    case "broken pattern":
      return fail(`${pattern} is no regular expression. Correct the grader.`);
  }
}

function canonicalAnswer(answer: string): string | undefined {
  try {
    return canonicalJson(JSON.parse(answer));
  } catch {
    return undefined;
  }
}

// The filter line over the tree: words, `agent:` `kind:` `status:` `model:` `cost:>0.05` `tokens:>5k` `step:14`.
// All terms must hold. A term that cannot be read is taken as words.

import { inputTokens, outputTokens } from "../../core/model/usage";
import type { Place } from "../store/place";
import type { StepText, TextOf } from "./step-texts";

export type Matcher = (place: Place) => boolean;

/** What a term tests: the step's place, which is at hand, or else its words, which may have to be read. */
interface Term {
  readonly place?: (place: Place) => boolean;
  readonly text?: (text: StepText) => boolean;
}

/** A test for steps. Quotes keep words together: `agent:"sql analyst"`. Words are read only where a term asks for them. */
export function matcherOf(filter: string, textOf: TextOf): Matcher {
  const terms = [...filter.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)].map(
    ([whole, key, quoted, bare]) =>
      termOf(key?.toLowerCase(), (quoted ?? bare ?? "").toLowerCase(), whole.toLowerCase()),
  );
  // What costs nothing is asked first: most steps need not be read then.
  terms.sort((left, right) => Number(left.text !== undefined) - Number(right.text !== undefined));
  return (place) => terms.every((term) => holds(term, place, textOf));
}

function holds({ place: ofPlace, text: ofText }: Term, place: Place, textOf: TextOf): boolean {
  if (ofPlace?.(place) === true) return true;
  const text = ofText && textOf(place);
  return text !== undefined && ofText?.(text) === true;
}

function termOf(key: string | undefined, value: string, whole: string): Term {
  switch (key) {
    case "agent":
      return { place: (place) => includes(place.agent, value) };
    case "kind":
      return kindTerm(value);
    case "model":
      return { text: ({ model }) => model.includes(value) };
    case "status":
      return { place: (place) => (place.failed ? "error" : "ok") === (value === "failed" ? "error" : value) };
    case "step":
      return { place: (place) => place.number === Number(value) };
    case "cost":
      return amountTerm(value, whole, (place) => (place.costNano === null ? null : place.costNano / 1e9));
    case "tokens":
      return amountTerm(value, whole, tokensOf);
    default:
      return wordTerm(key === undefined ? value : whole);
  }
}

/** People read "model call" and write `kind:model`; the wire says `llm`. */
function kindTerm(value: string): Term {
  const kind = value === "model" ? "llm" : value;
  return { place: (place) => place.kind === kind };
}

function wordTerm(word: string): Term {
  return { place: (place) => includes(place.agent, word), text: ({ words }) => words.includes(word) };
}

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6 };

function amountTerm(value: string, whole: string, amountOf: (place: Place) => number | null): Term {
  const [, sign = "", digits, factor = ""] =
    /^\$?(>=|<=|>|<|=)?\$?(\d+(?:\.\d+)?|\.\d+)(k|m)?$/.exec(value) ?? [];
  if (digits === undefined) return wordTerm(whole);
  const bound = Number(digits) * (FACTORS[factor] ?? 1);
  return {
    place: (place) => {
      const amount = amountOf(place);
      return amount !== null && compare(amount, sign, bound);
    },
  };
}

function compare(amount: number, sign: string, bound: number): boolean {
  if (sign === ">") return amount > bound;
  if (sign === ">=") return amount >= bound;
  if (sign === "<") return amount < bound;
  if (sign === "<=") return amount <= bound;
  return amount === bound;
}

function tokensOf({ usage }: Place): number | null {
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  return input === null && output === null ? null : (input ?? 0) + (output ?? 0);
}

function includes(text: string | null, part: string): boolean {
  return text?.toLowerCase().includes(part) ?? false;
}

// The filter line over the tree: words, `agent:` `kind:` `status:` `model:` `cost:>0.05` `tokens:>5k` `step:14`.
// All terms must hold. A term that cannot be read is taken as words.

import { inputTokens, outputTokens } from "../../core/model/usage";
import type { StepCells } from "../store/step-queries";
import type { Place } from "../store/structure";

export type Matcher = (place: Place, cells: StepCells) => boolean;

/** A test for steps. Quotes keep words together: `agent:"sql analyst"`. */
export function matcherOf(filter: string): Matcher {
  const terms = [...filter.matchAll(/(?:([a-z]+):)?(?:"([^"]*)"|(\S+))/gi)].map(
    ([whole, key, quoted, bare]) =>
      termOf(key?.toLowerCase(), (quoted ?? bare ?? "").toLowerCase(), whole.toLowerCase()),
  );
  return (place, cells) => terms.every((term) => term(place, cells));
}

function termOf(key: string | undefined, value: string, whole: string): Matcher {
  switch (key) {
    case "agent":
      return (place) => includes(place.agent, value);
    case "kind":
      return kindTerm(value);
    case "model":
      return (_, cells) => includes(cells.model, value);
    case "status":
      return (place) => (place.failed ? "error" : "ok") === (value === "failed" ? "error" : value);
    case "step":
      return (place) => place.number === Number(value);
    case "cost":
      return amountTerm(value, whole, (place) => (place.costNano === null ? null : place.costNano / 1e9));
    case "tokens":
      return amountTerm(value, whole, tokensOf);
    default:
      return wordTerm(key === undefined ? value : whole);
  }
}

/** People read "model call" and write `kind:model`; the wire says `llm`. */
function kindTerm(value: string): Matcher {
  const kind = value === "model" ? "llm" : value;
  return (place) => place.kind === kind;
}

function wordTerm(word: string): Matcher {
  return (place, cells) =>
    includes(cells.name, word) ||
    includes(cells.summary, word) ||
    includes(cells.model, word) ||
    includes(cells.tool, word) ||
    includes(place.agent, word);
}

const FACTORS: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6 };

function amountTerm(value: string, whole: string, amountOf: (place: Place) => number | null): Matcher {
  const [, sign = "", digits, factor = ""] =
    /^\$?(>=|<=|>|<|=)?\$?(\d+(?:\.\d+)?|\.\d+)(k|m)?$/.exec(value) ?? [];
  if (digits === undefined) return wordTerm(whole);
  const bound = Number(digits) * (FACTORS[factor] ?? 1);
  return (place) => {
    const amount = amountOf(place);
    return amount !== null && compare(amount, sign, bound);
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

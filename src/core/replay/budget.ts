// When a replay has spent enough. Decisions are values: a reason in a sentence, or nothing.

export interface Budget {
  readonly calls?: number | undefined;
  readonly tokens?: number | undefined;
  readonly usd?: number | undefined;
  readonly seconds?: number | undefined;
}

/** Spent over all samples of one replay. */
export interface Spent {
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number;
  readonly seconds: number;
}

/** Why the next call is not sent; undefined where the budget allows it. Unknown costs count as nothing spent. */
export function overBudget(budget: Budget, spent: Spent): string | undefined {
  if (budget.calls !== undefined && spent.calls >= budget.calls) return sentence(`${budget.calls} calls`);
  if (budget.tokens !== undefined && spent.tokens >= budget.tokens)
    return sentence(`${budget.tokens} tokens`);
  if (budget.usd !== undefined && spent.usd >= budget.usd) return sentence(`$${budget.usd}`);
  if (budget.seconds !== undefined && spent.seconds >= budget.seconds) return sentence(`${budget.seconds} s`);
  return undefined;
}

function sentence(limit: string): string {
  return `The budget of ${limit} is spent. What was received is kept; raise the budget to go on.`;
}

// What the user set in the editor and the engine needs. Nothing is kept across starts: the editor tells it again.

export class Settings {
  /** Dollars for one call of a tool, by its name. A tool that is missing has no known price. */
  toolPricesUsd: ReadonlyMap<string, number> = new Map();
  /** Dollars that a session may cost; null: no budget. */
  budgetUsd: number | null = null;
  /** Models to work out the same tokens on; empty: our own choice. */
  whatIfModels: readonly string[] = [];
  /** Tokens that fit into a model's context, by its name; a model that is missing has the limit that is known of it. */
  contextLimits: ReadonlyMap<string, number> = new Map();
}

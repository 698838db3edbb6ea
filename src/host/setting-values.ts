// What stands in a setting, checked: anybody can write anything into settings.json. Pure.

type Layer = "working" | "episodic" | "semantic";

/** As many entries as one message to the engine may carry. */
const MOST_ENTRIES = 1000;
const MOST_MODELS = 20;
const LAYERS: readonly string[] = ["working", "episodic", "semantic"];

interface Range {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

/** What all sessions of a window may take on disk. */
export const JOURNAL_MEGABYTES: Range = { least: 16, most: 4096, usual: 256 };
/** For how long they are kept. */
export const JOURNAL_DAYS: Range = { least: 1, most: 3650, usual: 30 };

/** A whole number in the range; the usual one where the value is none. */
export function wholeIn(value: unknown, { least, most, usual }: Range): number {
  const fits = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  return fits ? value : usual;
}

export function isDollars(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

/** Prices by the name of a tool; what is no price is left out. */
export function pricesIn(value: unknown): Record<string, number> {
  return entriesIn(value, isDollars);
}

/** Tokens by the name of a model; what is no number of tokens is left out. */
export function limitsIn(value: unknown): Record<string, number> {
  return entriesIn(
    value,
    (tokens): tokens is number => Number.isSafeInteger(tokens) && (tokens as number) > 0,
  );
}

/** Layers by the name of a store; what is no layer is left out. */
export function layersIn(value: unknown): Record<string, Layer> {
  return entriesIn(value, (layer): layer is Layer => typeof layer === "string" && LAYERS.includes(layer));
}

/** Names of models, each once. */
export function modelsIn(value: unknown): string[] {
  const names = Array.isArray(value) ? value.filter((name): name is string => typeof name === "string") : [];
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))].slice(0, MOST_MODELS);
}

/** What the user typed for an amount: dollars, null for nothing, undefined where it is no amount. */
export function amountIn(text: string): number | null | undefined {
  const bare = text.trim().replace(/^\$\s*/, "");
  if (bare === "") return null;
  return /^\d+(\.\d*)?$|^\.\d+$/.test(bare) ? Number(bare) : undefined;
}

function entriesIn<Value>(value: unknown, fits: (inner: unknown) => inner is Value): Record<string, Value> {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).flatMap(([name, inner]) =>
    fits(inner) ? [[name, inner] as const] : [],
  );
  return Object.fromEntries(entries.slice(0, MOST_ENTRIES));
}

export interface Counts {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: number;
}

export interface Part {
  readonly name: string;
  readonly run: () => Counts | Promise<Counts>;
  readonly missing?: () => string | undefined | Promise<string | undefined>;
}

export function runParts(
  parts: readonly Part[],
  options: { readonly strict: boolean; readonly say?: (line: string) => void },
): Promise<Required<Counts>>;

export function lastLine(total: Required<Counts>): string;

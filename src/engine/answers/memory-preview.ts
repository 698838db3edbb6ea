import { type LedgerEntry, previewOf } from "../../core/model/memory";

/** `3.4% → 2.9%` for a change; else what was written, found, looked for or deleted. */
export function operationPreview({ before, after, changed, value, query, count, op }: LedgerEntry): string {
  if (changed && before !== undefined && after !== undefined)
    return `${previewOf(before)} → ${previewOf(after)}`;
  if (op === "search" && query !== undefined && query !== "") {
    const found = count === undefined ? "" : `: ${count} found`;
    return `“${previewOf(query)}”${found}`;
  }
  return previewOf(value ?? after ?? before);
}

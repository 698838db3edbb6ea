// The filter of the ledger: words of a key, store or value, and `layer:`, `op:`, `step:`, `agent:`. Pure.

import type { MemoryOperationRow } from "../../../src/protocol/rows";
import { OPS } from "./model";

type Test = (operation: MemoryOperationRow) => boolean;

/** The operations that all words of the filter fit; all of them where there is none. */
export function filtered(
  operations: readonly MemoryOperationRow[],
  filter: string,
): readonly MemoryOperationRow[] {
  const tests = filter.toLowerCase().split(/\s+/).filter(Boolean).map(testOf);
  return tests.length === 0
    ? operations
    : operations.filter((operation) => tests.every((fits) => fits(operation)));
}

function testOf(word: string): Test {
  const [, name = "", value = ""] = /^(layer|op|step|agent|store|key):(.*)$/.exec(word) ?? [];
  const holds = (text: string | null | undefined) => (text ?? "").toLowerCase().includes(value);
  switch (name) {
    case "layer":
      return ({ layer }) => layer.startsWith(value);
    case "op":
      return ({ op, failed }) =>
        OPS[op].word.startsWith(value) || op.startsWith(value) || (value === "failed" && failed);
    case "step":
      return ({ number }) => String(number) === value;
    case "agent":
      return ({ agent }) => holds(agent);
    case "store":
      return ({ store }) => holds(store);
    case "key":
      return ({ key }) => holds(key);
    default:
      return ({ key, store, preview, recordId }) =>
        [key, store, preview, recordId].some((text) => (text ?? "").toLowerCase().includes(word));
  }
}

// Reading several attributes by a table of their names, as most dialects do.

import type { Problem } from "../model/problem";
import type { Attributes } from "../otlp/wire";
import type { ReportedUsage } from "./dialect";
import { readCount } from "./numbers";
import { plainValue } from "./values";

type Bucket = "input" | "output" | "cacheRead" | "cacheWrite" | "reasoning" | "total";

/** For each bucket the spellings of its attribute; the first present wins. */
export type UsageTable = Readonly<Partial<Record<Bucket, readonly string[]>>>;

/** Settings of a request by the names we show; undefined where there are none. */
export function readParams(
  attributes: Attributes,
  table: readonly (readonly [string, string])[],
): Readonly<Record<string, unknown>> | undefined {
  const found = table
    .filter(([, key]) => attributes.has(key))
    .map(([name, key]) => [name, plainValue(attributes.get(key))] as const)
    .filter(([, value]) => value !== null && value !== "");
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Token counts by a table of spellings; undefined where there are none. */
export function readUsage(
  attributes: Attributes,
  table: UsageTable,
  problems: Problem[],
): ReportedUsage | undefined {
  const found: Record<string, number> = {};
  for (const [bucket, keys] of Object.entries(table)) {
    const count = readCount(attributes, keys, problems);
    if (count !== undefined) found[bucket] = count;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

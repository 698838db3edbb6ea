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
  let params: Record<string, unknown> | undefined;
  for (const [name, key] of table) {
    if (!attributes.has(key)) continue;
    const value = plainValue(attributes.get(key));
    if (value !== null && value !== "") (params ??= {})[name] = value;
  }
  return params;
}

/** Token counts by a table of spellings; undefined where there are none. */
export function readUsage(
  attributes: Attributes,
  table: UsageTable,
  problems: Problem[],
): ReportedUsage | undefined {
  const count = (keys: readonly string[] | undefined) =>
    keys === undefined ? undefined : readCount(attributes, keys, problems);
  const input = count(table.input);
  const output = count(table.output);
  const cacheRead = count(table.cacheRead);
  const cacheWrite = count(table.cacheWrite);
  const reasoning = count(table.reasoning);
  const total = count(table.total);
  const found = input ?? output ?? cacheRead ?? cacheWrite ?? reasoning ?? total;
  return found === undefined ? undefined : { input, output, cacheRead, cacheWrite, reasoning, total };
}

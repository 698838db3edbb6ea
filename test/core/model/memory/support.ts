// Memory steps for tests: only what matters is said.

import { gunzipSync } from "node:zlib";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { MemoryOperation, MemoryStep } from "../../../../src/core/model/memory";
import { foldMemory, memoryOperationsOf, type MemoryOptions } from "../../../../src/core/model/memory";
import { decodeTraces } from "../../../../src/core/otlp/decode";
import type { SpanRecord } from "../../../../src/core/otlp/wire";

interface Said {
  readonly kind?: MemoryStep["kind"];
  readonly name?: string;
  readonly agent?: string | null;
  readonly status?: MemoryStep["status"];
  readonly endUs?: number | null;
  readonly tool?: MemoryStep["tool"];
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly events?: readonly { name: string; attributes: Readonly<Record<string, unknown>> }[];
}

/** A step that began at `at`, which also names it: `t:1`. */
export function step(at: number, said: Said = {}): MemoryStep {
  return {
    stepId: `t:${String(at)}`,
    kind: said.kind ?? (said.tool === undefined ? "memory" : "tool"),
    agent: said.agent ?? null,
    name: said.name ?? said.tool?.name ?? "step",
    status: said.status ?? "ok",
    startUs: at,
    endUs: said.endUs === undefined ? at : said.endUs,
    ...(said.tool !== undefined && { tool: said.tool }),
    attributes: reader(said.attributes ?? {}),
    ...(said.events !== undefined && {
      events: said.events.map(({ name, attributes }) => ({ name, attributes: reader(attributes) })),
    }),
  };
}

/** A tool call that worked. */
export function call(at: number, name: string, args: unknown, result: unknown = null): MemoryStep {
  return step(at, { tool: { name, args, result } });
}

export function operations(steps: readonly MemoryStep[], options?: MemoryOptions): MemoryOperation[] {
  return steps.flatMap((each) => memoryOperationsOf(each, options));
}

export function fold(steps: readonly MemoryStep[], options?: MemoryOptions) {
  return foldMemory(operations(steps, options), { sessionId: "s1" });
}

/** Key → value of the last picture of a store. */
export function atEnd(steps: readonly MemoryStep[], store: string): Record<string, unknown> {
  const lanes = fold(steps).snapshots.filter((snapshot) => snapshot.at === "end" && snapshot.store === store);
  return Object.fromEntries(lanes.flatMap(({ items }) => [...items].map(([key, { value }]) => [key, value])));
}

/** The spans of a recording, as the decoder reads them. */
export function recordedSpans(capture: string): readonly SpanRecord[] {
  const file = path.join(import.meta.dirname, "../../../fixtures/captures", capture, "001.body.bin");
  const body = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  return decodeTraces(body).items;
}

function reader(attributes: Readonly<Record<string, unknown>>): MemoryStep["attributes"] {
  return { get: (key) => attributes[key], keys: () => Object.keys(attributes) };
}

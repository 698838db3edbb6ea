// Our decoder beside an independent one, on made-up requests and on broken ones.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeTraces } from "../../../src/core/otlp/decode";
import { spanToJson } from "../../../src/core/otlp/export";
import { encodeMessage } from "../../../src/core/otlp/encode";
import { SPAN } from "../../../src/core/otlp/schema";
import { MalformedBody } from "../../../src/core/otlp/wire";
import type { AnyValue, Attributes, SpanRecord } from "../../../src/core/otlp/wire";
import { encodeRequest } from "../../fixtures/builders/span";
import type { PlainValue } from "../../fixtures/builders/otlp-json";
import { tellByOracle } from "./oracle";
import type { ToldSpan } from "./oracle";

/** `FUZZ_RUNS=100000 npx vitest run test/core/otlp/oracle.test.ts` for the long form. */
const FUZZ_RUNS = Number(process.env["FUZZ_RUNS"] ?? 3000);

describe("against protobufjs", () => {
  it("the same values come out of made-up spans", () => {
    fc.assert(
      fc.property(fc.array(spanOptions(), { minLength: 1, maxLength: 4 }), (spans) => {
        const body = encodeRequest(...spans);
        expect(tell(body)).toEqual(tellByOracle(body));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("every 64-bit integer comes out as it went in", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(0n, 2n ** 64n - 1n), (value, timeNs) => {
        const [span] = decodeTraces(encodeRequest({ startNs: timeNs, attributes: { value } })).items;
        expect(BigInt(span?.attributes.get("value") as number | bigint)).toBe(value);
        expect(span?.startNs).toBe(timeNs);
      }),
      { seed: 4, numRuns: 10_000 },
    );
  });

  it("mutated bodies never throw anything but MalformedBody, and what both accept reads the same", () => {
    const seeds = corpusBodies();
    const random = xorshift(1);
    const disagreements: string[] = [];
    let compared = 0;
    for (let run = 0; run < FUZZ_RUNS; run++) {
      const body = mutate(seeds[random(seeds.length)] ?? new Uint8Array(), random);
      const ours = attempt(() => tell(body));
      const theirs = attempt(() => tellByOracle(body));
      if (ours instanceof Error && !(ours instanceof MalformedBody)) throw ours;
      if (ours instanceof Error !== theirs instanceof Error && !isKnownDifference(ours, theirs)) {
        disagreements.push(Buffer.from(body).toString("hex"));
      }
      if (ours instanceof Error || theirs instanceof Error) continue;
      compared++;
      const sound = theirs.filter((span) => isSound(span));
      if (JSON.stringify(ours) !== JSON.stringify(sound))
        disagreements.push(Buffer.from(body).toString("hex"));
    }
    expect(disagreements.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThan(FUZZ_RUNS / 20);
  });

  it("what is exported is, encoded again, the same span", () => {
    fc.assert(
      fc.property(spanOptions(), (options) => {
        const [span] = decodeTraces(encodeRequest(options)).items;
        const json = spanToJson(span?.raw ?? new Uint8Array());
        expect(Buffer.from(encodeMessage(SPAN, json))).toEqual(Buffer.from(span?.raw ?? []));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

function spanOptions() {
  const attributes = fc.dictionary(fc.string({ unit: "binary" }), plainValue(), { maxKeys: 6 });
  return fc.record(
    {
      name: fc.string({ unit: "binary" }),
      kind: fc.integer({ min: -1, max: 9 }),
      startNs: fc.bigInt(0n, 2n ** 64n - 1n),
      endNs: fc.bigInt(0n, 2n ** 64n - 1n),
      attributes,
      events: fc.array(fc.record({ name: fc.string(), attributes }), { maxLength: 3 }),
      status: fc.record({ code: fc.integer({ min: 0, max: 3 }), message: fc.string() }),
    },
    { requiredKeys: [] },
  );
}

function plainValue(): fc.Arbitrary<PlainValue> {
  const { value } = fc.letrec<{ value: PlainValue }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.boolean(),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
      fc.double({ noNaN: true }).filter((number) => !Number.isInteger(number)),
      fc.uint8Array({ maxLength: 20 }),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
    ),
  }));
  return value;
}

/** What our decoder reads, told like the oracle tells it. */
function tell(body: Uint8Array): readonly ToldSpan[] {
  return decodeTraces(body).items.map((span: SpanRecord) => ({
    traceId: span.traceId,
    spanId: span.spanId,
    name: span.name,
    kind: span.kind,
    startNs: String(span.startNs),
    endNs: String(span.endNs),
    status: span.status,
    attributes: tellAttributes(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      timeNs: String(event.timeNs),
      attributes: tellAttributes(event.attributes),
    })),
  }));
}

function tellAttributes(attributes: Attributes): readonly (readonly [string, unknown])[] {
  return attributes
    .keys()
    .map((key) => [key, tellValue(attributes.get(key), attributes.utf8(key) !== undefined)]);
}

function tellValue(value: AnyValue | undefined, isText = false): unknown {
  if (value === null || value === undefined || typeof value === "boolean" || isText) return value;
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return `int ${value}`;
  if (typeof value === "number") return value;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("base64")}`;
  if (isMap(value)) return { map: [...value].map(([key, inner]) => [key, tellValue(inner)]) };
  return value.map((inner) => tellValue(inner));
}

function isMap(value: AnyValue): value is ReadonlyMap<string, AnyValue> {
  return value instanceof Map;
}

function isSound(span: ToldSpan): boolean {
  return /^(?!0+$)[0-9a-f]{32}$/.test(span.traceId) && /^(?!0+$)[0-9a-f]{16}$/.test(span.spanId);
}

function attempt<Result>(read: () => Result): Result | Error {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** We keep spans with invalid UTF-8, and refuse numbers of 11 bytes where protobufjs reads on. */
function isKnownDifference(ours: unknown, theirs: unknown): boolean {
  if (theirs instanceof Error) return theirs.message.includes("not valid for encoding utf-8");
  return ours instanceof MalformedBody && ours.message.includes("longer than 10 bytes");
}

function corpusBodies(): Uint8Array[] {
  const folder = path.join(import.meta.dirname, "../../fixtures/corpus/cases");
  const files = readdirSync(folder).filter((name) => name.endsWith(".bin"));
  const bodies = files.map((name) => new Uint8Array(readFileSync(path.join(folder, name))));
  return bodies.filter((body) => body.length < 20_000);
}

function xorshift(seed: number): (below: number) => number {
  let state = (seed * 2654435761) >>> 0;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

/** One to three small damages: a bit, a byte, bytes removed, bytes repeated, an early end. */
function mutate(body: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(body);
  for (let damage = 1 + random(3); damage > 0; damage--) {
    const at = random(bytes.length || 1);
    const kind = random(5);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    else if (kind === 1) bytes[at] = random(256);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 32))]);
    else bytes = bytes.subarray(0, Math.max(1, at));
  }
  return new Uint8Array(bytes);
}

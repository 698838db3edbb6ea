import { describe, expect, it } from "vitest";
import {
  countMetricPoints,
  decodeLogRecord,
  decodeLogs,
  decodeSpan,
  decodeTraces,
} from "../../../src/core/otlp/decode";
import { encodeMessage } from "../../../src/core/otlp/encode";
import { METRICS_REQUEST } from "../../../src/core/otlp/schema";
import { MalformedBody } from "../../../src/core/otlp/wire";
import { ProtobufWriter } from "../../../src/core/otlp/writer";
import {
  encodeLogsRequest,
  encodeRequest,
  logRecord,
  span,
  T0_US,
  TRACE_ID,
} from "../../fixtures/builders/span";
import type { PlainAttributes, PlainValue } from "../../fixtures/builders/otlp-json";
import type { SpanOptions } from "../../fixtures/builders/span";

const bytes = (...parts: (number | string)[]) =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.of(part)))),
  );

/** An ExportTraceServiceRequest of one span whose fields are written by hand. */
function requestOf(writeSpan: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter();
  writer.nested(1, () => writer.nested(2, () => writer.nested(2, () => writeSpan(writer))));
  return writer.finish();
}

function writeIds(writer: ProtobufWriter): void {
  writer.bytes(1, new Uint8Array(16).fill(1));
  writer.bytes(2, new Uint8Array(8).fill(2));
}

function decodedSpan(writeMore: (writer: ProtobufWriter) => void) {
  const body = requestOf((writer) => {
    writeIds(writer);
    writeMore(writer);
  });
  const [only] = decodeTraces(body).items;
  if (only === undefined) throw new Error("The span was refused.");
  return only;
}

describe("a span", () => {
  it("comes out as it was built, field by field", () => {
    const parent = span({ name: "parent" });
    const child = span({
      parent,
      name: "chat gpt-5",
      kind: 3,
      startUs: T0_US,
      endUs: T0_US + 1_500_000,
      attributes: {
        model: "gpt-5",
        tokens: 12,
        hot: true,
        temperature: 0.2,
        stop: ["a", "b"],
        extra: { deep: "x" },
      },
      events: [{ name: "exception", attributes: { "exception.type": "Timeout" } }],
      links: [{ traceId: "ab".repeat(16), spanId: "cd".repeat(8) }],
      status: { code: 2, message: "timed out" },
      resource: { "service.name": "planner", "service.namespace": "demo" },
      scope: { name: "demo.agent", version: "2.1" },
    });
    expect(child.traceId).toBe(TRACE_ID);
    expect(child.parentSpanId).toBe(parent.spanId);
    expect(child.name).toBe("chat gpt-5");
    expect(child.kind).toBe(3);
    expect(child.endNs - child.startNs).toBe(1_500_000_000n);
    expect(child.status).toEqual({ code: 2, message: "timed out" });
    expect(child.attributes.keys()).toEqual(["model", "tokens", "hot", "temperature", "stop", "extra"]);
    expect(child.attributes.keys().map((key) => child.attributes.get(key))).toEqual([
      "gpt-5",
      12,
      true,
      0.2,
      ["a", "b"],
      new Map([["deep", "x"]]),
    ]);
    expect(child.events.map((event) => [event.name, event.attributes.text("exception.type")])).toEqual([
      ["exception", "Timeout"],
    ]);
    expect(child.links.map((link) => [link.traceId, link.spanId])).toEqual([
      ["ab".repeat(16), "cd".repeat(8)],
    ]);
    expect([child.resource.service, child.resource.namespace]).toEqual(["planner", "demo"]);
    expect([child.scope.name, child.scope.version]).toEqual(["demo.agent", "2.1"]);
    expect(child.problems).toEqual([]);
  });

  it("is read again from its stored bytes", () => {
    const sent = span({ name: "stored", attributes: { a: 1 }, events: [{ name: "e" }] });
    const stored = decodeSpan(sent.raw.slice(), sent.resource, sent.scope);
    expect([stored.spanId, stored.name, stored.attributes.get("a"), stored.events[0]?.name]).toEqual([
      sent.spanId,
      "stored",
      1,
      "e",
    ]);
  });

  it("gives text only for text, and its bytes without a copy", () => {
    const { attributes, raw } = span({ attributes: { text: "héllo", number: 5 } });
    expect(attributes.text("text")).toBe("héllo");
    expect(Buffer.from(attributes.utf8("text") ?? []).toString()).toBe("héllo");
    expect(attributes.utf8("text")?.buffer).toBe(raw.buffer);
    expect([attributes.text("number"), attributes.utf8("number"), attributes.text("none")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps the last value of a repeated key, in the place of the first", () => {
    const { attributes } = decodedSpan((writer) => {
      for (const [key, value] of [
        ["a", "1"],
        ["b", "2"],
        ["a", "3"],
      ] as const) {
        writer.nested(9, () => {
          writer.text(1, key);
          writer.nested(2, () => writer.text(1, value));
        });
      }
    });
    expect([attributes.size, attributes.keys(), attributes.get("a")]).toEqual([2, ["a", "b"], "3"]);
  });

  it("has keys named like object members without polluting anything", () => {
    const attributes = Object.fromEntries(
      ["__proto__", "constructor", "toString", "hasOwnProperty"].map((key) => [key, "x"]),
    );
    const decoded = decodedSpan((writer) => {
      for (const key of ["__proto__", ...Object.keys(attributes)]) {
        writer.nested(9, () => {
          writer.text(1, key);
          writer.nested(2, () => writer.text(1, "x"));
        });
      }
    }).attributes;
    expect(decoded.get("__proto__")).toBe("x");
    expect(decoded.has("valueOf")).toBe(false);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("keeps a kind that nobody has defined yet", () => {
    expect(span({ kind: 77 }).kind).toBe(77);
  });

  it("is a root where the parent's id is all zero, and says so where it has a wrong length", () => {
    const zero = decodedSpan((writer) => writer.bytes(4, new Uint8Array(8)));
    expect([zero.parentSpanId, zero.problems.map(({ key }) => key).includes("parent_span_id")]).toEqual([
      null,
      false,
    ]);
    const short = decodedSpan((writer) => writer.bytes(4, new Uint8Array(4).fill(1)));
    expect([short.parentSpanId, short.problems.map(({ key }) => key).includes("parent_span_id")]).toEqual([
      null,
      true,
    ]);
  });

  it("takes resource parts in any order and merges a resource sent in two pieces", () => {
    const writer = new ProtobufWriter();
    const attribute = (key: string) =>
      writer.nested(1, () =>
        writer.nested(1, () => {
          writer.text(1, key);
          writer.nested(2, () => writer.text(1, "v"));
        }),
      );
    writer.nested(1, () => {
      writer.nested(2, () => writer.nested(2, () => writeIds(writer)));
      attribute("first");
      attribute("service.name");
      writer.text(3, "https://schema");
    });
    const [only] = decodeTraces(writer.finish()).items;
    expect(only?.resource.attributes.keys()).toEqual(["first", "service.name"]);
    expect([only?.resource.service, only?.resource.schemaUrl]).toEqual(["v", "https://schema"]);
  });
});

describe("what is odd about a span", () => {
  it.each<[string, SpanOptions, string[]]>([
    ["nothing", {}, []],
    ["it ends before it starts", { startUs: T0_US, endUs: T0_US - 1 }, ["clock"]],
    ["it starts at zero", { startNs: 0n, endNs: 5n }, ["clock"]],
    ["it never ends", { endNs: 0n }, ["clock"]],
    ["it lies after the year 2255", { startNs: 2n ** 64n - 2n, endNs: 2n ** 64n - 1n }, ["clock"]],
    ["it lasts two years", { startUs: T0_US, endUs: T0_US + 63_072_000_000_000 }, ["clock"]],
    ["the client dropped attributes", { droppedAttributes: 3 }, ["dropped-attributes"]],
  ])("%s", (_name, options, codes) => {
    expect(span(options).problems.map(({ code }) => code)).toEqual(codes);
  });

  it("text that is not UTF-8 is repaired and its key named, overlong forms too", () => {
    const odd = decodedSpan((writer) => {
      writer.fixed64(7, 1n);
      writer.fixed64(8, 2n);
      writer.bytes(5, bytes("caf", 0xe9));
      writer.nested(9, () => {
        writer.text(1, "path");
        writer.nested(2, () => writer.bytes(1, bytes("a", 0xc0, 0xaf, "b")));
      });
      writer.nested(9, () => {
        writer.text(1, "nested");
        writer.nested(2, () => writer.nested(5, () => writer.nested(1, () => writer.bytes(1, bytes(0xff)))));
      });
    });
    expect(odd.name).toBe("caf\uFFFD");
    expect(odd.attributes.get("path")).toBe("a\uFFFD\uFFFDb");
    expect(odd.problems.map(({ code, key }) => [code, key])).toEqual([
      ["repaired-text", "name"],
      ["repaired-text", "path"],
      ["repaired-text", "nested"],
    ]);
  });

  it("a value nested 64 deep is whole, one nested deeper is cut, told and costs nothing else", () => {
    const nested = (depth: number, leaf: string): PlainAttributes => {
      let value: PlainValue = leaf;
      for (let level = 0; level < depth; level++) value = [value];
      return { deep: value, beside: "kept" };
    };
    const whole = span({ attributes: nested(64, "leaf") });
    expect(JSON.stringify(whole.attributes.get("deep"))).toBe(`${"[".repeat(64)}"leaf"${"]".repeat(64)}`);
    expect(whole.problems).toEqual([]);
    const cut = decodeTraces(encodeRequest({ attributes: nested(65, "leaf") }));
    expect(cut.rejected).toBe(0);
    expect(cut.warnings).toEqual(["Values nested deeper than 64 levels were cut in 1 span."]);
    expect(JSON.stringify(cut.items[0]?.attributes.get("deep"))).toMatch(
      /^\[{64}"\[cut: nested deeper than 64 levels, \d+ bytes, hash [0-9a-f]{8}\]"\]{64}$/,
    );
    expect(cut.items[0]?.attributes.get("beside")).toBe("kept");
    expect(cut.items[0]?.problems.map(({ code, key }) => [code, key])).toEqual([["cut-value", "deep"]]);
  });
});

describe("ids that OTLP calls invalid", () => {
  it.each([
    ["no trace id", 0, 8, 1],
    ["a short trace id", 15, 8, 1],
    ["a long span id", 16, 9, 1],
    ["all zero", 16, 8, 0],
  ])("%s: the span alone is rejected, its neighbour is kept", (_name, traceBytes, spanBytes, fill) => {
    const body = Buffer.concat([
      requestOf((writer) => {
        writer.bytes(1, new Uint8Array(traceBytes).fill(fill));
        writer.bytes(2, new Uint8Array(spanBytes).fill(fill));
      }),
      encodeRequest({ name: "neighbour" }),
    ]);
    const decoded = decodeTraces(body);
    expect([decoded.rejected, decoded.items.map(({ name }) => name)]).toEqual([1, ["neighbour"]]);
    expect(decoded.warnings[0]).toMatch(
      /^1 span was refused: a (trace id must be 16|span id must be 8) bytes/,
    );
  });
});

describe("broken framing", () => {
  it.each<[string, Uint8Array]>([
    ["a length beyond the end", bytes(0x0a, 0x05, 0x00)],
    ["a length of 2 GiB", bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07)],
    ["an end inside a number", bytes(0x08, 0x80)],
    ["an end inside eight bytes", bytes(0x09, 1, 2, 3)],
    ["a number of 11 bytes", bytes(0x08, ...Array<number>(10).fill(0x80), 1)],
    ["a reserved wire type", bytes(0x0e)],
    ["field number 0", bytes(0x02, 0x00)],
    ["a group that ends without a start", bytes(0x0c)],
    ["a group that never ends", bytes(0x0b)],
    ["groups that cross", bytes(0x0b, 0x13, 0x0c, 0x14)],
    ["101 nested groups", bytes(...Array<number>(101).fill(0x0b), ...Array<number>(101).fill(0x0c))],
    [
      "damage inside an attribute's value",
      requestOf((writer) => writer.nested(9, () => writer.bytes(2, bytes(0x0a, 9)))),
    ],
    ["damage inside an event", requestOf((writer) => writer.bytes(11, bytes(0x12, 9)))],
    ["damage inside a resource", bytes(0x0a, 0x04, 0x0a, 0x02, 0x0a, 0x09)],
  ])("%s refuses the whole body and names the byte", (_name, body) => {
    expect(() => decodeTraces(body)).toThrow(MalformedBody);
    expect(() => decodeTraces(body)).toThrow(/byte \d+/);
  });

  it("leaves 100 nested groups and unknown fields alone", () => {
    const groups = bytes(...Array<number>(100).fill(0x0b), ...Array<number>(100).fill(0x0c));
    const unknown = bytes(0x98, 0x06, 0x05, 0xa2, 0x06, 0x01, 0x41, 0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(decodeTraces(Buffer.concat([unknown, groups, encodeRequest({})])).items).toHaveLength(1);
  });
});

describe("log records", () => {
  it("come out as they were built", () => {
    const record = logRecord({
      spanId: "00000000000000aa",
      timeUs: T0_US,
      severity: 17,
      eventName: "gen_ai.choice",
      body: { message: { content: "hi" } },
      attributes: { a: 1 },
    });
    expect([record.traceId, record.spanId, record.severity, record.eventName]).toEqual([
      TRACE_ID,
      "00000000000000aa",
      17,
      "gen_ai.choice",
    ]);
    expect(record.timeNs).toBe(1_760_000_000_000_000_000n);
    expect(record.body()).toEqual(new Map([["message", new Map([["content", "hi"]])]]));
    expect(decodeLogRecord(record.raw.slice(), record.resource, record.scope).eventName).toBe(
      "gen_ai.choice",
    );
  });

  it("take the event's name from the attribute that older SDKs write", () => {
    expect(logRecord({ attributes: { "event.name": "gen_ai.user.message" } }).eventName).toBe(
      "gen_ai.user.message",
    );
  });

  it("belong to no trace where their ids are empty, zero or of a wrong length, and are kept", () => {
    const ids = [null, "0".repeat(32), "abcd"];
    const decoded = decodeLogs(encodeLogsRequest(...ids.map((traceId) => ({ traceId }))));
    expect([decoded.rejected, decoded.items.map(({ traceId }) => traceId)]).toEqual([0, [null, null, null]]);
  });
});

describe("metrics", () => {
  it("are counted by their points, whatever their kind", () => {
    const points = (count: number) => ({ dataPoints: Array.from({ length: count }, () => ({})) });
    const metrics = [
      { name: "a", gauge: points(2) },
      { sum: points(3) },
      { histogram: points(1) },
      { summary: points(1) },
    ];
    const body = encodeMessage(METRICS_REQUEST, { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    expect(countMetricPoints(body)).toBe(7);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countMetricPoints, decodeLogs, decodeTraces } from "../../../src/core/otlp/decode";
import { spanToJson } from "../../../src/core/otlp/export";
import {
  logsJsonToProtobuf,
  metricsJsonToProtobuf,
  quoteLongIntegers,
  tracesJsonToProtobuf,
} from "../../../src/core/otlp/json";
import { MalformedBody } from "../../../src/core/otlp/wire";

const IDS = '"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174"';

/** Reads a request of one span, written as the JSON text of its fields; ids are put before it. */
function read(fields: string, ids = IDS) {
  const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{${[ids, fields].filter(Boolean).join(",")}}]}]}]}`;
  const { body, warnings, rejected } = tracesJsonToProtobuf(text);
  const decoded = decodeTraces(body);
  return {
    span: decoded.items[0],
    warnings: [...warnings, ...decoded.warnings],
    rejected: rejected + decoded.rejected,
  };
}

const attribute = (value: string) => `"attributes":[{"key":"a","value":${value}}]`;

describe("values in OTLP/JSON", () => {
  it.each<[string, unknown]>([
    ['{"stringValue":"x"}', "x"],
    ['{"stringValue":""}', ""],
    ['{"boolValue":false}', false],
    ['{"intValue":"42"}', 42],
    ['{"intValue":42}', 42],
    ['{"intValue":0}', 0],
    ['{"intValue":"9007199254740993"}', 9007199254740993n],
    ['{"intValue":9007199254740993}', 9007199254740993n],
    ['{"intValue": -9223372036854775808 }', -9223372036854775808n],
    ['{"doubleValue":1.5}', 1.5],
    ['{"doubleValue":12345678901234567890}', 12345678901234567000],
    ['{"doubleValue":"Infinity"}', Infinity],
    ['{"doubleValue":"NaN"}', NaN],
    ['{"bytesValue":"AQID"}', new Uint8Array([1, 2, 3])],
    ['{"bytesValue":"-_8"}', new Uint8Array([0xfb, 0xff])],
    ['{"arrayValue":{"values":[{"intValue":1},null,{"stringValue":"b"}]}}', [1, null, "b"]],
    ['{"arrayValue":{}}', []],
    [
      '{"kvlistValue":{"values":[{"key":"__proto__","value":{"boolValue":true}}]}}',
      new Map([["__proto__", true]]),
    ],
    ["{}", null],
    ["null", null],
  ])("%s", (json, expected) => {
    const { span, warnings } = read(attribute(json));
    expect([span?.attributes.get("a"), warnings]).toEqual([expected, []]);
  });

  it("a text with digits, quotes and commas is never taken for a number", () => {
    const text = 'x:12345678901234567890, \\" ,12345678901234567890]';
    const { span } = read(
      attribute(`{"arrayValue":{"values":[{"stringValue":"${text}"},{"intValue":9007199254740993}]}}`),
    );
    expect(span?.attributes.get("a")).toEqual([text.replaceAll("\\", ""), 9007199254740993n]);
  });

  it("long integers are quoted without changing anything else", () => {
    fc.assert(
      fc.property(fc.json(), fc.bigInt(10n ** 16n, 10n ** 22n), (json, long) => {
        const text = `{"a": ${json},"b":${long}}`;
        const parsed = JSON.parse(quoteLongIntegers(text)) as { a: unknown; b: unknown };
        expect(parsed.b).toBe(String(long));
        expect(JSON.stringify(parsed.a)).toBe(
          JSON.stringify(JSON.parse(quoteLongIntegers(`[${json}]`)) as unknown).slice(1, -1),
        );
      }),
      { seed: 6, numRuns: 300 },
    );
    expect(quoteLongIntegers('[1.1234567890123456789,1e1234567890123456,"1234567890123456"]')).toBe(
      '[1.1234567890123456789,1e1234567890123456,"1234567890123456"]',
    );
  });

  it("a lone surrogate becomes U+FFFD", () => {
    expect(read(attribute('{"stringValue":"a\\ud800b"}')).span?.attributes.get("a")).toBe("a\uFFFDb");
  });

  it("values nested 100,000 deep are cut and told, on the stack we have", () => {
    const depth = 100_000;
    const open = '{"arrayValue":{"values":['.repeat(depth);
    const { span, warnings, rejected } = read(attribute(`${open}{"intValue":1}${"]}}".repeat(depth)}`));
    expect([span?.problems.some(({ code }) => code === "cut-value"), rejected]).toEqual([true, 0]);
    expect(warnings).toEqual(["Values nested deeper than 64 levels were cut in 1 span."]);
    expect(JSON.stringify(spanToJson(span?.raw ?? new Uint8Array()))).toContain(
      "[cut: nested deeper than 64 levels",
    );
  });
});

describe("spans in OTLP/JSON", () => {
  it("ids are hex in either case, times exact, enums numbers or names", () => {
    const { span, warnings } = read(
      '"parentSpanId":"","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":1544712660300000001,' +
        '"endTimeUnixNano":"1544712661300000001","status":{"code":"STATUS_CODE_ERROR"}',
    );
    expect([span?.traceId, span?.spanId, span?.parentSpanId]).toEqual([
      "5b8efff798038103d269b633813fc60c",
      "eee19b7ec3c1b174",
      null,
    ]);
    expect([span?.startNs, span?.kind, span?.status.code]).toEqual([1544712660300000001n, 3, 2]);
    expect(warnings).toEqual([]);
  });

  it("nulls are defaults and unknown names are nothing", () => {
    const { span, warnings } = read(
      '"name":null,"attributes":null,"events":null,"status":null,"shiny":{"a":[1]}',
    );
    expect([span?.name, span?.attributes.size, span?.events, warnings]).toEqual(["", 0, [], []]);
  });

  it("base64 ids are refused with the reason", () => {
    const { rejected, warnings } = read("", '"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ="');
    expect([rejected, warnings]).toEqual([
      1,
      ['"traceId" must be 32 hex digits, not base64; the span was refused.'],
    ]);
  });

  it("a null among the spans costs only itself", () => {
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[null,{${IDS}}]}]}]}`;
    const { body, rejected } = tracesJsonToProtobuf(text);
    expect([rejected, decodeTraces(body).items.length]).toEqual([1, 1]);
  });

  it("names of the .proto file are read, and the right ones told", () => {
    const text = `{"resource_spans":[{"scope_spans":[{"spans":[{${IDS},"start_time_unix_nano":"5"}]}]}]}`;
    const { body, warnings } = tracesJsonToProtobuf(text);
    expect(decodeTraces(body).items[0]?.startNs).toBe(5n);
    expect(warnings.join(" ")).toContain('"resource_spans" was read as "resourceSpans"');
    expect(warnings.join(" ")).toContain('"startTimeUnixNano"');
  });

  it.each<[string, string, RegExp]>([
    ["attributes as a map", '"attributes":{"a":"b"}', /"attributes" must be a list like \[\{"key"/],
    ["a bare value", attribute('"text"'), /"value" must hold AnyValue objects like \{"stringValue"/],
    ["a number that is none", attribute('{"intValue":"twelve"}'), /"intValue" is not a valid int64/],
    ["a fraction as integer", attribute('{"intValue":1.5}'), /"intValue"/],
    ["a number beyond 64 bits", attribute('{"intValue":99999999999999999999}'), /"intValue"/],
    ["a parent that is no hex", '"parentSpanId":"xyz"', /"parentSpanId" must be 16 hex digits/],
  ])("%s: the span is kept and the field named", (_name, fields, warning) => {
    const { span, warnings, rejected } = read(fields);
    expect([span?.traceId, rejected]).toEqual(["5b8efff798038103d269b633813fc60c", 0]);
    expect(warnings.join(" ")).toMatch(warning);
  });

  it("a body for another path is told", () => {
    expect(tracesJsonToProtobuf('{"resourceLogs":[]}').warnings).toEqual([
      'The body has no "resourceSpans", only "resourceLogs".',
    ]);
    expect(tracesJsonToProtobuf("{}").warnings).toEqual([]);
  });

  it.each(["", "nonsense", "[]", "null", '"text"', '{"resourceSpans":[', '{"a":1} trailing'])(
    "%s is refused as a whole",
    (text) => expect(() => tracesJsonToProtobuf(text)).toThrow(MalformedBody),
  );

  it("a byte order mark is stepped over", () => {
    expect(tracesJsonToProtobuf('\uFEFF{"resourceSpans":[]}').warnings).toEqual([]);
  });

  it("whatever JSON comes, the answer is a batch or MalformedBody", () => {
    const names = [
      "resourceSpans",
      "scopeSpans",
      "spans",
      "traceId",
      "attributes",
      "key",
      "value",
      "kvlistValue",
      "values",
    ];
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 8 },
        fc.constantFrom(null, true, 1.5, "x", "5B8EFFF798038103D269B633813FC60C", -1),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie("node"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(node, (value) => {
        try {
          decodeTraces(tracesJsonToProtobuf(JSON.stringify({ resourceSpans: value })).body);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBody);
        }
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

describe("logs and metrics in OTLP/JSON", () => {
  it("log records keep their body, their event name and their ids", () => {
    const record =
      '{"timeUnixNano":"7","severityNumber":"SEVERITY_NUMBER_INFO","eventName":"gen_ai.choice",' +
      `"body":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}},${IDS}}`;
    const { body, rejected } = logsJsonToProtobuf(
      `{"resourceLogs":[{"scopeLogs":[{"logRecords":[null,${record}]}]}]}`,
    );
    const [only] = decodeLogs(body).items;
    expect([rejected, only?.severity, only?.eventName, only?.timeNs, only?.spanId]).toEqual([
      1,
      9,
      "gen_ai.choice",
      7n,
      "eee19b7ec3c1b174",
    ]);
    expect(only?.body()).toEqual(new Map([["a", 1]]));
  });

  it("metric points are counted", () => {
    const { body } = metricsJsonToProtobuf(
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"t","sum":{"dataPoints":[{"asInt":"1"},{"asInt":"2"}]}}]}]}]}',
    );
    expect(countMetricPoints(body)).toBe(2);
  });
});

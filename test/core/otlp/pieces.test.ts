import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutJsonArray, cutJsonText, cutJsonTextFrom } from "../../../src/core/otlp/pieces";

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function elementsOf(json: string): string[] | null {
  const bytes = utf8(json);
  const cuts = cutJsonArray(bytes);
  if (cuts === null) return null;
  return Array.from({ length: cuts.length / 2 }, (_, i) =>
    text(bytes.subarray(cuts[2 * i], cuts[2 * i + 1])),
  );
}

function piecesOf(json: string, minBytes: number): string[] {
  const bytes = utf8(json);
  const cuts = cutJsonText(bytes, minBytes);
  return cuts.slice(1).map((end, index) => text(bytes.subarray(cuts[index], end)));
}

describe("cutting a JSON array into its elements", () => {
  it.each<[string, string[] | null]>([
    ["[]", []],
    [" [ ] ", []],
    ['[{"a":1}, "b"]', ['{"a":1}', '"b"']],
    ["[1,2 , 3]", ["1", "2", "3"]],
    ['["a]","b,","c\\"]"]', ['"a]"', '"b,"', '"c\\"]"']],
    ['["ends with a backslash\\\\"]', ['"ends with a backslash\\\\"']],
    ["[[1,[2]],{}]", ["[1,[2]]", "{}"]],
    ['["日本", "é"]', ['"日本"', '"é"']],
    ["{}", null],
    ['"text"', null],
    ["", null],
    ["[", null],
    ["[1", null],
    ["[1}", null],
    ["[1]]", null],
    ["[1] 2", null],
    ["[1,]", null],
    ["[,1]", null],
    ['["open]', null],
    ["[{]", null],
  ])("%s", (json, expected) => expect(elementsOf(json)).toEqual(expected));

  it("gives what JSON.parse gives, element by element", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), fc.constantFrom(0, 2), (list, indent) => {
        const elements = elementsOf(JSON.stringify(list, null, indent)) ?? [];
        expect(elements.map((element) => JSON.parse(element) as unknown)).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("finds the end of long strings full of escapes", () => {
    const values = [`${"x".repeat(100)}"\\"${"\\".repeat(99)}`, "\\".repeat(200), `${'"'.repeat(90)}]`];
    expect(elementsOf(JSON.stringify(values))).toEqual(values.map((value) => JSON.stringify(value)));
  });

  it("walks a million nested brackets without a stack", () => {
    const deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    expect(cutJsonArray(utf8(deep))).toEqual([1, 1_999_999]);
  });
});

describe("cutting any JSON text into pieces", () => {
  it.each<[string, number, string[]]>([
    [
      '{"messages":[{"a":"xxxxxxxx"},{"b":"yyyyyyyy"}]}',
      8,
      ['{"messages":[', '{"a":"xxxxxxxx"}', ",", '{"b":"yyyyyyyy"}', "]}"],
    ],
    ['["small","a long element"]', 10, ['["small",', '"a long element"', "]"]],
    [
      '[{"content":["first part","second part"]}]',
      12,
      ["[", '{"content":[', '"first part"', ",", '"second part"', "]}", "]"],
    ],
    ["[[[[1111111111]]]]", 10, ["[", "[", "[", "[1111111111]", "]", "]", "]"]],
    ['{"no":"array"}', 1, ['{"no":"array"}']],
    ["not json [", 1, ["not json ["]],
  ])("%s at %i bytes", (json, minBytes, expected) => expect(piecesOf(json, minBytes)).toEqual(expected));

  it("leaves the parts of a message together below a size of their own, wherever the messages stand", () => {
    const cutsOf = (json: string) => cutJsonTextFrom(utf8(json), 8, 0, 30)?.cuts;
    expect(cutsOf('[{"parts":["short part"]}]')).toEqual([0, 1, 25, 26]);
    expect(cutsOf('{"messages":[{"parts":["short part"]}]}')).toEqual([0, 13, 37, 39]);
    const long = `["${"x".repeat(40)}"]`;
    expect(cutsOf(`[${long}]`)).toEqual([0, 1, 2, 44, 45, 46]);
  });

  it("always gives back the text when the pieces are joined", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.string(), fc.nat(40), (json, junk, minBytes) => {
        for (const input of [json, junk, json + junk]) {
          const bytes = utf8(input);
          const cuts = cutJsonText(bytes, minBytes);
          expect(Buffer.concat(cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end)))).toEqual(
            Buffer.from(bytes),
          );
          expect([...cuts].sort((a, b) => a - b)).toEqual(cuts);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { appendTo, locate, removeMember, replaceAt, setMember } from "../../../src/core/replay/json-splice";

const odd = '{ "model" : "a",\n "t": 1.0, "list":[ {"x":"}\\"]"} , 2 ],"model":"b" }';

describe("a JSON text", () => {
  it("is changed in one place and nowhere else", () => {
    expect(replaceAt(odd, ["list", 0, "x"], "y")).toBe(
      '{ "model" : "a",\n "t": 1.0, "list":[ {"x":"y"} , 2 ],"model":"b" }',
    );
    expect(replaceAt(odd, ["list", 1], null)).toBe(
      '{ "model" : "a",\n "t": 1.0, "list":[ {"x":"}\\"]"} , null ],"model":"b" }',
    );
  });

  it("has the last of repeated members changed, the one that counts", () => {
    expect(replaceAt(odd, ["model"], "c")).toBe(
      '{ "model" : "a",\n "t": 1.0, "list":[ {"x":"}\\"]"} , 2 ],"model":"c" }',
    );
  });

  it("gets members and items added at the end", () => {
    expect(setMember('{"a":1}', [], "b", [2])).toBe('{"a":1,"b":[2]}');
    expect(setMember("{ }", [], "b", 2)).toBe('{"b":2}');
    expect(appendTo('{"m":[1]}', ["m"], [2, { x: 3 }])).toBe('{"m":[1,2,{"x":3}]}');
    expect(appendTo('{"m":[ ]}', ["m"], ["x"])).toBe('{"m":["x"]}');
  });

  it("loses a member with its comma", () => {
    expect(removeMember('{"a":1,"b":2}', [], "a")).toBe('{"b":2}');
    expect(removeMember('{"a":1, "b":2}', [], "b")).toBe('{"a":1}');
    expect(removeMember('{"a":1}', [], "x")).toBe('{"a":1}');
  });

  it("that is broken or has no such place is left alone", () => {
    for (const text of ["", "{", '{"a"', '{"a":', "[1,", '{"a":"x'])
      expect(locate(text, ["a"])).toBeUndefined();
    expect(replaceAt("[1]", [1], 2)).toBeUndefined();
    expect(replaceAt("[1]", ["a"], 2)).toBeUndefined();
  });

  it("reads as JSON.parse does, for any value", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.integer({ min: 0, max: 3 }),
        (value, spaces) => {
          const text = JSON.stringify(value, null, spaces);
          for (const key of Object.keys(value)) {
            const place = locate(text, [key]);
            expect(place && (JSON.parse(text.slice(place.start, place.end)) as unknown)).toEqual(
              JSON.parse(JSON.stringify(value[key])),
            );
            expect(JSON.parse(replaceAt(text, [key], "new") ?? "")).toEqual(
              JSON.parse(JSON.stringify({ ...value, [key]: "new" })),
            );
          }
        },
      ),
      { seed: 4, numRuns: 200 },
    );
  });
});

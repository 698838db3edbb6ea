// What hides in a text is written out; everything else stays as it came.

import { describe, expect, it } from "vitest";
import { visibleLine, visiblePieces, visibleText } from "../../webview/text";

describe("visible text", () => {
  it("leaves ordinary text of any script alone", () => {
    for (const text of ["", "plain", "tabs\tand\nlines", "日本語 العربية हिन्दी café e\u0301", "👨‍👩‍👧 👍🏽 🏳️‍🌈"]) {
      expect(visibleText(text)).toBe(text);
    }
  });

  it("writes out what the eye cannot see", () => {
    const cases: readonly (readonly [string, string])[] = [
      ["\u001b[31mred", "\\x1b[31mred"],
      ["a\u0000b", "a\\x00b"],
      ["\u202egnp.exe", "\\u202egnp.exe"],
      ["zero\u200bwidth", "zero\\u200bwidth"],
      ["a\u2066b\u2069", "a\\u2066b\\u2069"],
      ["\ufeffmark", "\\ufeffmark"],
      ["soft\u00adhyphen", "soft\\xadhyphen"],
      ["tag\u{e0041}", "tag\\u{e0041}"],
      ["lone\ud800", "lone\\ud800"],
      ["next\u0085line\u2028", "next\\x85line\\u2028"],
      ["join\u200der", "join\\u200der"],
      ["\rback", "\\x0dback"],
    ];
    expect(cases.map(([text]) => visibleText(text))).toEqual(cases.map(([, shown]) => shown));
  });

  it("takes a Windows line end for a line end", () => {
    expect(visibleText("a\r\nb\u0000")).toBe("a\nb\\x00");
  });

  it("stops marks that pile up", () => {
    expect(visibleText(`Z${"\u0301".repeat(40)}!`)).toBe("Z\u0301\u0301\u0301\u0301 [36 more marks]!");
  });

  it("marks the codes, so that a view can tell them from text that looks the same", () => {
    expect(visiblePieces("a\u0007b")).toEqual([
      { text: "a", isCode: false },
      { text: "\\x07", isCode: true },
      { text: "b", isCode: false },
    ]);
    expect(visiblePieces("\\x07")).toEqual([{ text: "\\x07", isCode: false }]);
  });

  it("fits on one line where a row shows it", () => {
    expect(visibleLine("SELECT 1\n  FROM t\r\n")).toBe("SELECT 1 FROM t ");
  });
});

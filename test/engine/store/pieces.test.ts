import fc from "fast-check";
import { expect, it } from "vitest";
import { piecesFrom } from "../../../src/engine/store/pieces";

const utf8 = (text: string) => Buffer.from(text);
const message = (text: string) => ({ role: "user", parts: [{ type: "text", content: text }] });
const texts = fc.array(fc.string({ maxLength: 150 }), { maxLength: 6 });

it("cuts a list that grew where it would have cut it whole, from any resume of the shorter one", () => {
  fc.assert(
    fc.property(texts, texts, fc.constantFrom(0, 1), (before, added, indent) => {
      const shorter = utf8(JSON.stringify(before.map(message), null, indent));
      const longer = utf8(JSON.stringify([...before, ...added].map(message), null, indent));
      const known = piecesFrom(shorter, 0, 0);
      const whole = piecesFrom(longer, 0, 0);
      for (const resume of known?.resumes ?? []) {
        const ends = known?.ends.filter((end) => end <= resume) ?? [];
        const more = piecesFrom(longer, resume, ends.at(-1) ?? 0);
        expect([...ends, ...(more?.ends ?? [])]).toEqual(whole?.ends);
      }
    }),
    { seed: 5, numRuns: 300 },
  );
});

it("does not go on in a text that is cut off", () => {
  const element = JSON.stringify(message("a".repeat(100)));
  const known = piecesFrom(utf8(`[${element},${element}]`), 0, 0);
  const cutOff = utf8(`[${element},{"role":"us`);
  expect(known?.resumes).toEqual([element.length + 1, 2 * element.length + 2]);
  expect(piecesFrom(cutOff, element.length + 1, 26)).toBeNull();
  expect(piecesFrom(cutOff, 0, 0)?.ends).toEqual([cutOff.length]);
});

// The window over a long list: pages asked when they come into sight, old ones kept until the new ones are there.

import { describe, expect, it } from "vitest";
import { UserFault } from "../../src/protocol/faults";
import { Rows } from "../../webview/state/rows";
import { answerRows } from "../fixtures/builders/session-answers";
import { makeSession } from "../fixtures/builders/session";

const { steps } = makeSession({ steps: 1000 });

function rowsOver(count = () => steps.length) {
  const asked: string[] = [];
  const rows = new Rows((range) => {
    asked.push(`${range.offset}+${range.count}`);
    return Promise.resolve(answerRows(steps.slice(0, count()), { sessionId: "made", ...range }));
  });
  return { rows, asked };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("rows", () => {
  it("ask for the pages in sight, each once", async () => {
    const { rows, asked } = rowsOver();
    await rows.reset();
    rows.look(45, 210);
    rows.look(48, 215);
    await settled();
    expect(asked).toEqual(["0+50", "50+200"]);
    expect(rows.rowAt(205)?.number).toBe(206);
    expect(rows.rowAt(305)).toBeUndefined();
  });

  it("know the ancestors of a row far down, without what is between", async () => {
    const { rows } = rowsOver();
    await rows.reset();
    rows.look(900, 940);
    await settled();
    const row = rows.rowAt(920);
    expect(row && rows.ancestorsOf(row).map((ancestor) => ancestor.depth)).toEqual([0, 1]);
  });

  it("keep the old rows until the new ones are there, and ask once more for calls that came meanwhile", async () => {
    let count = 40;
    const { rows, asked } = rowsOver(() => count);
    await rows.reset();
    count = 60;
    const renewed = rows.renew();
    void rows.renew();
    void rows.renew();
    expect(rows.rowAt(39)?.number).toBe(40);
    await renewed;
    expect(rows.frame.value?.total).toBe(60);
    expect(asked).toEqual(["0+50", "0+50", "0+50"]);
  });

  it("stay the same objects where nothing changed, so that only what grew is drawn again", async () => {
    let grown = steps.slice(0, 20);
    const rows = new Rows((range) =>
      Promise.resolve(structuredClone(answerRows(grown, { sessionId: "made", ...range }))),
    );
    await rows.reset();
    const before = [rows.rowAt(3), rows.rowAt(4)];
    grown = grown.map((row, index) => (index === 4 ? { ...row, summary: "calls run_sql" } : row));
    await rows.renew();
    expect(rows.rowAt(3)).toBe(before[0]);
    expect(rows.rowAt(4)).not.toBe(before[1]);
    expect(rows.rowAt(4)?.summary).toBe("calls run_sql");
  });

  it("of a session that is followed are its last ones, at their places, before the list gets there", async () => {
    let count = 730;
    const asked: unknown[] = [];
    const rows = new Rows(
      (range) => {
        asked.push(range);
        return Promise.resolve(answerRows(steps.slice(0, count), { sessionId: "made", ...range }));
      },
      () => true,
    );
    await rows.reset();
    expect(asked).toEqual([{ offset: 0, count: 100, fromEnd: true }]);
    expect([649, 650, 699, 729, 730].map((index) => rows.rowAt(index)?.number)).toEqual([
      undefined,
      651,
      700,
      730,
      undefined,
    ]);
    count = 800;
    await rows.renew();
    expect([699, 700, 799].map((index) => rows.rowAt(index)?.number)).toEqual([undefined, 701, 800]);
    expect(rows.frame.value?.total).toBe(800);
    count = 12;
    await rows.renew();
    expect([0, 11, 12].map((index) => rows.rowAt(index)?.number)).toEqual([1, 12, undefined]);
    expect(asked).toHaveLength(3);
  });

  it("drop the answer to an old filter", async () => {
    const answers: ((value: ReturnType<typeof answerRows>) => void)[] = [];
    const rows = new Rows(() => new Promise((resolve) => answers.push(resolve)));
    void rows.reset();
    void rows.reset();
    answers[1]?.(answerRows(steps.slice(0, 3), { sessionId: "made", offset: 0, count: 50 }));
    answers[0]?.(answerRows(steps, { sessionId: "made", offset: 0, count: 50 }));
    await settled();
    expect(rows.frame.value?.total).toBe(3);
  });

  it("forget the oldest pages of a very long list", async () => {
    const { steps: many } = makeSession({ steps: 8000 });
    const rows = new Rows((range) => Promise.resolve(answerRows(many, { sessionId: "made", ...range })));
    await rows.reset();
    for (let first = 0; first < 8000; first += 100) {
      rows.look(first, first + 40);
      await settled();
    }
    expect(rows.rowAt(7940)?.number).toBe(7941);
    expect(rows.rowAt(50)).toBeUndefined();
  });

  it("say why they could not be read, and recover", async () => {
    let fails = true;
    const rows = new Rows((range) =>
      fails
        ? Promise.reject(new UserFault("unavailable", "The engine stopped."))
        : Promise.resolve(answerRows(steps, { sessionId: "made", ...range })),
    );
    await rows.reset();
    expect(rows.fault.value?.message).toBe("The engine stopped.");
    fails = false;
    await rows.renew();
    expect(rows.fault.value).toBeUndefined();
    expect(rows.rowAt(0)?.number).toBe(1);
  });
});

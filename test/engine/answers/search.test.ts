import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomOf } from "../../fixtures/builders/random";
import { encodeRequest, type SpanOptions, T0_US, TRACE_ID } from "../../fixtures/builders/span";
import { corpusBody, type TestEngine, testEngine } from "../test-engine";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

const id = (number: number) => number.toString(16).padStart(16, "0");
const stepId = (number: number) => `${TRACE_ID}:${id(number)}`;
const send = (...spans: readonly SpanOptions[]) =>
  test.engine.ingest.accept("traces", encodeRequest(...spans));
const ask = (text: string, limit?: number) =>
  test.client.ask("search/query", { text, ...(limit !== undefined && { limit }) });
const said = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });

function call(number: number, messages: readonly unknown[], escapeAll = false): SpanOptions {
  const json = JSON.stringify(messages);
  const ascii = json.replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return {
    spanId: id(number),
    startUs: T0_US + number,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-5-mini",
      "gen_ai.input.messages": escapeAll ? ascii : json,
    },
  };
}

describe("search", () => {
  it("finds a message in the first call that held it, whatever the case, and long and short texts alike", async () => {
    const long = said("user", `Please look at the quarterly figures ${"and think ".repeat(200)} of Zanzibar`);
    const short = said("user", "Mind the GAP");
    send(call(1, [long]), call(2, [long, short]), call(3, [long, short, said("user", "more")]));
    expect(await ask("zanzibar")).toMatchObject([{ stepId: stepId(1), where: "user message" }]);
    expect((await ask("zanzibar"))[0]?.excerpt).toMatch(/^….*of Zanzibar$/);
    expect(await ask("the gap")).toMatchObject([{ stepId: stepId(2), excerpt: "Mind the GAP" }]);
    expect(await ask("zanzibar gap")).toEqual([]);
  });

  it("finds tool arguments and results, step names and error texts", async () => {
    send(
      {
        spanId: id(1),
        attributes: {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": "run_sql",
          "gen_ai.tool.call.arguments": JSON.stringify({ query: 'SELECT "name" FROM beans' }),
          "gen_ai.tool.call.result": "Yirgacheffe",
        },
      },
      {
        spanId: id(2),
        name: "mill the beans",
        startUs: T0_US + 5,
        status: { code: 2, message: "kaputt: jam" },
      },
    );
    const found = await ask("beans");
    expect(found.map(({ stepId: step, where }) => [step, where])).toEqual([
      [stepId(1), "arguments of run_sql"],
      [stepId(2), "name"],
    ]);
    expect(await ask('"name"')).toMatchObject([{ excerpt: 'query: SELECT "name" FROM beans' }]);
    expect(await ask("YIRGACHEFFE")).toMatchObject([{ where: "tool result of run_sql" }]);
    expect(await ask("kaputt")).toMatchObject([{ stepId: stepId(2), number: 2, where: "error" }]);
  });

  it("finds letters that a client escaped", async () => {
    send(call(1, [said("user", "größer als 日本語")], true));
    expect(await ask("GRÖSSER")).toEqual([]);
    expect(await ask("GRÖßER 日本")).toMatchObject([{ excerpt: "größer als 日本語" }]);
  });

  it("takes no sign for a wildcard or for syntax, and answers nothing to nothing", async () => {
    send(call(1, [said("user", "100% of a_b and c*d \"quoted\" 'single' back\\slash a/b")]));
    for (const text of ["100%", "a_b", "c*d", '"quoted"', "'single'", "back\\slash", "a/b"])
      expect(await ask(text)).toHaveLength(1);
    for (const text of ["%", "_", "*"]) expect(await ask(text)).toHaveLength(1);
    for (const text of ["1%0", "axb", "cxd", "' OR 1=1 --", "\0", "", "  "])
      expect(await ask(text)).toEqual([]);
  });

  it("gives as many as asked for", async () => {
    send(...[1, 2, 3, 4].map((number) => call(number, [said("user", `apple ${number}`)])));
    expect(await ask("apple", 2)).toHaveLength(2);
    expect(await ask("apple")).toHaveLength(4);
  });

  it("answers queries made of hostile values, and finds the values themselves", async () => {
    test.engine.ingest.accept("traces", corpusBody("sql-values.json"));
    for (const text of ["'; DROP TABLE step; --", "%' OR '1'='1", "\\", "NULL", "\u0000", '"', "NEAR(a b)"])
      await ask(text);
    expect((await test.client.ask("session/list", {})).items.length).toBeGreaterThan(0);
  });

  it("is what a plain scan finds, over generated texts", async () => {
    const random = randomOf(7);
    const texts = Array.from({ length: 60 }, () => sentence(random));
    send(...texts.map((text, index) => call(index + 1, [said("user", text)], index % 2 === 0)));
    for (let round = 0; round < 80; round++) {
      const source = texts[Math.floor(random() * texts.length)] ?? "";
      const from = Math.floor(random() * source.length);
      const query = source.slice(from, from + 1 + Math.floor(random() * 6));
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      const distinct = [...new Set(texts)];
      const expected =
        words.length === 0
          ? []
          : distinct.filter((text) => words.every((word) => text.toLowerCase().includes(word)));
      const steps = expected.map((text) => stepId(texts.indexOf(text) + 1));
      const found = (await ask(query, 500)).filter(({ where }) => where === "user message");
      expect(found.map((hit) => hit.stepId).sort(), JSON.stringify(query)).toEqual(steps.sort());
    }
  });
});

describe("a search in pages", () => {
  const pageOf = (text: string, more: { limit?: number; cursor?: string } = {}) =>
    test.client.ask("search/page", { text, ...more });
  const apples = (count: number) =>
    send(...Array.from({ length: count }, (_, index) => call(index + 1, [said("user", `apple ${index}`)])));

  it("goes on where the last page ended, and ends without another", async () => {
    apples(5);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await pageOf("apple", { limit: 2, ...(cursor !== undefined && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      found.push(...page.items.map((item) => item.stepId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found).toEqual([1, 2, 3, 4, 5].map(stepId));
  });

  it("says how far it is", async () => {
    apples(3);
    const page = await pageOf("nowhere");
    expect(page).toEqual({ items: [], searched: { sessions: 1, sessionsInAll: 1, steps: 3 } });
  });

  it("finds what stands at the very end of more than one page of time", async () => {
    const filler = "lorem ipsum dolor ".repeat(40);
    const COUNT = 6000;
    for (let from = 0; from < COUNT; from += 1000)
      send(
        ...Array.from({ length: 1000 }, (_, index) => ({
          spanId: id(from + index + 1),
          startUs: T0_US + from + index,
          attributes: {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "read",
            "gen_ai.tool.call.result": `${filler} row ${from + index} ${filler}`,
          },
        })),
      );
    expect(await ask(`row ${COUNT - 1}`)).toMatchObject([{ stepId: stepId(COUNT) }]);
  });

  it("is gone once it has ended, or never was", async () => {
    await expect(pageOf("apple", { cursor: "search-99" })).rejects.toMatchObject({
      code: "not-found",
      next: "Search again.",
    });
  });

  it("lets other questions be answered and spans be taken in while it goes on", async () => {
    const filler = "lorem ipsum dolor ".repeat(40);
    send(
      ...Array.from({ length: 3000 }, (_, index) => call(index + 1, [said("user", `${filler} ${index}`)])),
    );
    let isDone = false;
    const search = ask("nowhere at all").then((hits) => {
      isDone = true;
      return hits;
    });
    await test.client.ask("session/list", {});
    expect(isDone).toBe(false);
    send({ spanId: id(9999), startUs: T0_US, name: "late" });
    expect(await search).toEqual([]);
    expect(await ask("late")).toHaveLength(1);
  });

  it("ends when nobody waits for it any more", async () => {
    apples(400);
    const abort = new AbortController();
    const search = test.client.ask("search/query", { text: "nowhere at all" }, abort.signal);
    abort.abort();
    await expect(search).rejects.toMatchObject({ code: "cancelled" });
  });
});

const ALPHABET = Array.from("abcXYZ019 \n\t\"'\\/<>&%_*?()-ßİ日é\u2028");

function sentence(random: () => number): string {
  const length = 4 + Math.floor(random() * 30);
  return Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? "").join("");
}

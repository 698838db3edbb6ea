// The scripted model server alone, as an agent of somebody else's would use it.

import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface Completion {
  readonly choices: readonly { message: { content: string | null }; finish_reason: string }[];
  readonly usage: {
    prompt_tokens: number;
    completion_tokens: number;
    prompt_tokens_details: { cached_tokens: number };
  };
}

let program: ChildProcess;
let baseUrl = "";

beforeAll(async () => {
  const file = path.join(import.meta.dirname, "../../demo/model-server/main.mjs");
  program = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH ?? "", AGENT_LOUPE_DEMO_SPEED: "0" },
  });
  baseUrl = await new Promise((resolve) => {
    program.stdout?.on("data", (line: Buffer) => {
      resolve(line.toString().trim().replace("OPENAI_BASE_URL=", ""));
    });
  });
});

afterAll(() => {
  program.kill();
});

function post(body: string): Promise<Response> {
  return fetch(`${baseUrl}/chat/completions`, { method: "POST", body });
}

async function ask(system: string, said: readonly string[], more: object = {}): Promise<Completion> {
  const messages = [
    { role: "system", content: system },
    ...said.map((content) => ({ role: "user", content })),
  ];
  const response = await post(
    JSON.stringify({ model: "gpt-5-mini", messages, prompt_cache_key: "one", ...more }),
  );
  return (await response.json()) as Completion;
}

/** Fails every query that the server asks for until it asks for something else; gives the names of what it asked. */
async function failingQueries(system: string): Promise<string[]> {
  const messages: object[] = [
    { role: "system", content: system },
    { role: "user", content: "What did we pay?" },
  ];
  const asked: string[] = [];
  while (asked.length < 10 && asked.at(-1) !== "read_file") {
    const response = await post(JSON.stringify({ model: "gpt-5-mini", messages }));
    const { choices } = (await response.json()) as {
      choices: { message: { tool_calls: { id: string; function: { name: string } }[] } }[];
    };
    const [call] = choices[0]?.message.tool_calls ?? [];
    asked.push(call?.function.name ?? "");
    messages.push(choices[0]?.message ?? {}, {
      role: "tool",
      tool_call_id: call?.id,
      content: "Error: data/payments.csv line 7 has 3 fields",
    });
  }
  return asked;
}

/** Each of these is one token and the blank before it none, so that n words are n tokens. */
const words = (count: number, word: string) => Array<string>(count).fill(word).join(" ");

describe("the model server", () => {
  it("counts the tokens of the request: the role's mark of 3 and a token a word", async () => {
    // `<system>` is `<`, `system`, `>`; a line end stands between messages.
    const { usage } = await ask(words(10, "alpha"), [words(20, "beta")], { prompt_cache_key: "count" });
    expect(usage.prompt_tokens).toBe(3 + 10 + 1 + 3 + 20);
    expect(usage.prompt_tokens_details.cached_tokens).toBe(0);
  });

  it("reads the longest shared beginning from the cache, from 1,024 tokens on in steps of 128", async () => {
    const system = words(1100, "alpha");
    await ask(system, ["first"]);
    const second = await ask(system, ["second"]);
    expect(second.usage.prompt_tokens_details.cached_tokens).toBe(1024);
    await ask(system, [words(200, "beta")]);
    const longer = await ask(system, [words(200, "beta"), "third"]);
    // 3 + 1,100 + 1 + 3 + 200 = 1,307 tokens are shared, which is ten steps and a rest.
    expect(longer.usage.prompt_tokens_details.cached_tokens).toBe(1280);
  });

  it("reads nothing for another system prompt, another cache key or a short prompt", async () => {
    await ask(words(1100, "gamma"), ["first"]);
    const cached = async (system: string, more?: object) =>
      (await ask(system, ["first"], more)).usage.prompt_tokens_details.cached_tokens;
    expect(await cached(`new ${words(1100, "gamma")}`)).toBe(0);
    expect(await cached(words(1100, "gamma"), { prompt_cache_key: "two" })).toBe(0);
    await ask(words(900, "delta"), ["first"]);
    expect(await cached(words(900, "delta"))).toBe(0);
  });

  it("says that it has no rules for a prompt of somebody else's, whatever the role is called", async () => {
    for (const system of ["Be nice.", "You are the constructor of things."]) {
      const { choices } = await ask(system, ["Hello"]);
      expect(choices[0]).toMatchObject({ finish_reason: "stop" });
      expect(choices[0]?.message.content).toContain("no rules for this system prompt");
    }
  });

  it("tries a failing tool as often as the prompt says, four times where it does not say", async () => {
    for (const [rule, tries] of [
      ["Give up after two tries.", 2],
      ["Give up after six tries.", 6],
      ["Give up after 1 try.", 1],
      ["Do it well.", 4],
    ] as const) {
      const asked = await failingQueries(`You are the bookkeeper. ${rule}`);
      expect(
        asked.filter((name) => name === "run_query"),
        rule,
      ).toHaveLength(tries);
      expect(asked.at(-1), rule).toBe("read_file");
    }
  });

  it("streams the same words and the usage where it is asked for", async () => {
    const messages = [{ role: "system", content: "Be nice." }];
    const request = { model: "gpt-5", messages, stream: true, stream_options: { include_usage: true } };
    const text = await (await post(JSON.stringify(request))).text();
    const chunks = text
      .split("\n\n")
      .map((event) => event.replace("data: ", ""))
      .filter((data) => data.startsWith("{"))
      .map((data) => JSON.parse(data) as { choices: { delta: { content?: string } }[]; usage?: object });
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(
      "This is a scripted server. It has no rules for this system prompt.",
    );
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 6 });
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  });

  it("answers 400 to what is no request and 404 to another path", async () => {
    expect((await post("{")).status).toBe(400);
    expect((await post('{"model":"gpt-5"}')).status).toBe(400);
    expect((await fetch(`${baseUrl}/responses`, { method: "POST", body: "{}" })).status).toBe(404);
  });
});

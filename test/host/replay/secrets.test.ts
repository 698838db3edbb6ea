import { describe, expect, it } from "vitest";
import { Secrets } from "../../../src/host/secrets";

const CANARY = "sk-canary-7f3a91c2";

function setup(environment: Record<string, string> = {}, typed: string | undefined = CANARY, allows = true) {
  const stored = new Map<string, string>();
  const names = new Map<string, unknown>();
  const asked: string[] = [];
  const secrets = new Secrets(
    {
      get: (key) => Promise.resolve(stored.get(key)),
      store: (key, value) => Promise.resolve(void stored.set(key, value)),
      delete: (key) => Promise.resolve(void stored.delete(key)),
    },
    { get: (key) => names.get(key), update: (key, value) => Promise.resolve(void names.set(key, value)) },
    environment,
    {
      key: (provider, host) => {
        asked.push(`key for ${provider} at ${host}`);
        return Promise.resolve(typed);
      },
      useVariable: (variable, host) => {
        asked.push(`${variable} for ${host}`);
        return Promise.resolve(allows);
      },
    },
  );
  return { secrets, stored, names, asked };
}

describe("API keys", () => {
  it("are asked for once and kept for one provider at one host", async () => {
    const { secrets, asked } = setup();
    await expect(secrets.keyFor("anthropic", "api.anthropic.com")).resolves.toBe(CANARY);
    await expect(secrets.keyFor("anthropic", "api.anthropic.com")).resolves.toBe(CANARY);
    await secrets.keyFor("anthropic", "proxy.example");
    expect(asked).toEqual(["key for anthropic at api.anthropic.com", "key for anthropic at proxy.example"]);
  });

  it("are asked for once by samples that start together", async () => {
    const { secrets, asked } = setup();
    await Promise.all(Array.from({ length: 10 }, () => secrets.keyFor("gemini", "h")));
    expect(asked).toEqual(["key for gemini at h"]);
  });

  it("stand in the secret storage only: the extension's own state has their names", async () => {
    const { secrets, stored, names } = setup();
    await secrets.keyFor("openai-chat", "api.openai.com");
    expect([...stored.values()]).toEqual([CANARY]);
    expect(JSON.stringify([...names])).not.toContain(CANARY);
  });

  it("of the environment are used after a question, and asked about again for another host", async () => {
    const { secrets, stored, asked } = setup({ OPENAI_API_KEY: CANARY });
    await expect(secrets.keyFor("openai-chat", "api.openai.com")).resolves.toBe(CANARY);
    await secrets.keyFor("openai-chat", "api.openai.com");
    await secrets.keyFor("openai-chat", "elsewhere.example");
    expect(asked).toEqual(["OPENAI_API_KEY for api.openai.com", "OPENAI_API_KEY for elsewhere.example"]);
    expect(stored.size).toBe(0);
  });

  it("of the environment are not used where the user says no", async () => {
    const { secrets } = setup({ OPENAI_API_KEY: CANARY }, "typed", false);
    await expect(secrets.keyFor("openai-chat", "api.openai.com")).resolves.toBe("typed");
  });

  it.each(["127.0.0.1:8080", "localhost:11434", "[::1]:9"])("are not asked for at %s", async (host) => {
    const { secrets, asked } = setup({ OPENAI_API_KEY: CANARY });
    await expect(secrets.keyFor("openai-chat", host)).resolves.toBeNull();
    expect(asked).toEqual([]);
  });

  it("of a name that only looks like this machine are asked for", async () => {
    const { secrets, asked } = setup();
    await secrets.keyFor("openai-chat", "localhost.example");
    expect(asked).toEqual(["key for openai-chat at localhost.example"]);
  });

  it("that are not given end the send, without the key of anybody in the sentence", async () => {
    const { secrets } = setup({}, undefined);
    const asked = new Secrets(
      {
        get: () => Promise.resolve(undefined),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
      { get: () => undefined, update: () => Promise.resolve() },
      {},
      { key: () => Promise.resolve(undefined), useVariable: () => Promise.resolve(false) },
    );
    await expect(asked.keyFor("anthropic", "h")).rejects.toMatchObject({ code: "cancelled" });
    expect(await secrets.forgetAll()).toBe(0);
  });

  it("are all forgotten on request, with every permission", async () => {
    const { secrets, stored, asked } = setup({ OPENAI_API_KEY: "env" });
    await secrets.set("anthropic", "h", CANARY);
    await secrets.keyFor("openai-chat", "o");
    expect(await secrets.forgetAll()).toBe(1);
    expect(stored.size).toBe(0);
    await secrets.keyFor("openai-chat", "o");
    expect(asked).toEqual(["OPENAI_API_KEY for o", "OPENAI_API_KEY for o"]);
  });
});

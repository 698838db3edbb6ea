import { describe, expect, it } from "vitest";
import { bytesText, consentQuestion, Consents } from "../../../src/host/replay/consent";
import type { ReplayPlanRow } from "../../../src/protocol/replay";

function plan(fields: Partial<ReplayPlanRow> = {}): ReplayPlanRow {
  return {
    planId: "p",
    host: "api.openai.com",
    model: "gpt-5",
    calls: 15,
    tokens: 60_300,
    costBoundUsd: 0.42,
    redactions: 0,
    incomplete: [],
    bytes: 128_400,
    exact: true,
    ...fields,
  };
}

describe("the question before the first send", () => {
  it("names host, model, calls, tokens, bytes, cost bound and what is masked", () => {
    const { message, detail, agree } = consentQuestion(plan());
    expect(message).toBe("Send the recorded prompts to api.openai.com?");
    expect(agree).toBe("Send to api.openai.com");
    expect(detail.split("\n")).toEqual([
      "Model: gpt-5",
      "Expected: 15 model calls, 60.3k tokens",
      "Cost: at most $0.42, if as many calls are made as recorded",
      "Size: 128 kB a sample",
      "Nothing is masked: the prompts go out as recorded.",
      "Tools are not run: their results come from the recording.",
    ]);
  });

  it("says that the cost is unknown, never 0", () => {
    expect(consentQuestion(plan({ costBoundUsd: null })).detail).toContain("Cost: unknown");
  });

  it("says which secrets are masked, or that they are sent because the user wants it", () => {
    const secrets = [
      { kind: "api-key", count: 2 },
      { kind: "jwt", count: 1 },
    ] as const;
    expect(consentQuestion(plan({ redactions: 3, secrets })).detail).toContain(
      "3 secrets masked: 2 API keys, 1 JWT. The requests differ from the recorded ones there.",
    );
    expect(consentQuestion(plan({ secrets })).detail).toContain(
      "Not masked, by your choice: 2 API keys, 1 JWT.",
    );
  });

  it("lists what the recording does not hold, and counts what it does not list", () => {
    const incomplete = Array.from({ length: 11 }, (_, at) => `Step ${at}: the prompt is not recorded.`);
    const { detail } = consentQuestion(plan({ incomplete }));
    expect(detail).toContain("• Step 7: the prompt is not recorded.\n• and 3 more");
  });

  it("says where requests may differ, and that the editor's models are not exact", () => {
    const { message, detail } = consentQuestion(plan({ host: "editor", exact: false }));
    expect(message).toBe("Send the recorded prompts to the language models of the editor?");
    expect(detail).toContain("Not exact:");
  });

  it("shows hidden characters of a host and a model", () => {
    expect(consentQuestion(plan({ host: "a\u202Eb", model: "m\nx" })).message).toContain("a\\u{202E}b");
  });
});

describe("a consent", () => {
  it("holds for its host only", () => {
    const consents = new Consents();
    consents.add(plan());
    expect(consents.has(plan())).toBe(true);
    expect(consents.has(plan({ host: "api.openai.com:8443" }))).toBe(false);
  });

  it("is asked for again where a plan may cost more, or nobody knows what", () => {
    const consents = new Consents();
    consents.add(plan({ costBoundUsd: 0.5 }));
    expect(consents.has(plan({ costBoundUsd: 0.4 }))).toBe(true);
    expect(consents.has(plan({ costBoundUsd: 0.6 }))).toBe(false);
    expect(consents.has(plan({ costBoundUsd: null }))).toBe(false);
  });
});

describe("a consent to send secrets unmasked", () => {
  it("is asked for each time, also of a host that was agreed to", () => {
    const secrets = [{ kind: "api-key", count: 1 }] as const;
    const consents = new Consents();
    consents.add(plan({ redactions: 1, secrets }));
    expect(consents.has(plan({ redactions: 1, secrets }))).toBe(true);
    expect(consents.has(plan({ redactions: 0, secrets }))).toBe(false);
  });
});

describe("sizes", () => {
  it.each([
    [1, "1 byte"],
    [999, "999 bytes"],
    [128_400, "128 kB"],
    [2_340_000, "2.3 MB"],
  ])("%s bytes read %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

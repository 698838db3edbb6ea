import { describe, expect, it } from "vitest";
import { editsOf, savedEditsOf, textsUnder } from "../../../src/host/replay/edits";
import { promptDocuments, type PromptDocument } from "../../../src/host/replay/prompts";
import type { StepDetail } from "../../../src/protocol/rows";
import { modelCall, says, system } from "./build";

const SEARCH = {
  type: "function",
  name: "search",
  description: "Finds files.",
  parameters: { type: "object" },
};

function documentsOf(calls: readonly StepDetail[]) {
  const documents = promptDocuments(calls);
  const document = (name: string): PromptDocument => {
    const found = documents.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`There is no document ${name}`);
    return found;
  };
  return { documents, document };
}

function twoAgents() {
  const calls = [
    modelCall({ stepId: "p1", ...system("You plan."), messages: [says("user", "Why?")], tools: [SEARCH] }),
    modelCall({
      stepId: "r1",
      agent: "reader",
      ...system("You read."),
      messages: [says("user", "Read it.")],
      tools: [SEARCH],
    }),
    modelCall({ stepId: "p2", ...system("You plan."), messages: [says("user", "Why?")], tools: [SEARCH] }),
  ];
  return documentsOf(calls);
}

describe("the prompts of a session", () => {
  it("are a document for each agent's system prompt, each message of the user, the tools, and model and parameters", () => {
    const { documents } = twoAgents();
    expect(documents.map(({ name, kind }) => [name, kind])).toEqual([
      ["planner system prompt.md", "system"],
      ["reader system prompt.md", "system"],
      ["planner user message.md", "user"],
      ["reader user message.md", "user"],
      ["tool descriptions.json", "tools"],
      ["model and parameters.json", "settings"],
    ]);
  });

  it("say what was recorded, and so stand for no edit", () => {
    const { documents } = twoAgents();
    const unchanged = documents.map((document) => ({ document, text: document.recorded }));
    expect(editsOf(unchanged)).toEqual({ ok: true, edits: [] });
  });

  it("are edited for all calls of the agent where all had the same system prompt", () => {
    expect(twoAgents().document("planner system prompt.md").edits("You plan well.")).toEqual({
      ok: true,
      edits: [{ where: { agent: "planner", part: "system" }, value: "You plan well." }],
    });
  });

  it("are edited for the very calls that had this text where an agent's system prompt changed", () => {
    const { document } = documentsOf([
      modelCall({ stepId: "a", ...system("Facts: none.") }),
      modelCall({ stepId: "b", ...system("Facts: one.") }),
      modelCall({ stepId: "c", ...system("Facts: one.") }),
    ]);
    expect(document("planner system prompt 2.md").edits("Facts: two.")).toEqual({
      ok: true,
      edits: [
        { where: { stepId: "b", part: "system" }, value: "Facts: two." },
        { where: { stepId: "c", part: "system" }, value: "Facts: two." },
      ],
    });
  });

  it("name the calls where only some calls have an agent, since no agent means every call", () => {
    const { document } = documentsOf([
      modelCall({ stepId: "a", agent: null, ...system("Alone.") }),
      modelCall({ stepId: "b", ...system("You plan.") }),
    ]);
    expect(document("system prompt.md").edits("Other.")).toEqual({
      ok: true,
      edits: [{ where: { stepId: "a", part: "system" }, value: "Other." }],
    });
  });

  it("find a system prompt among the messages too", () => {
    const { document } = documentsOf([
      modelCall({ messages: [says("developer", "Be brief."), says("user", "Hi")] }),
    ]);
    expect(document("planner system prompt.md").recorded).toBe("Be brief.");
  });

  it("bind the first words of the user to no call, and later words to the call that had them first", () => {
    const { document } = documentsOf([
      modelCall({ stepId: "a", messages: [says("user", "One")] }),
      modelCall({
        stepId: "b",
        messages: [says("user", "One"), says("assistant", "1"), says("user", "Two")],
      }),
    ]);
    expect(document("planner user message.md").edits("Uno")).toMatchObject({
      edits: [{ where: { part: "user" }, value: "Uno" }],
    });
    expect(document("planner user message 2.md").edits("Dos")).toEqual({
      ok: true,
      edits: [{ where: { stepId: "b", part: "user" }, value: "Dos" }],
    });
  });

  it("keep foreign names out of file paths", () => {
    const { documents } = documentsOf([modelCall({ agent: "../../etc/pass\u202Ewd", ...system("x") })]);
    expect(documents[0]?.name).toBe("etc pass wd system prompt.md");
  });
});

describe("the tool descriptions", () => {
  const { document } = twoAgents();
  const tools = document("tool descriptions.json");
  const entry = {
    name: "search",
    agents: ["planner", "reader"],
    description: "Finds files.",
    parameters: { type: "object" },
  };

  it("hold one entry for a tool that two agents are told of in the same words", () => {
    expect(JSON.parse(tools.recorded)).toEqual([entry]);
  });

  it("are edited for each of these agents", () => {
    expect(tools.edits(JSON.stringify([{ ...entry, description: "Finds text." }]))).toEqual({
      ok: true,
      edits: [
        { where: { agent: "planner", part: "tool-description", name: "search" }, value: "Finds text." },
        { where: { agent: "reader", part: "tool-description", name: "search" }, value: "Finds text." },
      ],
    });
  });

  it("carry a changed schema along", () => {
    const parameters = { type: "object", required: ["q"] };
    expect(tools.edits(JSON.stringify([{ ...entry, parameters }]))).toMatchObject({
      edits: [{ value: { parameters } }, { value: { parameters } }],
    });
  });

  it.each([
    ["no JSON", "[{", /no JSON list/],
    ["a tool more", JSON.stringify([entry, { name: "pay" }]), /cannot add, remove or rename tools/],
    ["another name", JSON.stringify([{ ...entry, name: "find" }]), /cannot add, remove or rename tools/],
    ["no tool", "[]", /cannot add, remove or rename tools/],
  ])("refuse %s with what to do", (_what, text, why) => {
    expect(tools.edits(text)).toEqual({ ok: false, why: expect.stringMatching(why) as string });
  });
});

describe("model and parameters", () => {
  const { document } = documentsOf([
    modelCall({ params: { temperature: 0.2, seed: 7 }, ...system("x") }),
    modelCall({ params: { seed: 7, temperature: 0.2 }, ...system("x") }),
  ]);
  const settings = document("model and parameters.json");
  const text = (model: unknown, params: unknown) => JSON.stringify([{ agent: "planner", model, params }]);

  it("are edited one by one; what is taken away is sent no more", () => {
    expect(settings.edits(text("gpt-5-mini", { temperature: 0.2, top_p: 0.5 }))).toMatchObject({
      edits: expect.arrayContaining([
        { where: { agent: "planner", part: "model" }, value: "gpt-5-mini" },
        { where: { agent: "planner", part: "params", name: "seed" }, value: null },
        { where: { agent: "planner", part: "params", name: "top_p" }, value: 0.5 },
      ]) as unknown,
    });
  });

  it("refuse a model that is no name and params that are no object", () => {
    expect(settings.edits(text(5, {}))).toMatchObject({ ok: false });
    expect(settings.edits(text("gpt-5", []))).toMatchObject({ ok: false });
  });
});

describe("a variant", () => {
  it("brings every document to the text it was saved from", () => {
    const { documents } = twoAgents();
    const changed = documents.map((document) => ({
      document,
      text: document.recorded
        .replace("You plan.", "Plan!")
        .replace("Finds files.", "Looks.")
        .replace("gpt-5", "gpt-6"),
    }));
    const found = editsOf(changed);
    if (!found.ok) throw new Error(found.why);
    const { texts, left } = textsUnder(documents, found.edits);
    expect(left).toBe(0);
    for (const { document, text } of changed)
      expect(texts.get(document.name) ?? document.recorded, document.name).toBe(text);
  });

  it("counts the edits that fit no prompt of another session", () => {
    const { documents } = twoAgents();
    const edit = { where: { agent: "stranger", part: "system" as const }, value: "x" };
    expect(textsUnder(documents, [edit]).left).toBe(1);
  });

  it("keeps a link in place of the text, also while the file still says what was recorded", () => {
    const { document } = twoAgents();
    const prompt = document("planner system prompt.md");
    const link = { file: "prompts/plan.md" };
    expect(savedEditsOf([{ document: prompt, text: prompt.recorded, link }])).toEqual([
      { where: { agent: "planner", part: "system" }, file: "prompts/plan.md" },
    ]);
  });
});

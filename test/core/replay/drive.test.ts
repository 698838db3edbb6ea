import { describe, expect, it } from "vitest";
import { drive, type DriveOptions, type Effect } from "../../../src/core/replay/drive";
import { planChanges, type Edit } from "../../../src/core/replay/edit";
import { readRecording } from "../../../src/core/replay/recording";
import type { RecordedStep } from "../../../src/core/replay/recorded";
import { call, modelCall, play, result, says, step, text, toolStep, tripSession } from "./build";

function start(
  steps: readonly RecordedStep[],
  edits: readonly Edit[] = [],
  options: Partial<DriveOptions> = {},
) {
  const recording = readRecording(steps);
  const { changesOf } = planChanges(recording, edits);
  return drive(recording, { mode: "recorded", policy: "ask", changesOf, maxCalls: 50, ...options });
}

const recordedReply = (effect: Extract<Effect, { kind: "model" }>) => ({
  parts: effect.call.recorded.reply ?? [],
});
const sent = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "model" ? [effect.call] : []));
const served = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === "tool-end" ? [effect.served] : []));

describe("a replay in recorded mode", () => {
  it("sends every recorded request as it was and ends with the recorded answer when the model repeats itself", () => {
    const steps = tripSession();
    const { outcome, effects } = play(start(steps), recordedReply);
    expect(outcome).toEqual({ end: "finished", answer: "66.2 F, take a coat." });
    expect(sent(effects).map((sentCall) => sentCall.request.messages)).toEqual(
      steps.filter((one) => one.kind === "llm").map((one) => one.messages),
    );
    expect(served(effects).map(({ call, result }) => [call.name, result])).toEqual([
      ["weather", { temp: 19 }],
      ["docs", "bring a coat"],
      ["calc", "66.2"],
    ]);
  });

  it("serves a tool that failed as failed, and sends the model the very result that it got", () => {
    const error = { type: "ToolError", message: "no such city" };
    const steps = tripSession().map((one) =>
      one.stepId === "t1" ? { ...one, status: "error" as const, error } : one,
    );
    const { effects } = play(start(steps), recordedReply);
    expect(served(effects).map(({ failure, isError }) => [failure, isError])).toEqual([
      ["no such city", false],
      [undefined, false],
      [undefined, false],
    ]);
    expect(sent(effects).map(({ request }) => request.messages)).toEqual(
      steps.filter((one) => one.kind === "llm").map((one) => one.messages),
    );
  });

  it("reports the divergence at the call whose reply changed, not before, and goes on from what was really said", () => {
    const { outcome, effects } = play(start(tripSession()), (effect, index) =>
      index === 1 ? { parts: [text("No need to calculate: 66 F.")] } : recordedReply(effect),
    );
    expect(outcome).toEqual({ end: "finished", answer: "No need to calculate: 66 F.", divergedAt: "m2" });
    expect(sent(effects)).toHaveLength(2);
  });

  it("takes up the record again after other words with the same tool calls", () => {
    const { outcome, effects } = play(start(tripSession()), (effect, index) =>
      index === 0
        ? {
            parts: [
              text("Let me see."),
              call("weather", { city: "Paris" }, "x1"),
              call("docs", { q: "packing" }, "x2"),
            ],
          }
        : recordedReply(effect),
    );
    expect(outcome.divergedAt).toBe("m1");
    expect(outcome.answer).toBe("66.2 F, take a coat.");
    expect(sent(effects)[1]?.request.messages).toEqual([
      says("user", text("Weather in Paris?")),
      says(
        "assistant",
        text("Let me see."),
        call("weather", { city: "Paris" }, "x1"),
        call("docs", { q: "packing" }, "x2"),
      ),
      says("tool", result({ temp: 19 }, "x1", "weather"), result("bring a coat", "x2", "docs")),
    ]);
  });

  it("asks when the record holds no answer, and runs nothing", () => {
    const questions: string[] = [];
    const { outcome } = play(
      start(tripSession()),
      (effect, index) =>
        index === 0 ? { parts: [call("weather", { city: "Rome" }, "x")] } : recordedReply(effect),
      (effect) => {
        questions.push(effect.question);
        expect(effect.choices).toEqual(["result", "nearest", "end"]);
        return { kind: "decision", decision: { kind: "end" } };
      },
    );
    const why = "The model calls weather with arguments that the recording does not hold. Nothing was run.";
    expect(questions).toEqual([why]);
    expect(outcome).toEqual({ end: "stopped", why, answer: "", divergedAt: "m1" });
  });

  it("hands the model an answer given by hand, or the nearest recorded one, marked", () => {
    for (const [decision, expected] of [
      [{ kind: "result", value: "31 C" } as const, { result: "31 C", source: "hand" }],
      [{ kind: "nearest" } as const, { result: { temp: 19 }, source: "nearest" }],
    ] as const) {
      const { effects } = play(
        start(tripSession()),
        (_, index) => ({ parts: index === 0 ? [call("weather", { city: "Rome" }, "x")] : [text("Hot.")] }),
        () => ({ kind: "decision", decision }),
      );
      expect(served(effects)[0]).toMatchObject(expected);
      expect(sent(effects)[1]?.request.messages.at(-1)).toEqual(
        says("tool", result(expected.result, "x", "weather")),
      );
    }
  });

  it("offers no nearest answer for a tool that the recording never calls", () => {
    const { outcome } = play(start(tripSession(), [], { policy: "nearest" }), () => ({
      parts: [call("delete_all", {}, "x")],
    }));
    expect(outcome.why).toBe("The model calls delete_all, which the recording never calls. Nothing was run.");
  });

  it("stops a model that calls tools without end, with a sentence", () => {
    const { outcome, effects } = play(start(tripSession(), [], { policy: "nearest", maxCalls: 7 }), () => ({
      parts: [call("weather", { city: "Paris" }, "x")],
    }));
    expect(sent(effects)).toHaveLength(7);
    expect(outcome.why).toMatch(/^The model called tools in 7 calls without coming to an answer\. /);
  });

  it("goes on with the user's next turn after an answer", () => {
    const hello = [says("user", text("I am Ada."))];
    const turn2 = [...hello, says("assistant", text("Hello Ada.")), says("user", text("Who am I?"))];
    const steps = [modelCall("m1", hello, [text("Hello Ada.")]), modelCall("m2", turn2, [text("Ada.")])];
    const { outcome, effects } = play(start(steps), (_, index) => ({
      parts: [text(index === 0 ? "Hi." : "You are Ada.")],
    }));
    expect(sent(effects)[1]?.request.messages).toEqual([
      says("user", text("I am Ada.")),
      says("assistant", text("Hi.")),
      says("user", text("Who am I?")),
    ]);
    expect(outcome).toEqual({ end: "finished", answer: "You are Ada.", divergedAt: "m1" });
  });

  it("drives a sub-agent behind a tool live, and its new words take the place of the recorded result", () => {
    const user = [says("user", text("Report"))];
    const asks = [call("research", { topic: "x" }, "c1")];
    const steps = [
      modelCall("main1", user, asks, { agent: "planner" }),
      toolStep("tool1", "research", { topic: "x" }, "Found: 42."),
      modelCall("sub1", [says("user", text("topic x"))], [text("Found: 42.")], {
        agent: "researcher",
        parentId: "tool1",
      }),
      modelCall(
        "main2",
        [...user, says("assistant", ...asks), says("tool", result("Found: 42.", "c1"))],
        [text("It is 42.")],
        {
          agent: "planner",
        },
      ),
    ];
    const { effects, outcome } = play(start(steps), (effect) =>
      effect.call.recorded.step.stepId === "sub1" ? { parts: [text("Found: 43.")] } : recordedReply(effect),
    );
    expect(sent(effects).map((one) => one.recorded.step.stepId)).toEqual(["main1", "sub1", "main2"]);
    expect(sent(effects)[2]?.request.messages.at(-1)).toEqual(
      says("tool", result("Found: 43.", "c1", "research")),
    );
    expect(outcome).toEqual({ end: "finished", answer: "It is 42.", divergedAt: "sub1" });
  });

  it("leaves out a failed try that the client sent again", () => {
    const user = [says("user", text("Hi"))];
    const steps = [
      modelCall("failed", user, [], { status: "error", error: { type: "429", message: "slow down" } }),
      modelCall("worked", user, [text("Hello.")]),
    ];
    const { effects, outcome } = play(start(steps), recordedReply);
    expect(sent(effects).map((one) => one.recorded.step.stepId)).toEqual(["worked"]);
    expect(outcome.answer).toBe("Hello.");
  });

  it("ends where the recording ends when it stopped in the middle of a tool call", () => {
    const killed = tripSession().slice(0, 5);
    const { outcome, effects } = play(start(killed), recordedReply);
    expect(sent(effects)).toHaveLength(2);
    expect(outcome.end).toBe("finished");
  });
});

describe("the other modes", () => {
  it("step sends one call", () => {
    const { effects, outcome } = play(start(tripSession(), [], { mode: "step", fromStepId: "m2" }), () => ({
      parts: [text("66 F")],
    }));
    expect(sent(effects).map((one) => one.recorded.step.stepId)).toEqual(["m2"]);
    expect(outcome).toEqual({ end: "finished", answer: "66 F", divergedAt: "m2" });
  });

  it("from-here takes the replies before the chosen step from the record", () => {
    const { effects } = play(
      start(tripSession(), [], { mode: "from-here", fromStepId: "m3" }),
      recordedReply,
    );
    expect(sent(effects).map((one) => one.recorded.step.stepId)).toEqual(["m3"]);
    expect(effects.filter((effect) => effect.kind === "recorded-reply")).toHaveLength(2);
  });

  it("say so when the chosen step is no model call", () => {
    const { outcome } = play(
      start([...tripSession(), step({ stepId: "w" })], [], { mode: "step", fromStepId: "w" }),
      recordedReply,
    );
    expect(outcome.why).toBe(
      "The chosen step is no model call whose prompt is recorded. Choose another one.",
    );
  });
});

describe("an edit", () => {
  it("of the system prompt stands in every request of its agent", () => {
    const edits: Edit[] = [{ where: { part: "system" }, value: "Answer in French." }];
    const { effects } = play(start(tripSession(), edits), recordedReply);
    expect(sent(effects).map((one) => one.request.system)).toEqual(
      Array.from({ length: 3 }, () => [{ type: "text", text: "Answer in French." }]),
    );
  });

  it("of the user's words stands in every later request that repeats them", () => {
    const edits: Edit[] = [{ where: { part: "user" }, value: "Weather in Rome?" }];
    const { effects } = play(start(tripSession(), edits), recordedReply);
    expect(sent(effects).map((one) => one.request.messages[0])).toEqual(
      Array.from({ length: 3 }, () => says("user", text("Weather in Rome?"))),
    );
  });

  it("of one step leaves the other steps alone", () => {
    const edits: Edit[] = [{ where: { part: "params", stepId: "m2", name: "temperature" }, value: 0 }];
    const { effects } = play(start(tripSession(), edits), recordedReply);
    expect(sent(effects).map((one) => one.request.params)).toEqual([{}, { temperature: 0 }, {}]);
  });

  it("that fits no call is named", () => {
    const recording = readRecording(tripSession());
    expect(
      planChanges(recording, [{ where: { part: "system", agent: "nobody" }, value: "x" }]).unused,
    ).toEqual(["The edit of system of nobody fits no recorded model call, so it changes nothing."]);
  });
});

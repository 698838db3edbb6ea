// A recorded session in a few lines: model calls whose messages grow, tools between them.

import type { Message, Part } from "../../../src/core/model/message";
import type { Effect, EffectAnswer, Outcome } from "../../../src/core/replay/drive";
import type { ModelReply, RecordedStep } from "../../../src/core/replay/recorded";

export const text = (value: string): Part => ({ type: "text", text: value });
export const call = (name: string, args: unknown, id?: string): Part => ({
  type: "tool_call",
  ...(id !== undefined && { id }),
  name,
  args,
});
export const result = (value: unknown, id?: string, name?: string): Part => ({
  type: "tool_result",
  ...(id !== undefined && { id }),
  ...(name !== undefined && { name }),
  result: value,
});
export const says = (role: string, ...parts: Part[]): Message => ({ role, parts });

let clock = 1_000_000;

/** A step; each starts a millisecond after the one built before. */
export function step(fields: Partial<RecordedStep> & { stepId: string }): RecordedStep {
  clock += 1000;
  return {
    parentId: null,
    kind: "step",
    name: fields.stepId,
    agent: null,
    status: "ok",
    startUs: clock,
    durationUs: 500,
    contentState: "captured",
    attributes: [],
    ...fields,
  };
}

export function modelCall(
  stepId: string,
  messages: readonly Message[],
  reply: readonly Part[],
  fields: Partial<RecordedStep> = {},
): RecordedStep {
  return step({
    stepId,
    kind: "llm",
    name: "gpt-5-mini",
    requestModel: "gpt-5-mini",
    provider: "openai",
    system: [text("You plan trips.")],
    messages,
    output: reply.length === 0 ? [] : [says("assistant", ...reply)],
    usage: { inUncached: 100, inCacheRead: null, inCacheWrite: null, out: 10, reasoning: null },
    ...fields,
  });
}

export function toolStep(
  stepId: string,
  name: string,
  args: unknown,
  value: unknown,
  fields: Partial<RecordedStep> = {},
) {
  return step({ stepId, kind: "tool", name, tool: { name, args, result: value, isError: false }, ...fields });
}

/** Two tools at once, one more, then the answer: the shape of the recordings' `tools` scenario. */
export function tripSession(): RecordedStep[] {
  const user = says("user", text("Weather in Paris?"));
  const first = [
    text("I will look."),
    call("weather", { city: "Paris" }, "c1"),
    call("docs", { q: "packing" }, "c2"),
  ];
  const results = says("tool", result({ temp: 19 }, "c1", "weather"), result("bring a coat", "c2", "docs"));
  const second = [call("calc", { e: "19*9/5+32" }, "c3")];
  const last = says("tool", result("66.2", "c3", "calc"));
  const messages2 = [user, says("assistant", ...first), results];
  return [
    modelCall("m1", [user], first),
    toolStep("t1", "weather", { city: "Paris" }, { temp: 19 }),
    toolStep("t2", "docs", { q: "packing" }, "bring a coat"),
    modelCall("m2", messages2, second),
    toolStep("t3", "calc", { e: "19*9/5+32" }, "66.2"),
    modelCall("m3", [...messages2, says("assistant", ...second), last], [text("66.2 F, take a coat.")]),
  ];
}

/** Runs a drive to its end. `reply` stands for the model, `decide` for the user; both see what was asked before. */
export function play(
  drive: Generator<Effect, Outcome, EffectAnswer>,
  reply: (effect: Extract<Effect, { kind: "model" }>, index: number) => ModelReply,
  decide: (effect: Extract<Effect, { kind: "decide" }>) => EffectAnswer = () => ({
    kind: "decision",
    decision: { kind: "end" },
  }),
): { outcome: Outcome; effects: Effect[] } {
  const effects: Effect[] = [];
  let calls = 0;
  let next = drive.next();
  while (!next.done) {
    const effect = next.value;
    effects.push(effect);
    if (effect.kind === "model") next = drive.next({ kind: "reply", reply: reply(effect, calls++) });
    else if (effect.kind === "decide") next = drive.next(decide(effect));
    else next = drive.next(undefined);
  }
  return { outcome: next.value, effects };
}

// What one agent answers reaches the agents whose recorded prompts hold its recorded answer.

import { describe, expect, it } from "vitest";
import { drive } from "../../../src/core/replay/drive";
import { planChanges } from "../../../src/core/replay/edit";
import type { RecordedStep } from "../../../src/core/replay/recorded";
import { readRecording } from "../../../src/core/replay/recording";
import type { OutgoingCall } from "../../../src/core/replay/outgoing";
import { modelCall, play, says, text } from "./build";

const PLAN = "Visit the Louvre in the morning.";
const NEW_PLAN = "Take the boat on the Seine.";

/** A planner, then a writer whose prompt is `handed`, then what the writer says. */
function session(handed: string, planned = PLAN, fields: Partial<RecordedStep> = {}): RecordedStep[] {
  return [
    modelCall("plan", [says("user", text("A day in Paris"))], [text(planned)], { agent: "planner" }),
    modelCall("write", [says("user", text(handed))], [text("Dear guest.")], { agent: "writer", ...fields }),
  ];
}

/** What the writer is sent where the planner says something new and everybody else repeats the recording. */
function sentToWriter(steps: readonly RecordedStep[], newPlan: string): OutgoingCall {
  const recording = readRecording(steps);
  const { changesOf } = planChanges(recording, []);
  const { effects } = play(
    drive(recording, { mode: "recorded", policy: "end", changesOf, maxCalls: 20 }),
    ({ call }) => ({
      parts: call.recorded.step.stepId === "plan" ? [text(newPlan)] : (call.recorded.reply ?? []),
    }),
  );
  const calls = effects.flatMap((effect) => (effect.kind === "model" ? [effect.call] : []));
  const found = calls.find((call) => call.recorded.step.stepId === "write");
  if (!found) throw new Error("The writer was not asked");
  return found;
}

function promptOf(handed: string, planned = PLAN, newPlan = NEW_PLAN): string {
  const [message] = sentToWriter(session(handed, planned), newPlan).request.messages;
  const [part] = message?.parts ?? [];
  return part?.type === "text" ? part.text : "";
}

describe("words that one agent hands to another", () => {
  it.each([
    ["as the whole prompt", PLAN, NEW_PLAN],
    ["inside a sentence", `Write this up: ${PLAN} Be brief.`, `Write this up: ${NEW_PLAN} Be brief.`],
    ["more than once", `${PLAN}\n---\n${PLAN}`, `${NEW_PLAN}\n---\n${NEW_PLAN}`],
  ])("are the new ones: %s", (_, handed, expected) => {
    expect(promptOf(handed)).toBe(expected);
  });

  it.each([
    ["a line of its own", "The city:\nParis\nWrite.", "The city:\nRome\nWrite."],
    ["after a colon", "City: Paris", "City: Rome"],
    ["between tags", "<city>Paris</city>", "<city>Rome</city>"],
    ["between quotes", 'Write about "Paris".', 'Write about "Rome".'],
  ])("may be short where they stand alone: %s", (_, handed, expected) => {
    expect(promptOf(handed, "Paris", "Rome")).toBe(expected);
  });

  it.each([
    ["no", "Is there no way? Say no or yes: nothing else."],
    ["Paris", "Parisians like Paris in spring."],
    ["A day in Paris is too long a day", "Not: A day in Paris is too long a days"],
  ])("are left alone where they stand by accident: %s", (planned, handed) => {
    expect(promptOf(handed, planned, "Rome")).toBe(handed);
  });

  it("may be the values of an answer in JSON", () => {
    const planned = '{"tasks":["Find a museum that is open on Mondays","eat"],"city":"Paris"}';
    const now = '```json\n{"tasks":["Find a park","eat"],"city":"Rome"}\n```';
    expect(promptOf("City: Paris\nTask: Find a museum that is open on Mondays", planned, now)).toBe(
      "City: Rome\nTask: Find a park",
    );
  });

  it("stand in the system prompt too", () => {
    const steps = session("Go on.", PLAN, { system: [text(`Follow the plan.\n${PLAN}`)] });
    expect(sentToWriter(steps, NEW_PLAN).request.system).toEqual([text(`Follow the plan.\n${NEW_PLAN}`)]);
  });

  it("are in a recorded body, of which every other byte stays", () => {
    const body = (plan: string) =>
      `{ "model":"gpt-5-mini", "temperature": 1.0, "messages":[{"role":"user","content":"${plan}"}] }`;
    const steps = session(PLAN, PLAN, { attributes: [{ key: "input.value", value: body(PLAN) }] });
    const call = sentToWriter(steps, NEW_PLAN);
    expect(call.raw).toEqual({ api: "openai-chat", text: body(NEW_PLAN), appended: [] });
    expect(call.carried).toBe(true);
  });

  it("make the request anew where the body spells the prompt its own way", () => {
    const body = '{"model":"gpt-5-mini","messages":[{"role":"user","content":"(see the prompt)"}]}';
    const steps = session(PLAN, PLAN, { attributes: [{ key: "input.value", value: body }] });
    expect(sentToWriter(steps, NEW_PLAN).raw).toBeUndefined();
  });

  it("change nothing where everybody repeats the recording", () => {
    const call = sentToWriter(session(PLAN), PLAN);
    expect(call.request.messages).toEqual([says("user", text(PLAN))]);
    expect(call.carried).toBeUndefined();
  });

  it("go on along a chain of agents", () => {
    const steps = [
      ...session(`Write up: ${PLAN}`),
      modelCall(
        "check",
        [says("user", text("Check this letter: Dear guest, welcome to Paris."))],
        [text("ok")],
        {
          agent: "checker",
        },
      ),
    ];
    steps[1] = modelCall("write", [says("user", text(PLAN))], [text("Dear guest, welcome to Paris.")], {
      agent: "writer",
      startUs: steps[1]?.startUs ?? 0,
    });
    const recording = readRecording(steps);
    const { effects } = play(
      drive(recording, { mode: "recorded", policy: "end", changesOf: () => [], maxCalls: 20 }),
      ({ call }) => ({ parts: [text(`new ${call.recorded.step.stepId}`)] }),
    );
    const prompts = effects.flatMap((effect) =>
      effect.kind === "model" ? [effect.call.request.messages.at(-1)?.parts[0]] : [],
    );
    expect(prompts).toEqual([text("A day in Paris"), text("new plan"), text("Check this letter: new write")]);
  });
});

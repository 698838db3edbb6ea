// Analyses are kept for the sessions that were asked for last, and are never of a session as it was.

import { afterEach, beforeEach, expect, it } from "vitest";
import { encodeRequest, type SpanOptions, TRACE_ID } from "../../fixtures/builders/span";
import { modelCall, said, stepId, traceId } from "../answers/calls";
import { type TestEngine, testEngine } from "../test-engine";

let test: TestEngine;
beforeEach(async () => {
  test = await testEngine();
});
afterEach(() => test.engine.stop());

function send(...spans: readonly SpanOptions[]): void {
  test.engine.ingest.accept("traces", encodeRequest(...spans));
}
const stepsIn = async (sessionId: string) =>
  (await test.client.ask("session/context", { sessionId })).calls.map((call) => call.stepId);

it("keeps 24 sessions, gives up the one that was not asked for longest, and works it out again", async () => {
  const sessions = Array.from({ length: 25 }, (_, index) => traceId(index + 1));
  for (const [index, session] of sessions.entries())
    send(modelCall({ number: index + 1, traceId: session, messages: [said("user", `order ${index}`)] }));
  const rowIds = sessions.map((session) => test.engine.store.sessions.session(session)?.id);
  for (const session of sessions.slice(0, 24)) await stepsIn(session);
  await stepsIn(sessions[0] ?? "");
  await stepsIn(sessions[24] ?? "");
  expect(test.engine.analyses.sessions()).toHaveLength(24);
  expect(test.engine.analyses.sessions()).not.toContain(rowIds[1]);
  expect(test.engine.analyses.sessions()).toContain(rowIds[0]);
  expect(await stepsIn(traceId(2))).toEqual([stepId(2, traceId(2))]);
  expect(test.engine.analyses.sessions()).toContain(rowIds[1]);
});

/** Enough calls that their analysis takes several slices. */
const MANY = 400;
const call = (number: number) =>
  modelCall({ number, messages: [said("user", `order ${number} ${"of beans ".repeat(200)}`)] });

it("takes in what comes in the middle of an analysis with the next question", async () => {
  send(...Array.from({ length: MANY }, (_, index) => call(index + 1)));
  const asked = stepsIn(TRACE_ID);
  await new Promise((resolve) => setImmediate(resolve));
  send(call(MANY + 1));
  expect((await asked).slice(0, MANY)).toEqual(Array.from({ length: MANY }, (_, index) => stepId(index + 1)));
  expect((await stepsIn(TRACE_ID)).at(-1)).toBe(stepId(MANY + 1));
});

it("ends where the session is removed in the middle of an analysis", async () => {
  send(...Array.from({ length: MANY }, (_, index) => call(index + 1)));
  const asked = stepsIn(TRACE_ID);
  await new Promise((resolve) => setImmediate(resolve));
  await test.client.ask("session/clear", {});
  expect((await asked).every((step) => step.startsWith(TRACE_ID))).toBe(true);
  await expect(stepsIn(TRACE_ID)).rejects.toMatchObject({ code: "not-found" });
});

// Every recording of a real client, asked for everything that is worked out of it.

import { afterEach, describe, expect, it } from "vitest";
import type { ContextWindowRow, StepRow } from "../../../src/protocol/rows";
import { listRecordings, type Recording } from "../../fixtures/recordings";
import { type TestEngine, testEngine } from "../test-engine";
import { itemsOf, NOW_MS } from "../store/feed";

let test: TestEngine | undefined;
afterEach(() => test?.engine.stop());

async function played(recording: Recording) {
  test = await testEngine();
  const { spans, logs } = itemsOf(recording);
  test.engine.store.addSpans(spans, NOW_MS);
  test.engine.store.addLogs(logs, NOW_MS);
  const { client } = test;
  const { items } = await client.ask("session/list", { limit: 500 });
  return { client, sessionIds: items.map(({ sessionId }) => sessionId) };
}

async function rowsOf(client: TestEngine["client"], sessionId: string): Promise<StepRow[]> {
  const rows: StepRow[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = await client.ask("session/steps", { sessionId, limit: 500, ...(cursor && { cursor }) });
    rows.push(...page.items);
    cursor = page.next;
    more = cursor !== undefined;
  }
  return rows;
}

function reportedInput({ usage }: StepRow): number | null {
  const buckets = [usage?.inUncached, usage?.inCacheRead, usage?.inCacheWrite];
  const known = buckets.filter((tokens) => typeof tokens === "number");
  return known.length === 0 ? null : known.reduce((sum, tokens) => sum + tokens, 0);
}

function sumOf({ segments }: ContextWindowRow): number {
  return segments.reduce((sum, { tokens }) => sum + tokens, 0);
}

describe.each(listRecordings().map((recording) => [recording.name, recording] as const))(
  "%s",
  (_, recording) => {
    it("has windows that sum to the reported input of every call that reports it", async () => {
      const { client, sessionIds } = await played(recording);
      for (const sessionId of sessionIds) {
        const rows = await rowsOf(client, sessionId);
        const counted = rows.filter((row) => row.kind === "llm" && row.duplicateOf === undefined);
        const { calls } = await client.ask("session/context", { sessionId });
        expect(calls.map(({ stepId }) => stepId).sort()).toEqual(counted.map(({ stepId }) => stepId).sort());
        for (const row of counted) {
          const window = await client.ask("step/context", { stepId: row.stepId });
          const input = reportedInput(row);
          const call = calls.find(({ stepId }) => stepId === row.stepId);
          expect(call?.segments.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(call?.used);
          expect(sumOf(window)).toBe(window.used);
          expect(window.usedSource).toBe(input === null ? "estimated" : "reported");
          if (input !== null) expect(window.used).toBe(input);
          const exact = window.segments.filter((segment) => segment.exact);
          expect(exact.length).toBe(input !== null && window.segments.length === 1 ? 1 : 0);
          await expectPlaces(client, window);
        }
      }
    });

    it("has sums by agent, model, kind and step that are the session's own, and an overview as long as its tree", async () => {
      const { client, sessionIds } = await played(recording);
      for (const sessionId of sessionIds) {
        const session = await client.ask("session/get", { sessionId });
        for (const by of ["agent", "model", "kind", "step"] as const) {
          const cost = await client.ask("session/cost", { sessionId, by });
          const priced = cost.items.filter(({ costUsd }) => costUsd !== null);
          const sum = priced.reduce((total, { costUsd }) => total + (costUsd ?? 0), 0);
          expect(Math.round(sum * 1e9)).toBe(Math.round((session.costUsd ?? 0) * 1e9));
          expect(cost.overTime.at(-1)?.costUsd ?? null).toBe(session.costUsd);
          for (const { bucket, tokens } of cost.billed) expect(tokens).toBe(session.usage[bucket]);
        }
        const overview = await client.ask("session/overview", { sessionId });
        expect(overview.stepIds).toHaveLength(session.steps);
        const summary = await client.ask("session/summary", { sessionId });
        const onPath = overview.stepIds.filter((_id, index) => overview.onCriticalPath[index]);
        expect([...summary.criticalPath].sort()).toEqual([...onPath].sort());
        await client.ask("session/memory", { sessionId });
        await client.ask("memory/drift", { sessionId });
      }
    });
  },
);

/** A segment's message is the one that the step's detail shows at that place. */
async function expectPlaces(client: TestEngine["client"], window: ContextWindowRow): Promise<void> {
  const { messages = [] } = await client.ask("step/get", { stepId: window.stepId });
  const places = window.segments.flatMap(({ messageIndex }) => messageIndex ?? []);
  expect([...new Set(places)]).toEqual(messages.map((_message, index) => index));
}

// What is worked out of a session while it grows is what is worked out of it at once.

import { describe, expect, it } from "vitest";
import { Analyses, type Analysis } from "../../../src/engine/analysis/analyses";
import type { ContextCall } from "../../../src/engine/analysis/contexts";
import { randomOf } from "../../fixtures/builders/random";
import { encodeRequest, type SpanOptions, TRACE_ID } from "../../fixtures/builders/span";
import { memoryWrite, modelCall, said, toolCall } from "../answers/calls";
import { testEngine } from "../test-engine";

const SEEDS = 24;

describe("the analysis of a session that grows", () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed))(
    "is that of the whole (seed %i)",
    async (seed) => {
      const random = randomOf(seed + 1);
      const { engine } = await testEngine();
      const sent = inRoughOrder(conversation(random, seed % 2 === 1), random);
      for (let at = 0; at < sent.length;) {
        const batch = sent.slice(at, at + 1 + Math.floor(random() * 5));
        at += batch.length;
        engine.ingest.accept("traces", encodeRequest(...batch));
        if (random() < 0.3) continue;
        const session = engine.store.sessions.session(TRACE_ID)?.id ?? 0;
        const anew = new Analyses(engine.store, engine.reader);
        expect(described(await engine.analyses.of(session, TRACE_ID)), `after ${at} steps`).toEqual(
          described(await anew.of(session, TRACE_ID)),
        );
      }
      await engine.stop();
    },
  );
});

/** Two agents by turns, each with a conversation that grows, is summed up now and then, and may recall what memory holds. */
function conversation(random: () => number, hasMemory: boolean): readonly SpanOptions[] {
  const steps: SpanOptions[] = [];
  const histories = [[said("user", "How many beans did we roast?")], [said("user", "Order the beans.")]];
  for (let number = 1; number <= 30; number++) {
    const turn = random() < 0.5 ? 0 : 1;
    const history = histories[turn] ?? [];
    const dice = random();
    if (hasMemory && dice < 0.15) {
      const fact = `The roaster in Bremen holds ${number} bags of beans`;
      steps.push(memoryWrite(number, `fact ${number % 3}`, fact));
      history.push(said("user", `Remember this.\n${fact}\nand go on`));
    } else if (dice < 0.35) steps.push(toolCall(number, "run_sql", `rows ${number % 2}`));
    else {
      if (history.length > 6 && random() < 0.4)
        history.splice(0, 5, said("user", "Summary: beans were roasted."));
      history.push(said("user", `Question ${number}`));
      steps.push(
        modelCall({
          number,
          agent: turn === 0 ? "barista" : "buyer",
          system: random() < 0.8 ? "You are terse." : "You are verbose.",
          messages: [...history],
          output: `Answer ${number}`,
          usage: { input: 3000 + number, output: 20, cacheRead: random() < 0.5 ? 2000 : 0 },
        }),
      );
      history.push(said("assistant", `Answer ${number}`));
    }
  }
  return steps;
}

/** Steps end, and are sent, a few places from where they began. */
function inRoughOrder(steps: readonly SpanOptions[], random: () => number): readonly SpanOptions[] {
  return steps
    .map((step, index) => ({ step, at: index + (random() < 0.3 ? random() * 6 : 0) }))
    .sort((left, right) => left.at - right.at)
    .map(({ step }) => step);
}

function described({ contexts, costSteps, marks, memory }: Analysis) {
  return { calls: contexts.calls.map(describedCall), costSteps, marks: [...marks], memory };
}

function describedCall({ step, previous, compaction, byKind, ...facts }: ContextCall) {
  return {
    ...facts,
    stepId: step.place.stepId,
    number: step.place.number,
    previous: previous?.step.place.stepId,
    byKind: [...byKind],
    compaction: compaction && { ...compaction, writer: compaction.writer?.step.place.stepId },
  };
}

import { describe, expect, it } from "vitest";
import { endSentence, progressText, resultText, waitingOf } from "../../../src/host/replay/words";
import { replayRow, sample, verdict } from "./build";

const PASS = [verdict(true)];
const FAIL = [verdict(true), verdict(false)];

describe("a replay in a list", () => {
  it("says how many of the judged samples passed, and what one cost", () => {
    const row = replayRow({
      samples: [
        sample({ costUsd: 0.5, verdicts: PASS }),
        sample({ costUsd: 0.6, verdicts: FAIL }),
        sample({ costUsd: 0.61, verdicts: PASS }),
      ],
    });
    expect(resultText(row)).toBe("2 of 3 · $0.57 each");
  });

  it("leaves out a cost that one of its samples does not know", () => {
    const samples = [sample({ costUsd: 0.5, verdicts: PASS }), sample({ costUsd: null, verdicts: PASS })];
    expect(resultText(replayRow({ samples }))).toBe("2 of 2");
  });

  it("says what it waits for before anything else, with the step", () => {
    const question =
      "Step 19 calls run_sql with arguments that the recording does not hold. Nothing was run.";
    const samples = [
      sample({ verdicts: PASS }),
      sample({ state: "asking", waitsFor: { question, choices: ["end"], number: 19 } }),
    ];
    const row = replayRow({ state: "running", samples });
    expect(resultText(row)).toBe("1 of 1 · waits at step 19");
    expect(waitingOf(row)).toEqual({ sample: 0, question, step: 19 });
    expect(progressText(row)).toBe(
      "1 of 2 samples ended · 2 model calls · $0.20 · 1 sample waits for your answer",
    );
  });

  it("counts the samples that ended while it runs", () => {
    const samples = [sample({ costUsd: 0.1 }), sample({ state: "running", costUsd: 0.02 })];
    expect(resultText(replayRow({ state: "running", samples }))).toBe("1 of 2 ended · $0.12");
  });
});

describe("the sentence at the end", () => {
  it("of one sample says where it left the recording", () => {
    const changed = replayRow({ samples: [sample({ divergedAt: "x", divergedNumber: 13 })] });
    expect(endSentence(changed, "“brief”").text).toBe("“brief”: first change at step 13, $0.10.");
    const same = replayRow({ samples: [sample({ verdicts: PASS })] });
    expect(endSentence(same, "“brief”")).toEqual({
      text: "“brief”: passed, the same calls and answers as recorded, $0.10.",
      isOdd: false,
    });
  });

  it("of several says how many passed, or that nobody judged them", () => {
    const judged = replayRow({ samples: [sample({ verdicts: PASS }), sample({ verdicts: FAIL })] });
    expect(endSentence(judged, "“brief”").text).toBe("“brief”: 1 of 2 samples passed, $0.10 each.");
    const open = replayRow({ samples: [sample(), sample()] });
    expect(endSentence(open, "“brief”").text).toBe(
      "“brief”: 2 samples ended, $0.10 each, no grader judged them.",
    );
  });

  it("says how many did not come to their end, and why", () => {
    const why = "The provider refused the key (401). Enter it again; nothing was sent twice.";
    const row = replayRow({
      state: "done",
      samples: [
        sample({ verdicts: PASS }),
        sample({ state: "failed", why }),
        sample({ state: "failed", why }),
      ],
    });
    expect(endSentence(row, "“brief”")).toEqual({
      text: `“brief”: 1 of 1 sample passed, $0.10 each. 2 of 3 samples did not come to their end. ${why}`,
      isOdd: true,
    });
    const alone = replayRow({ state: "failed", samples: [sample({ state: "failed", why })] });
    expect(endSentence(alone, "“brief”").text).toBe(`The replay did not come to its end. ${why}`);
  });
});

// Below at the left: the words that changed, of the final answer or of the selected pair.

import { useMemo } from "preact/hooks";
import { plural } from "../../format";
import { Button, LinkButton } from "../../ui";
import { DiffText } from "./DiffText";
import type { CompareStore, PairTexts } from "./store";
import { textOfStep } from "./texts";
import { diffWords } from "./word-diff";

export function AnswerPane({ store }: { store: CompareStore }) {
  const loaded = store.texts.value;
  const isAnswer = store.shows.value === "answer";
  return (
    <>
      <div class="section-head">
        <h3>{isAnswer ? "Final answer" : titleOf(loaded.kind === "ready" ? loaded.value : undefined)}</h3>
        <span class="dim">changed words</span>
        <LinkButton onClick={() => (store.shows.value = isAnswer ? "step" : "answer")}>
          {isAnswer ? "Show selected step" : "Show final answer"}
        </LinkButton>
        <span class="section-actions">
          <Button icon="diff" onClick={() => void store.openDiff()}>
            Open diff
          </Button>
        </span>
      </div>
      {loaded.kind === "failed" && <p class="compare-note">{loaded.fault.message}</p>}
      {loaded.kind === "ready" && <Words texts={loaded.value} />}
    </>
  );
}

function titleOf(texts: PairTexts | undefined): string {
  const name = (side: PairTexts["left"]) => (side ? `step ${side.number}` : "no step");
  if (!texts) return "Selected step";
  const title = `${name(texts.left)} ↔ ${name(texts.right)}`;
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function Words({ texts }: { texts: PairTexts }) {
  const before = texts.left ? textOfStep(texts.left) : "";
  const after = texts.right ? textOfStep(texts.right) : "";
  const pieces = useMemo(() => diffWords(before, after), [before, after]);
  const changes = pieces.filter(({ change }) => change !== "kept").length;
  if (before === "" && after === "") return <p class="compare-note dim">No content was recorded here.</p>;
  return (
    <>
      <DiffText pieces={pieces} />
      <p class="compare-note dim">
        {changes === 0 ? "Word for word the same." : `${plural(changes, "run")} of words changed.`}
      </p>
    </>
  );
}

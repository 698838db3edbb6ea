// What the selected variant edits, text by text, beside what was recorded.

import { useMemo } from "preact/hooks";
import { plural } from "../../format";
import { VisibleText } from "../../ui";
import { DiffText } from "../compare/DiffText";
import { editsOf } from "../compare/sentences";
import { type EditText, changedLines, lineCounts } from "./edit-texts";
import type { ReplaysStore } from "./store";

export function Edits({ store }: { store: ReplaysStore }) {
  const selected = store.selected.value;
  if (!selected) return null;
  const { entry } = selected.row.replay;
  const loaded = store.edits.value;
  return (
    <>
      <div class="section-head">
        <h3 class="cut">{entry.edits.length === 0 ? "No edit" : `Edit of ${selected.row.name}`}</h3>
        <span class="dim cut">
          {entry.edits.length === 0
            ? "the prompts were sent as recorded"
            : plural(entry.edits.length, "text")}
        </span>
      </div>
      {loaded.kind === "ready" && loaded.value.map((text, at) => <Edit key={at} text={text} />)}
    </>
  );
}

function Edit({ text }: { text: EditText }) {
  const pieces = useMemo(() => changedLines(text), [text]);
  return (
    <div class="replays-edit">
      <p class="line">
        <span class="tone-warn" aria-hidden="true">
          ~
        </span>
        <span class="cut">{editsOf({ edits: [text.edit] })}</span>
        <span class="number dim section-actions">
          {text.before === undefined ? "recorded text not stored any more" : lineCounts(pieces)}
        </span>
      </p>
      {text.before === undefined ? (
        <pre class="diff-text code">
          <VisibleText text={text.after} />
        </pre>
      ) : (
        <DiffText pieces={pieces} isCode />
      )}
    </div>
  );
}

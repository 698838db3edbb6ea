// The selected sample: its verdicts with their reasons, the user's own one, and how it ended.

import { useState } from "preact/hooks";
import type { VerdictRow } from "../../../src/protocol/replay";
import { costExact, costInRow } from "../../format";
import { Button, Icon, IconButton, LinkButton, LongText, VisibleText } from "../../ui";
import { LOOKS, lookOf, splitVerdicts } from "./model";
import type { ReplaysStore, SelectedSample } from "./store";

export function SamplePane({ store }: { store: ReplaysStore }) {
  const selected = store.selected.value;
  if (!selected) return null;
  const { row, sample } = selected;
  const place = row.replay.row.samples.indexOf(sample) + 1;
  const look = lookOf(sample);
  const isUnderWay = ["waiting", "running", "asking"].includes(sample.state);
  return (
    <>
      <div class="section-head">
        <h3 class="cut">
          {row.name}, sample {place}
        </h3>
        <span class={`line cut sample-state is-${look}`}>
          <Icon name={LOOKS[look].icon} size="small" spin={look === "running"} />
          {stateWords(selected)}
        </span>
        <span class="section-actions">
          {isUnderWay ? (
            <Button
              icon="debug-stop"
              onClick={() =>
                void store.cancel({ replayId: row.replay.entry.replayId, sample: sample.sample })
              }
            >
              Cancel sample
            </Button>
          ) : (
            <Button icon="git-compare" onClick={() => void store.compare()}>
              Compare with recorded
            </Button>
          )}
          <LinkButton onClick={() => void store.open()}>Open session</LinkButton>
        </span>
      </div>
      {sample.why !== undefined && (
        <p class="replays-note">
          <Icon name="info" size="small" />
          <span>
            <VisibleText text={sample.why} />
          </span>
        </p>
      )}
      <Verdicts key={`${row.replay.entry.replayId} ${sample.sample}`} store={store} selected={selected} />
      {sample.answer !== undefined && (
        <div class="replays-answer">
          <p class="dim">Answer</p>
          <LongText text={sample.answer} />
        </div>
      )}
    </>
  );
}

function stateWords({ sample }: SelectedSample): string {
  const look = lookOf(sample);
  if (look !== "failed" || sample.state !== "done")
    return sample.state === "done"
      ? LOOKS[look].word
      : sample.state === "asking"
        ? "waits for your answer"
        : sample.state;
  const failed = sample.verdicts.filter(({ pass }) => !pass).length;
  return `failed ${failed} of ${sample.verdicts.length} graders`;
}

function Verdicts({ store, selected }: { store: ReplaysStore; selected: SelectedSample }) {
  const { graders, own } = splitVerdicts(selected.sample);
  if (selected.sample.state !== "done" && graders.length === 0) return null;
  return (
    <table class="table verdicts">
      <thead>
        <tr>
          <th scope="col">Grader</th>
          <th scope="col">Verdict</th>
          <th scope="col">Why</th>
          <th scope="col" class="number">
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {graders.map((verdict, at) => (
          <tr key={at}>
            <td class="wraps">
              <VisibleText text={verdict.grader} />
            </td>
            <td>
              <Verdict verdict={verdict} />
            </td>
            <td class="wraps dim">
              <VisibleText text={verdict.why} />
            </td>
            <td class="number" title={costExact(verdict.costUsd)}>
              {costInRow(verdict.costUsd)}
            </td>
          </tr>
        ))}
        {selected.sample.state === "done" && <OwnVerdict store={store} own={own} />}
      </tbody>
    </table>
  );
}

function Verdict({ verdict }: { verdict: VerdictRow }) {
  const score = verdict.score === undefined ? "" : ` ${verdict.score}`;
  return (
    <span class={`line ${verdict.pass ? "tone-ok" : "tone-error"}`}>
      <Icon name={verdict.pass ? "pass" : "error"} size="tiny" />
      {verdict.pass ? "pass" : "fail"}
      {score}
    </span>
  );
}

/** Thumbs and a note: the verdict of the person at the keyboard. */
function OwnVerdict({ store, own }: { store: ReplaysStore; own: VerdictRow | undefined }) {
  const [note, setNote] = useState(own?.why ?? "");
  const [isOpen, setOpen] = useState(false);
  const judge = (pass: boolean) => {
    setOpen(false);
    void store.judge(pass, note);
  };
  return (
    <tr>
      <td>you</td>
      <td>{own ? <Verdict verdict={own} /> : <span class="dim">none yet</span>}</td>
      <td colSpan={2}>
        <span class="line own-verdict">
          <IconButton
            icon="thumbsup"
            label="Passes (U)"
            pressed={own?.pass === true}
            onClick={() => judge(true)}
          />
          <IconButton
            icon="thumbsdown"
            label="Fails (J)"
            pressed={own?.pass === false}
            onClick={() => judge(false)}
          />
          {isOpen ? (
            <input
              ref={(field) => {
                if (field && document.activeElement !== field) field.focus();
              }}
              class="own-note"
              aria-label="Note on your verdict"
              maxLength={2000}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
              placeholder={own ? "Enter keeps it" : "Then choose a thumb"}
              onKeyDown={(event) => {
                if (event.key === "Enter" && own) judge(own.pass);
                if (event.key === "Escape") setOpen(false);
              }}
            />
          ) : (
            <>
              {note !== "" && (
                <span class="dim cut">
                  <VisibleText text={note} />
                </span>
              )}
              <LinkButton onClick={() => setOpen(true)}>
                {note === "" ? "add a note" : "edit the note"}
              </LinkButton>
            </>
          )}
        </span>
      </td>
    </tr>
  );
}

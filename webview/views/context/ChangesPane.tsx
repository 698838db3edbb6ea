// What changed since the call before: added, dropped, edited; kept segments fold into one line.

import { useState } from "preact/hooks";
import type { ContextCallRow, ContextChange } from "../../../src/protocol/rows";
import { change as signed, costInSentence, exact, tokens } from "../../format";
import { Button, Icon, LinkButton, VisibleText } from "../../ui";
import { type ChangeLine, foldChanges, labelOf, previewOf } from "./changes";
import type { Window } from "./store";
import { SEGMENT_ICONS } from "./WindowPane";

const SIGNS: Readonly<Record<ContextChange, string>> = {
  added: "+",
  summarised: "+",
  removed: "−",
  edited: "~",
  kept: "=",
};

const WORDS: Readonly<Record<ContextChange, string>> = {
  added: "added",
  summarised: "summary added",
  removed: "dropped",
  edited: "edited",
  kept: "kept",
};

export function ChangesPane(props: {
  value: Window;
  call: ContextCallRow;
  previous: ContextCallRow | undefined;
  isFirst: boolean;
  /** The call that goes on with the summary that this one writes. */
  writesFor: ContextCallRow | undefined;
  onDiff: () => void;
  onStep: (stepId: string) => void;
}) {
  const { window } = props.value;
  const [isKeptOpen, setKeptOpen] = useState(false);
  if (!props.previous) {
    return (
      <div class="section-head">
        <h2>{startOf(props)}</h2>
        <span class="dim cut">Nothing came before it to compare with.</span>
      </div>
    );
  }
  const folded = foldChanges(window.changes);
  return (
    <>
      <div class="section-head">
        <h2>Changed since step {props.previous.number}</h2>
        <span class="number">
          <span class="tone-ok">+{tokens(folded.addedTokens)}</span>{" "}
          <span class="tone-error">−{tokens(folded.removedTokens)}</span>
        </span>
        <Button icon="diff" onClick={props.onDiff}>
          Open diff
        </Button>
      </div>
      {folded.kept.length > 0 && (
        <button
          type="button"
          class="fold"
          aria-expanded={isKeptOpen}
          onClick={() => setKeptOpen(!isKeptOpen)}
        >
          <Icon name={isKeptOpen ? "chevron-down" : "chevron-right"} size="small" />
          {folded.kept.length === 1 ? "1 segment kept" : `${folded.kept.length} segments kept`}
          <span class="number">~{tokens(folded.keptTokens)}</span>
        </button>
      )}
      {isKeptOpen &&
        folded.kept.map((segment, index) => (
          <Line
            key={`kept${index}`}
            line={{
              change: "kept",
              segments: [segment],
              tokensBefore: segment.tokens,
              tokensAfter: segment.tokens,
            }}
          />
        ))}
      {folded.lines.map((line, index) => (
        <Line key={index} line={line} />
      ))}
      <Dropped {...props} />
      {props.call.cacheBreak && (
        <p class="note">
          <Icon name="zap" class="tone-warn" />
          <span>
            The cache was broken by {props.call.cacheBreak.what}.
            {props.call.cacheBreak.lostUsd !== null &&
              ` ${costInSentence(props.call.cacheBreak.lostUsd)} more than a warm cache.`}
          </span>
        </p>
      )}
    </>
  );
}

/** What a call is that goes on from no other one. */
function startOf(props: { isFirst: boolean; writesFor: ContextCallRow | undefined }): string {
  if (props.writesFor) return `Writes the summary for step ${props.writesFor.number}`;
  return props.isFirst ? "First call of this agent" : "Begins another conversation of this agent";
}

function Line({ line }: { line: ChangeLine }) {
  const kind = line.segments[0]?.kind ?? "other";
  return (
    <div class={`change change-${line.change}`}>
      <span class="change-sign" aria-hidden="true">
        {SIGNS[line.change]}
      </span>
      <span class="change-name">
        <span class="only-read">{WORDS[line.change]} </span>
        <Icon name={SEGMENT_ICONS[kind]} size="small" />
        <span class="segment-label">
          <VisibleText text={labelOf(line.segments)} />
        </span>
        {line.segments[0] && (
          <span class="dim cut">
            <VisibleText text={previewOf(line.segments[0])} />
          </span>
        )}
      </span>
      <span class="number">{deltaOf(line)}</span>
    </div>
  );
}

function deltaOf(line: ChangeLine): string {
  if (line.change === "edited") return `${exact(line.tokensBefore)} → ${exact(line.tokensAfter)}`;
  if (line.change === "kept") return `~${tokens(line.tokensAfter)}`;
  return signed(line.tokensAfter - line.tokensBefore, exact);
}

function Dropped(props: { value: Window; onStep: (stepId: string) => void }) {
  const { dropped } = props.value.window;
  if (dropped.length === 0) return null;
  return (
    <>
      <div class="section-head">
        <h2>Dropped and not seen again</h2>
        <span class="dim">by text, in all later calls of this agent</span>
      </div>
      {dropped.map((entry, index) => (
        <p class="note" key={index}>
          <Icon name="info" />
          <span class="cut">
            <VisibleText text={entry.text} />
          </span>
          {entry.stepId !== undefined && (
            <span class="note-link">
              <LinkButton onClick={() => props.onStep(entry.stepId ?? "")}>
                {entry.number === undefined ? "show step" : `step ${entry.number}`}
              </LinkButton>
            </span>
          )}
        </p>
      ))}
    </>
  );
}

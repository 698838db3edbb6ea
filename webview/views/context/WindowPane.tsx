// The window of one call: two bars on one scale, its segments, and the text of the selected one.

import type { ContextCallRow, SegmentRow } from "../../../src/protocol/rows";
import { exact, share, tokens } from "../../format";
import { Icon, LimitGauge, LinkButton, Listbox, LongText, VisibleText, optionId } from "../../ui";
import { previewOf } from "./changes";
import { STACK, barScale, limitWords, tokensOf } from "./model";
import type { Window } from "./store";
import { textOfSegment } from "./segment-text";

/** The list of segments, which has the focus while keys walk over it. */
export const SEGMENTS_ID = "context-segments";

export const SEGMENT_ICONS: Readonly<Record<SegmentRow["kind"], string>> = {
  system: "law",
  tools: "tools",
  memory: "database",
  user: "account",
  summary: "fold",
  assistant: "sparkle",
  tool_result: "output",
  reasoning: "thinking",
  other: "note",
};

export function WindowPane(props: {
  value: Window;
  call: ContextCallRow;
  previous: ContextCallRow | undefined;
  /** Tokens of the fullest call of this agent: what bars run to where no limit is known. */
  fullest: number;
  place: string;
  selected: number;
  onSelect: (index: number) => void;
  onOpenText: (title: string, text: string) => void;
}) {
  const { window } = props.value;
  const shown = [window.used, props.previous?.used ?? 0];
  const scale = barScale(window.limit, window.limit === null ? [...shown, props.fullest] : shown);
  const segment = window.segments[props.selected];
  return (
    <>
      <div class="section-head">
        <h2>
          Step {props.call.number}, {props.place}
        </h2>
        <span class="dim cut">
          {exact(window.used)} in,{" "}
          {window.usedSource === "reported" ? "reported by the provider" : "estimated"}; split estimated (~)
        </span>
        <span class="number" title={limitWords(window.limitSource)}>
          {window.limit === null ? (
            <span class="dim">limit unknown</span>
          ) : (
            <>
              <b>{share(window.used, window.limit)}</b> <span class="dim">of {exact(window.limit)}</span>
            </>
          )}
        </span>
      </div>
      <div class="window-bars">
        {props.previous && (
          <Bar label={`step ${props.previous.number}`} call={props.previous} scale={scale.tokens} />
        )}
        <Bar label={`step ${props.call.number}`} call={props.call} scale={scale.tokens} isThick />
        {window.limit !== null && !scale.isToLimit && (
          <div class="window-bar is-limit">
            <span class="dim">of limit</span>
            <LimitGauge used={window.used} limit={window.limit} />
            <span class="number dim">{share(window.used, window.limit)}</span>
          </div>
        )}
      </div>
      <Segments
        {...props}
        segments={window.segments}
        used={window.used}
        isReported={window.usedSource === "reported"}
      />
      {segment && <SegmentText {...props} segment={segment} />}
    </>
  );
}

function Bar(props: { label: string; call: ContextCallRow; scale: number; isThick?: boolean }) {
  return (
    <div class={`window-bar${props.isThick ? " is-thick" : ""}`}>
      <span class="dim">{props.label}</span>
      <div class="stack" aria-hidden="true">
        {STACK.map((kind) => (
          <span
            key={kind}
            class={`segment-${kind}`}
            style={{ width: `${(tokensOf(kind, props.call) / props.scale) * 100}%` }}
          />
        ))}
      </div>
      <span class="number">{tokens(props.call.used)}</span>
    </div>
  );
}

function Segments(props: {
  segments: readonly SegmentRow[];
  used: number;
  isReported: boolean;
  selected: number;
  onSelect: (index: number) => void;
}) {
  return (
    <>
      <div class="segment-row is-head" aria-hidden="true">
        <span>Segment</span>
        <span class="number">In since</span>
        <span class="number">Tokens</span>
        <span>Share</span>
        <span />
      </div>
      <Listbox id={SEGMENTS_ID} label="Segments of the context window" selected={props.selected}>
        {props.segments.map((segment, index) => (
          <div
            key={`${index}${segment.kind}`}
            id={optionId(SEGMENTS_ID, index)}
            class={`segment-row option${index === props.selected ? " is-selected" : ""}`}
            role="option"
            aria-selected={index === props.selected}
            onClick={() => props.onSelect(index)}
          >
            <span class="segment-name">
              <span class={`swatch segment-${segment.kind}`} />
              <Icon name={SEGMENT_ICONS[segment.kind]} size="small" />
              <span class="segment-label">
                <VisibleText text={segment.label} />
              </span>
              <span class="dim cut">
                <VisibleText text={previewOf(segment)} />
              </span>
            </span>
            <span class="number dim">{sinceOf(segment)}</span>
            <span class="number" title={exact(segment.tokens)}>
              {segment.exact ? "" : "~"}
              {tokens(segment.tokens)}
            </span>
            <span class="stack">
              <span
                class={`segment-${segment.kind}`}
                style={{ width: `${(segment.tokens / Math.max(1, props.used)) * 100}%` }}
              />
            </span>
            <span class="number">
              {segment.cached === true && <Icon name="history" size="tiny" label="read from the cache" />}{" "}
              {share(segment.tokens, props.used)}
            </span>
          </div>
        ))}
      </Listbox>
      <div class="segment-row is-sum">
        <span>Total{props.isReported ? ", as reported" : ", estimated"}</span>
        <span />
        <span class="number">{exact(props.used)}</span>
        <span />
        <span class="number">100%</span>
      </div>
    </>
  );
}

function sinceOf(segment: SegmentRow): string {
  return segment.sinceNumber === undefined ? "new" : `step ${segment.sinceNumber}`;
}

function SegmentText(props: {
  segment: SegmentRow;
  value: Window;
  onOpenText: (title: string, text: string) => void;
}) {
  const text = textOfSegment(props.segment, props.value.detail);
  const open = () => props.onOpenText(props.segment.label, text);
  return (
    <>
      <div class="section-head">
        <h2>
          <VisibleText text={props.segment.label} />
        </h2>
        <span class="number">
          <LinkButton onClick={open}>Open as document</LinkButton>
        </span>
      </div>
      <div class="segment-text">
        {text === "" ? (
          <span class="dim">The client did not record this text.</span>
        ) : (
          <LongText
            key={`${props.value.window.stepId}${props.segment.label}`}
            text={text}
            code
            onOpen={open}
          />
        )}
      </div>
    </>
  );
}

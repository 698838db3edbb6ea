// Below at the right: what the model had in its window where both first differ.

import { useMemo } from "preact/hooks";
import type { ContextWindowRow, SegmentKind } from "../../../src/protocol/rows";
import { change, exact, plural } from "../../format";
import { DiffText } from "./DiffText";
import type { CallContext, Contexts, CompareStore } from "./store";
import { diffLines } from "./word-diff";

const KINDS: Readonly<Record<SegmentKind, string>> = {
  system: "system prompt",
  tools: "tool definitions",
  memory: "memory",
  user: "user",
  summary: "summary",
  assistant: "assistant",
  tool_result: "tool results",
  reasoning: "thinking",
  other: "other",
};

export function ContextPane({ store }: { store: CompareStore }) {
  const comparison = store.comparison.value;
  if (comparison.kind === "ready" && comparison.value.row.firstDivergence === undefined) {
    return <Head title="No divergence" detail="both sides did the same" />;
  }
  const loaded = store.contexts.value;
  if (loaded.kind === "waiting") return <Head title="At the divergence" detail="context" />;
  if (loaded.kind === "failed") {
    return (
      <>
        <Head title="At the divergence" detail="context" />
        <p class="compare-note">{loaded.fault.message}</p>
      </>
    );
  }
  return <Filled contexts={loaded.value} />;
}

function Head({ title, detail, delta }: { title: string; detail: string; delta?: string }) {
  return (
    <div class="section-head">
      <h3>{title}</h3>
      <span class="dim">{detail}</span>
      {delta !== undefined && <span class="number">{delta}</span>}
    </div>
  );
}

function Filled({ contexts: { left, right } }: { contexts: Contexts }) {
  if (!left || !right) {
    return (
      <>
        <Head title="At the divergence" detail="context" />
        <p class="compare-note dim">
          {left || right ? "Only one side called a model before it." : "No model call came before it."}
        </p>
      </>
    );
  }
  const delta = right.window.used - left.window.used;
  const kinds = changedKinds(left.window, right.window);
  return (
    <>
      <Head
        title={`At the divergence, step ${left.detail.number}`}
        detail="context of the model call"
        delta={`${exact(left.window.used)} → ${exact(right.window.used)} tokens, ${change(delta, exact)}`}
      />
      <SystemPrompt left={left} right={right} />
      {kinds.map(({ kind, before, after }) => (
        <div class="compare-segment" key={kind}>
          <span class="compare-sign sign-edited">{before === 0 ? "+" : after === 0 ? "−" : "~"}</span>
          <span>{KINDS[kind]}</span>
          <span class="number">
            {exact(before)} → {exact(after)} tokens
          </span>
        </div>
      ))}
      <p class="compare-note dim">
        {kinds.length === 0 ? "Every part of the window is equally long. " : ""}
        {memoryWords(left, right)}
      </p>
    </>
  );
}

function SystemPrompt({ left, right }: { left: CallContext; right: CallContext }) {
  const pieces = useMemo(
    // A last line without its end is still the same line.
    () => diffLines(`${left.system}\n`, `${right.system}\n`),
    [left.system, right.system],
  );
  if (left.system === right.system) return null;
  return (
    <>
      <div class="compare-segment">
        <span class="compare-sign sign-edited">~</span>
        <span>system prompt</span>
      </div>
      <DiffText pieces={pieces.filter(({ change: one }) => one !== "kept")} isCode />
    </>
  );
}

function changedKinds(left: ContextWindowRow, right: ContextWindowRow) {
  const sum = (window: ContextWindowRow, kind: SegmentKind) =>
    window.segments.reduce((all, segment) => (segment.kind === kind ? all + segment.tokens : all), 0);
  return (Object.keys(KINDS) as SegmentKind[])
    .map((kind) => ({ kind, before: sum(left, kind), after: sum(right, kind) }))
    .filter(({ before, after }) => before !== after);
}

function memoryWords(left: CallContext, right: CallContext): string {
  const [one, two] = [left.memoryOperations, right.memoryOperations];
  if (one === null || two === null || one + two === 0) return "No memory operation came before it.";
  if (one === two) return `${plural(one, "memory operation")} came before it on both sides.`;
  return `${plural(one, "memory operation")} came before it on the left, ${two} on the right.`;
}

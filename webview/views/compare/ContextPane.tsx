// Below at the right: what the model was sent where both first differ, and what was in memory.

import { useMemo } from "preact/hooks";
import { change, exact, plural } from "../../format";
import { visibleLine } from "../../text";
import type { CallContext, Contexts } from "./contexts";
import { DiffText } from "./DiffText";
import { type Difference, memoryDifferences, requestDifferences } from "./request-diff";
import type { CompareStore } from "./store";

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
      <span class="dim cut">{detail}</span>
      {delta !== undefined && <span class="number section-actions">{delta}</span>}
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
  return (
    <>
      <Head
        title={`At the divergence, step ${left.detail.number}`}
        detail="what was sent"
        delta={`${exact(left.window.used)}${delta === 0 ? "" : ` → ${exact(right.window.used)}`} tokens${delta === 0 ? "" : `, ${change(delta, exact)}`}`}
      />
      <Request left={left} right={right} />
      <Memory left={left} right={right} />
    </>
  );
}

function Request({ left, right }: { left: CallContext; right: CallContext }) {
  const found = useMemo(() => requestDifferences(left.detail, right.detail), [left.detail, right.detail]);
  if (found.length > 0) return <Differences items={found} />;
  return <p class="compare-note dim">Both were sent the same: prompt, tools, parameters and messages.</p>;
}

function Memory({ left, right }: { left: CallContext; right: CallContext }) {
  const found = useMemo(() => memoryDifferences(left, right), [left.memory, right.memory]);
  const counts = [left.memory?.length ?? 0, right.memory?.length ?? 0];
  if (counts.every((count) => count === 0)) return null;
  return (
    <>
      <div class="section-head">
        <h3>Memory then</h3>
        <span class="dim cut">
          {counts[0] === counts[1]
            ? `${plural(counts[0] ?? 0, "operation")} before it on both sides`
            : `${plural(counts[0] ?? 0, "operation")} before it on the left, ${counts[1]} on the right`}
        </span>
      </div>
      {found.length > 0 ? (
        <Differences items={found} />
      ) : (
        <p class="compare-note dim">Both remembered the same.</p>
      )}
    </>
  );
}

const CHANGES = { "~": "edited", "+": "only-right", "−": "only-left" } as const;

function Differences({ items }: { items: readonly Difference[] }) {
  return (
    <>
      {items.map(({ sign, what, pieces, isCode }, at) => (
        <div key={at}>
          <div class="compare-segment">
            <span class={`compare-sign sign-${CHANGES[sign]}`} aria-hidden="true">
              {sign}
            </span>
            <span class="cut" title={visibleLine(what)}>
              {visibleLine(what)}
            </span>
          </div>
          {pieces.length > 0 && <DiffText pieces={pieces} isCode={isCode} />}
        </div>
      ))}
    </>
  );
}

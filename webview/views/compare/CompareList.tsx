// The aligned list: only the rows in sight are in the page, all of one height.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { CompareRow, CompareStep } from "../../../src/protocol/replay";
import { KINDS } from "../../kinds";
import { visibleLine } from "../../text";
import { Icon, unitPx } from "../../ui";
import { useVirtual } from "../../ui/useVirtual";
import { useWidth } from "../../ui/useWidth";
import { DeltaCells } from "./DeltaCells";
import { type Line, SIGNS, deltaOf, deltaOfRun, rowIndexOf } from "./model";
import { differences, foldWords, onlyWords, originOf, shortName, spokenRow } from "./sentences";
import type { Comparison, CompareStore } from "./store";

const ROW_UNITS = 22;
/** Narrow rows stack: left, right, what it took. */
const STACKED_UNITS = 58;
const NARROW_UNITS = 700;

export function CompareList({ store, comparison }: { store: CompareStore; comparison: Comparison }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [, widthPx] = useWidth(scroller);
  const lines = store.lines.value;
  const selected = store.selected.value;
  const isNarrow = widthPx > 0 && widthPx < NARROW_UNITS * unitPx();
  const at = lines.findIndex((line) => line.kind !== "divergence" && isSelected(line, selected));
  const list = useVirtual({
    scroller,
    count: lines.length,
    rowPx: (isNarrow ? STACKED_UNITS : ROW_UNITS) * unitPx(),
    keep: at === -1 ? undefined : at,
    paddingTopPx: 0,
    initialOffset: 0,
  });
  useLayoutEffect(() => {
    if (at >= 0) list.scrollTo(at);
    // Only a new selection scrolls, not each new list.
  }, [at]);
  const isReplay = [comparison.left, comparison.right].some(({ session }) => session.replayOf !== undefined);
  return (
    <div class={isNarrow ? "compare-list is-stacked" : "compare-list"}>
      <ColumnHeads comparison={comparison} />
      <div
        ref={scroller}
        class="compare-scroller"
        role="treegrid"
        aria-label="Steps of both sessions"
        aria-rowcount={lines.length}
        aria-activedescendant={at === -1 ? undefined : lineId(at)}
        tabIndex={0}
      >
        <div class="compare-rows" role="rowgroup" style={{ height: `${list.totalPx}px` }}>
          {list.items.map(({ index, start }) => {
            const line = lines[index];
            if (!line) return null;
            return (
              <div
                key={index}
                id={lineId(index)}
                role="row"
                aria-rowindex={index + 1}
                {...attributesOf(line, store, selected)}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LineCells line={line} rows={store.rows.value} isReplay={isReplay} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function lineId(index: number): string {
  return `compare-line-${index}`;
}

function isSelected(line: Line, selected: number): boolean {
  return line.kind === "fold" ? line.from <= selected && selected < line.to : line.index === selected;
}

/** Roles, words and clicks of a line. */
function attributesOf(line: Line, store: CompareStore, selected: number) {
  if (line.kind === "divergence") return { class: "compare-row is-divergence" };
  const isOn = isSelected(line, selected);
  const index = rowIndexOf(line);
  const rows = store.rows.value;
  const row = rows[index];
  const words = line.kind === "fold" ? foldWords(rows.slice(line.from, line.to)) : undefined;
  return {
    class: `compare-row is-${row?.change ?? "same"}${isOn ? " is-selected" : ""}${words ? " is-fold" : ""}`,
    "aria-selected": isOn,
    "aria-label": words ? `${words.title}: ${words.detail}` : row ? spokenRow(row) : "",
    ...(words ? { "aria-expanded": false } : {}),
    "data-row": index,
    onClick: () => {
      if (line.kind === "fold") store.toggle(line.from);
      store.select(index);
    },
    onDblClick: () => void store.openStep(false),
  };
}

function ColumnHeads({ comparison }: { comparison: Comparison }) {
  const title = (side: Comparison["left"]) => originOf(side).split(",")[0];
  return (
    <div class="compare-row is-head" aria-hidden="true">
      <span>{title(comparison.left)}</span>
      <span />
      <span>{title(comparison.right)}</span>
      <span class="number">Tokens</span>
      <span class="number">Cost</span>
      <span class="number">Time</span>
    </div>
  );
}

function LineCells({ line, rows, isReplay }: { line: Line; rows: readonly CompareRow[]; isReplay: boolean }) {
  const row = rows[rowIndexOf(line)];
  if (!row) return null;
  if (line.kind === "divergence") return <Divergence rows={rows} at={line.index} />;
  if (line.kind === "fold") return <Fold rows={rows.slice(line.from, line.to)} isReplay={isReplay} />;
  // A tool that was answered from the record took no time: the difference says nothing.
  const isTimed = !(isReplay && (row.leftRow ?? row.rightRow)?.kind !== "llm");
  return (
    <>
      <StepCell id={row.left} step={row.leftRow} />
      <Sign change={row.change} />
      <StepCell
        id={row.right}
        step={row.rightRow}
        what={row.change === "edited" ? differences(row.what) : ""}
      />
      <DeltaCells delta={deltaOf(row)} isTimed={isTimed} />
    </>
  );
}

function Sign({ change }: { change: CompareRow["change"] }) {
  return (
    <span role="gridcell" class={`compare-sign sign-${change}`}>
      {SIGNS[change]}
    </span>
  );
}

/** Deeper steps stay at this indent: the names must stay readable. */
const MAX_INDENT = 8;

function StepCell({
  id,
  step,
  what = "",
}: {
  id: string | undefined;
  step: CompareStep | undefined;
  what?: string;
}) {
  if (id === undefined) return <span role="gridcell" class="compare-cell is-missing" />;
  if (!step) {
    return (
      <span role="gridcell" class="compare-cell dim">
        <code class="cut">{visibleLine(id)}</code>
      </span>
    );
  }
  const look = KINDS[step.kind];
  const summary = visibleLine(step.summary);
  return (
    <span
      role="gridcell"
      class={`compare-cell hue-${look.hue}`}
      style={{ paddingLeft: `calc(${8 + 14 * Math.min(step.depth, MAX_INDENT)} * var(--al-u))` }}
      title={`${visibleLine(step.name)} ${summary}`}
    >
      <span class="step-number number">{step.number}</span>
      <Icon name={look.icon} size="small" class="kind-icon" />
      <span class={step.kind === "agent" ? "name is-agent" : "name"}>{shortName(step)}</span>
      {step.status === "error" && <Icon name="error" size="tiny" class="tone-error" label="failed" />}
      {what !== "" && <span class="compare-what">{what}</span>}
      <span class="dim cut">{summary}</span>
    </span>
  );
}

function Divergence({ rows, at }: { rows: readonly CompareRow[]; at: number }) {
  const row = rows[at];
  const step = row?.leftRow ?? row?.rightRow;
  const words = row?.change === "edited" ? differences(row.what) : onlyWords(rows, at);
  return (
    <span role="gridcell" class="divergence-line">
      <span class="cut">
        <Icon name="git-commit" size="tiny" /> First divergence{step ? `, step ${step.number}` : ""}: {words}
      </span>
    </span>
  );
}

function Fold({ rows, isReplay }: { rows: readonly CompareRow[]; isReplay: boolean }) {
  const change = rows[0]?.change ?? "same";
  const words = foldWords(rows);
  const [first, last] = [rows[0], rows.at(-1)];
  const range = (one: CompareStep | undefined, two: CompareStep | undefined) =>
    one && two ? `${one.number}–${two.number}` : "";
  const cell = (text: string) => (
    <span role="gridcell" class="compare-cell is-folded">
      <span class="step-number number">{text}</span>
      <Icon name="chevron-right" size="small" />
      <span>{words.title}</span>
      <span class="dim cut">{words.detail}</span>
    </span>
  );
  const missing = <span role="gridcell" class="compare-cell is-missing" />;
  return (
    <>
      {change === "only-right" ? missing : cell(range(first?.leftRow, last?.leftRow))}
      <Sign change={change} />
      {change === "only-left" ? missing : cell(range(first?.rightRow, last?.rightRow))}
      <DeltaCells delta={deltaOfRun(rows)} isTimed={!isReplay} />
    </>
  );
}

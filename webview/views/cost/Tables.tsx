// The tables of the cost view. Numbers are right-aligned; the exact value is in the tooltip.

import type { CostRow, Usage } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, share, shortId, tokens } from "../../format";
import { Icon, LinkButton, VisibleText } from "../../ui";
import { type Group, changeOf, itemCost, nameOf, sortedByCost, titleOf, totalsOf } from "./model";
import type { CostStore } from "./store";

/** Ids of the rows that keys walk over begin so. */
export const COST_ROWS_ID = "cost-row";

export function ByGroup({ store, row, by }: { store: CostStore; row: CostRow; by: Group }) {
  const { costUsd } = totalsOf(row);
  return (
    <table class="cost-table" role="grid" aria-label={`Cost by ${by}`}>
      <caption>
        By {by} <span class="dim">leaf model calls, each counted once</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{titleOf(by)}</th>
          <Head names={["Calls"]} />
          <Head names={["Uncached", "Written", "Read", "Out"]} isExtra />
          <Head names={["Cost"]} />
          <th scope="col" class="is-extra">
            Share, wasted
          </th>
        </tr>
      </thead>
      <tbody>
        {sortedByCost(row.items).map((item, index) => (
          <tr
            key={item.key}
            id={`${COST_ROWS_ID}-${index}`}
            class={index === store.selected.value ? "option is-selected" : "option"}
            tabIndex={index === store.selected.value ? 0 : -1}
            aria-selected={index === store.selected.value}
            onClick={() => (store.selected.value = index)}
            onDblClick={() => store.openSelected()}
          >
            <th scope="row" class="cut">
              <VisibleText text={by === "step" ? stepName(store, item.key) : nameOf(item.key, by)} />
            </th>
            <td class="number">{exact(item.calls)}</td>
            <UsageCells usage={item.usage} />
            <td class="number strong" title={costExact(item.costUsd)}>
              {itemCost(item)}
            </td>
            <td class="is-extra">
              <div class="stack" aria-hidden="true">
                <span
                  class="fill-model"
                  style={{ width: barWidth((item.costUsd ?? 0) - item.wastedUsd, costUsd) }}
                />
                <span class="fill-wasted" style={{ width: barWidth(item.wastedUsd, costUsd) }} />
              </div>
              <span class="only-read">
                {share(item.costUsd, costUsd)}, {costInRow(item.wastedUsd)} wasted
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A step is known by its number and name where its row was seen, else by the start of its id. */
function stepName(store: CostStore, stepId: string): string {
  const row = store.panel.rows.rowOf(stepId);
  return row ? `step ${row.number} · ${row.name}` : `step ${shortId(stepId.slice(stepId.indexOf(":") + 1))}`;
}

function Head({ names, isExtra = false }: { names: readonly string[]; isExtra?: boolean }) {
  return (
    <>
      {names.map((name) => (
        <th key={name} scope="col" class={isExtra ? "number is-extra" : "number"}>
          {name}
        </th>
      ))}
    </>
  );
}

function UsageCells({ usage }: { usage: Usage }) {
  const out =
    usage.out === null && usage.reasoning === null ? null : (usage.out ?? 0) + (usage.reasoning ?? 0);
  return (
    <>
      {[usage.inUncached, usage.inCacheWrite, usage.inCacheRead, out].map((count, index) => (
        <td key={index} class="number is-extra" title={exact(count)}>
          {count === null ? "–" : tokens(count)}
        </td>
      ))}
    </>
  );
}

function barWidth(part: number, whole: number | null): string {
  return whole === null || whole === 0 ? "0" : `${Math.max(0, part / whole) * 100}%`;
}

const WASTE_ICONS: Readonly<Record<string, string>> = {
  "repeated calls": "refresh",
  "cache breaks": "zap",
  "compaction re-read": "fold",
  "failed calls": "error",
};

/** At most so many links to steps stand in a row of the waste. */
const MOST_LINKS = 8;

export function Waste({ store, row }: { store: CostStore; row: CostRow }) {
  return (
    <table class="cost-table">
      <caption>
        Bought nothing <span class="number">{costInRow(totalsOf(row).wastedUsd)}</span>
      </caption>
      <tbody>
        {row.waste.length === 0 && (
          <tr>
            <td class="dim">No failed, repeated or re-read calls were found.</td>
          </tr>
        )}
        {row.waste.map((waste) => (
          <tr key={waste.reason}>
            <th scope="row">
              <Icon name={WASTE_ICONS[waste.reason] ?? "circle-slash"} size="small" /> {waste.reason}
            </th>
            <td class="number">
              {waste.stepIds.slice(0, MOST_LINKS).map((stepId, index) => (
                <span key={stepId}>
                  {index > 0 && ", "}
                  <LinkButton
                    onClick={() => store.goTo(stepId)}
                    title={`Go to step ${waste.numbers[index] ?? ""}`}
                  >
                    {waste.numbers[index] ?? "step"}
                  </LinkButton>
                </span>
              ))}
              {waste.stepIds.length > MOST_LINKS && ` and ${waste.stepIds.length - MOST_LINKS} more`}
            </td>
            <td class="number" title={costExact(waste.costUsd)}>
              {costInRow(waste.costUsd)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const BUCKETS: Readonly<Record<keyof Usage, string>> = {
  inUncached: "uncached input",
  inCacheRead: "cache read",
  inCacheWrite: "cache write",
  out: "output",
  reasoning: "thinking",
};

export function Billed({ row }: { row: CostRow }) {
  const most = Math.max(1, ...row.billed.map((bucket) => bucket.tokens));
  return (
    <table class="cost-table">
      <caption>
        By what was billed <span class="dim number">{ratiosOf(row)}</span>
      </caption>
      <tbody>
        {row.billed.map((bucket) => (
          <tr key={bucket.bucket}>
            <th scope="row">{BUCKETS[bucket.bucket]}</th>
            <td class="is-wide">
              <div class="stack" aria-hidden="true">
                <span class="fill-model" style={{ width: `${(bucket.tokens / most) * 100}%` }} />
              </div>
            </td>
            <td class="number" title={exact(bucket.tokens)}>
              {tokens(bucket.tokens)}
            </td>
            <td class="number">{costInRow(bucket.costUsd)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ratiosOf(row: CostRow): string {
  const of = (...buckets: (keyof Usage)[]) =>
    row.billed.reduce((sum, { bucket, tokens: count }) => (buckets.includes(bucket) ? sum + count : sum), 0);
  const input = of("inUncached", "inCacheRead", "inCacheWrite");
  if (input === 0) return "";
  return `out / in ${(of("out", "reasoning") / input).toFixed(2)} · cache read ${share(of("inCacheRead"), input)} of input`;
}

export function WhatIf({ row }: { row: CostRow }) {
  const { costUsd } = totalsOf(row);
  const most = Math.max(costUsd ?? 0, ...row.whatIf.map((other) => other.costUsd ?? 0), 1e-9);
  return (
    <>
      <table class="cost-table">
        <caption>The same tokens on another model</caption>
        <thead>
          <tr>
            <th scope="col">All model calls on</th>
            <td />
            <Head names={["Cost", "Change"]} />
          </tr>
        </thead>
        <tbody>
          <WhatIfRow name="as recorded" costUsd={costUsd} paidUsd={costUsd} most={most} />
          {row.whatIf.map((other) => (
            <WhatIfRow
              key={other.model}
              name={other.model}
              costUsd={other.costUsd}
              paidUsd={costUsd}
              most={most}
            />
          ))}
        </tbody>
      </table>
      <p class="note">
        <Icon name="info" />
        <span>
          Arithmetic on recorded tokens: another model would tokenise and answer differently. To know, replay
          it.
        </span>
      </p>
      <p class="note dim">
        {row.pricedCalls} of {row.calls} model calls have a price.
      </p>
    </>
  );
}

function WhatIfRow(props: { name: string; costUsd: number | null; paidUsd: number | null; most: number }) {
  const difference = (props.costUsd ?? 0) - (props.paidUsd ?? 0);
  const tone = props.costUsd === null || difference === 0 ? "dim" : difference > 0 ? "tone-error" : "tone-ok";
  return (
    <tr>
      <th scope="row" class="cut">
        <VisibleText text={props.name} />
      </th>
      <td class="is-wide">
        <div class="stack" aria-hidden="true">
          <span class="fill-model" style={{ width: `${((props.costUsd ?? 0) / props.most) * 100}%` }} />
        </div>
      </td>
      <td class="number" title={costExact(props.costUsd)}>
        {costInRow(props.costUsd)}
      </td>
      <td class={`number ${tone}`}>
        {props.name === "as recorded" ? "–" : changeOf(props.costUsd, props.paidUsd)}
      </td>
    </tr>
  );
}

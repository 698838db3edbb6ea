// What bought nothing, and what was billed for.

import type { CostRow, Usage } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, share, tokens } from "../../format";
import { visibleLine } from "../../text";
import { Icon, LinkButton, VisibleText } from "../../ui";
import type { CostStore } from "./store";

const WASTE_ICONS: Readonly<Record<string, string>> = {
  "repeated calls": "refresh",
  "cache breaks": "zap",
  "compaction re-read": "fold",
  "failed calls": "error",
};

/** At most so many links to steps stand in a row of the waste. */
const MOST_LINKS = 8;

/** Money that bought nothing by reason, with the steps that prove it. */
export function Waste({ store, row }: { store: CostStore; row: CostRow }) {
  return (
    <table class="cost-table">
      <caption>
        Bought nothing{" "}
        <span class="number" title={costExact(row.total.wastedUsd)}>
          {costInRow(row.total.wastedUsd)}
        </span>
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
              <Icon
                name={WASTE_ICONS[waste.reason] ?? "circle-slash"}
                size="small"
                class={waste.reason === "failed calls" ? "tone-error" : "tone-warn"}
              />{" "}
              {waste.reason}
            </th>
            <td class="dim cut is-extra" title={visibleLine(waste.detail)}>
              <VisibleText text={waste.detail} />
            </td>
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

/** Tokens and money by what was billed, dearest first. The bars show money, or tokens where it cannot be told apart. */
export function Billed({ row }: { row: CostRow }) {
  const isPriced = row.billed.every(({ costUsd }) => costUsd !== null);
  const sizeOf = (bucket: CostRow["billed"][number]) => (isPriced ? (bucket.costUsd ?? 0) : bucket.tokens);
  const most = Math.max(1e-9, ...row.billed.map(sizeOf));
  return (
    <table class="cost-table">
      <caption>
        By what was billed <span class="dim number">{ratiosOf(row)}</span>
      </caption>
      <tbody>
        {byCost(row.billed).map((bucket) => (
          <tr key={bucket.bucket}>
            <th scope="row">{BUCKETS[bucket.bucket]}</th>
            <td class="is-wide">
              <div class="stack" aria-hidden="true">
                <span class="fill-model" style={{ width: `${(sizeOf(bucket) / most) * 100}%` }} />
              </div>
            </td>
            <td class="number" title={exact(bucket.tokens)}>
              {tokens(bucket.tokens)}
            </td>
            <td class="number" title={costExact(bucket.costUsd)}>
              {costInRow(bucket.costUsd)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function byCost(billed: CostRow["billed"]): CostRow["billed"] {
  return [...billed].sort((left, right) => (right.costUsd ?? -1) - (left.costUsd ?? -1));
}

function ratiosOf(row: CostRow): string {
  const of = (...buckets: (keyof Usage)[]) =>
    row.billed.reduce((sum, { bucket, tokens: count }) => (buckets.includes(bucket) ? sum + count : sum), 0);
  const input = of("inUncached", "inCacheRead", "inCacheWrite");
  if (input === 0) return "";
  return `out / in ${(of("out", "reasoning") / input).toFixed(2)} · cache read ${share(of("inCacheRead"), input)} of input`;
}

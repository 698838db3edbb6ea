import type { CostRow } from "../../../src/protocol/rows";
import { costInSentence, share } from "../../format";
import { VisibleText } from "../../ui";
import {
  type Group,
  changeOf,
  cheapest,
  moneySentence,
  nameOf,
  sortedByCost,
  totalsOf,
  wasteSentence,
} from "./model";

const MOST_SHARES = 4;

/** Three answers: where the money went, what of it bought nothing, and what another model would have cost. */
export function CostBand({ row, by }: { row: CostRow; by: Group }) {
  return (
    <div class="cost-band">
      <div>
        <h2>Where the money went</h2>
        <p class="cut">
          <VisibleText text={moneySentence(row, by)} />
        </p>
        <Shares row={row} by={by} />
      </div>
      <div>
        <h2>What it bought</h2>
        <p class="cut">{wasteSentence(row)}</p>
        <WasteBar row={row} />
      </div>
      <div>
        <h2>On another model</h2>
        <p class="cut">{cheapestSentence(row)}</p>
        <span class="dim">Arithmetic on recorded tokens. To know, replay it.</span>
      </div>
    </div>
  );
}

function Shares({ row, by }: { row: CostRow; by: Group }) {
  const { costUsd } = totalsOf(row);
  if (costUsd === null || costUsd === 0) return null;
  const items = sortedByCost(row.items).slice(0, MOST_SHARES);
  return (
    <>
      <div class="bar" aria-hidden="true">
        {items.map((item, index) => (
          <span
            key={item.key}
            class="share"
            data-shade={index}
            style={{ width: `${((item.costUsd ?? 0) / costUsd) * 100}%` }}
          />
        ))}
      </div>
      <div class="band-legend">
        {items.map((item, index) => (
          <span key={item.key} class="cut">
            <span class="swatch share" data-shade={index} aria-hidden="true" />
            <VisibleText text={nameOf(item.key, by)} /> {share(item.costUsd, costUsd)}
          </span>
        ))}
      </div>
    </>
  );
}

function WasteBar({ row }: { row: CostRow }) {
  const { costUsd, wastedUsd } = totalsOf(row);
  if (costUsd === null || costUsd === 0 || wastedUsd === 0) return null;
  return (
    <>
      <div class="bar" aria-hidden="true">
        <span class="wasted" style={{ width: `${(wastedUsd / costUsd) * 100}%` }} />
        <span class="useful" style={{ width: `${(1 - wastedUsd / costUsd) * 100}%` }} />
      </div>
      <div class="band-legend">
        <span>
          <span class="swatch wasted" aria-hidden="true" /> {costInSentence(wastedUsd)} nothing
        </span>
        <span>
          <span class="swatch useful" aria-hidden="true" /> {costInSentence(costUsd - wastedUsd)} the rest
        </span>
      </div>
    </>
  );
}

function cheapestSentence(row: CostRow): string {
  const other = cheapest(row);
  if (!other) return "No cheaper model among those compared";
  return `${costInSentence(other.costUsd)} on ${other.model}, ${changeOf(other.costUsd, totalsOf(row).costUsd)}`;
}

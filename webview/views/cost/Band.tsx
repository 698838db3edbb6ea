import type { CostRow } from "../../../src/protocol/rows";
import { costInSentence, share } from "../../format";
import { visibleLine } from "../../text";
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
    <div class="band is-three">
      <div class="band-part">
        <h2>Where the money went</h2>
        <p class="cut">
          <VisibleText text={moneySentence(row, by)} />
        </p>
        <Shares row={row} by={by} />
      </div>
      <div class="band-part">
        <h2>What it bought</h2>
        <p class="cut">{wasteSentence(row)}</p>
        <WasteBar row={row} />
      </div>
      <div class="band-part">
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
      <div class="stack" aria-hidden="true">
        {items.map((item, index) => (
          <span
            key={item.key}
            class="fill-agent"
            data-shade={index}
            style={{ width: `${((item.costUsd ?? 0) / costUsd) * 100}%` }}
          />
        ))}
      </div>
      <div class="band-legend">
        {items.map((item, index) => (
          <span key={item.key} class="cut">
            <span class="swatch fill-agent" data-shade={index} aria-hidden="true" />
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
      <div class="stack" aria-hidden="true">
        <span class="fill-wasted" style={{ width: `${(wastedUsd / costUsd) * 100}%` }} />
        <span class="fill-other" style={{ width: `${(1 - wastedUsd / costUsd) * 100}%` }} />
      </div>
      <div class="band-legend">
        <span>
          <span class="swatch fill-wasted" aria-hidden="true" /> {costInSentence(wastedUsd)} nothing
        </span>
        <span>
          <span class="swatch fill-other" aria-hidden="true" /> {costInSentence(costUsd - wastedUsd)} the rest
        </span>
      </div>
    </>
  );
}

function cheapestSentence(row: CostRow): string {
  const other = cheapest(row);
  if (!other) return "No cheaper model among those compared";
  return `${costInSentence(other.costUsd)} on ${visibleLine(other.model)}, ${changeOf(other.costUsd, totalsOf(row).costUsd)}`;
}

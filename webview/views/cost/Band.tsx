import type { CostRow } from "../../../src/protocol/rows";
import { change, costInRow, costInSentence, share } from "../../format";
import { visibleLine } from "../../text";
import { LinkButton, VisibleText } from "../../ui";
import {
  type Group,
  budgetSentence,
  changeOf,
  cheapest,
  crossingOf,
  groupName,
  moneySentence,
  sortedByCost,
  wasteSentence,
} from "./model";
import type { CostStore } from "./store";

const MOST_SHARES = 4;
const MOST_AVOIDABLE = 2;

/** Three answers: where the money went, what of it bought nothing, and what would have cost less. */
export function CostBand({ store, row, by }: { store: CostStore; row: CostRow; by: Group }) {
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
        <BudgetLine store={store} row={row} />
      </div>
      <Cheaper row={row} />
    </div>
  );
}

/** One bar over all groups; in each what it bought nothing with is hatched. */
function Shares({ row, by }: { row: CostRow; by: Group }) {
  const { costUsd, wastedUsd } = row.total;
  if (costUsd === null || costUsd === 0) return null;
  const items = sortedByCost(row.items).slice(0, MOST_SHARES);
  const width = (part: number) => `${Math.max(0, (part / costUsd) * 100)}%`;
  return (
    <>
      <div class="stack" aria-hidden="true">
        {items.flatMap((item, index) => [
          <span
            key={`${item.key} kept`}
            class="fill-agent"
            data-shade={index}
            style={{ width: width((item.costUsd ?? 0) - item.wastedUsd) }}
          />,
          <span key={`${item.key} lost`} class="fill-wasted" style={{ width: width(item.wastedUsd) }} />,
        ])}
      </div>
      <div class="band-legend">
        {items.map((item, index) => (
          <span key={item.key} class="cut">
            <span class="swatch fill-agent" data-shade={index} aria-hidden="true" />
            <VisibleText text={groupName(item, by)} /> {share(item.costUsd, costUsd)}
          </span>
        ))}
        {wastedUsd > 0 && (
          <span class="cut">
            <span class="swatch fill-wasted" aria-hidden="true" />
            bought nothing
          </span>
        )}
      </div>
    </>
  );
}

function WasteBar({ row }: { row: CostRow }) {
  const { costUsd, wastedUsd } = row.total;
  if (costUsd === null || costUsd === 0 || wastedUsd === 0) return null;
  return (
    <>
      <div class="stack" aria-hidden="true">
        <span class="fill-wasted" style={{ width: `${(wastedUsd / costUsd) * 100}%` }} />
        <span class="fill-other" style={{ width: `${(1 - wastedUsd / costUsd) * 100}%` }} />
      </div>
      <div class="band-legend">
        <span class="cut">
          <span class="swatch fill-wasted" aria-hidden="true" />
          {costInRow(wastedUsd)} nothing
        </span>
        <span class="cut">
          <span class="swatch fill-other" aria-hidden="true" />
          {costInRow(costUsd - wastedUsd)} the rest
        </span>
      </div>
    </>
  );
}

function BudgetLine({ store, row }: { store: CostStore; row: CostRow }) {
  const sentence = budgetSentence(row);
  const crossing = crossingOf(row);
  return (
    <div class="band-line">
      {sentence !== undefined && <span class={crossing ? "cut tone-error" : "cut"}>{sentence}</span>}
      {crossing && (
        <LinkButton onClick={() => store.goTo(crossing.stepId)}>step {crossing.number}</LinkButton>
      )}
      {!crossing && (
        <LinkButton onClick={() => store.edit({ what: "budget" })}>
          {row.budgetUsd === null ? "Set a budget" : "Change"}
        </LinkButton>
      )}
    </div>
  );
}

/** What would have cost less: another model, and each kind of waste that need not be. */
function Cheaper({ row }: { row: CostRow }) {
  const other = cheapest(row);
  const avoidable = row.waste.filter(({ costUsd }) => (costUsd ?? 0) > 0).slice(0, MOST_AVOIDABLE);
  return (
    <div class="band-part">
      <h2>What would be cheaper</h2>
      <p class="cut">
        {other
          ? `${costInSentence(other.costUsd)} on ${visibleLine(other.model)}, ${changeOf(other.costUsd, row.total.costUsd)}`
          : "No cheaper model among those compared"}
      </p>
      {avoidable.map(({ reason, costUsd }) => (
        <div class="band-line" key={reason}>
          <span class="cut">without {reason}</span>
          <span class="number">{change(-(costUsd ?? 0), costInRow)}</span>
        </div>
      ))}
      {avoidable.length === 0 && <span class="dim">Arithmetic on recorded tokens. To know, replay it.</span>}
    </div>
  );
}

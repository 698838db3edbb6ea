// The table of the groups. Numbers are right-aligned; the exact value is in the tooltip.

import type { CostItemRow, CostRow, Usage } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, share, shortModel, tokens } from "../../format";
import { Icon, LinkButton, VisibleText } from "../../ui";
import { visibleLine } from "../../text";
import { type Group, groupName, itemCost, sortedByCost, titleOf } from "./model";
import { type CostStore, MOST_ROWS } from "./store";

/** Ids of the rows that keys walk over begin so. */
export const COST_ROWS_ID = "cost-row";

const GROUP_ICONS: Readonly<Record<Group, readonly [icon: string, hue: string]>> = {
  agent: ["hubot", "agent"],
  model: ["sparkle", "model"],
  tool: ["tools", "tool"],
  kind: ["circle-outline", "other"],
  step: ["circle-outline", "other"],
};

export function ByGroup({ store, row, by }: { store: CostStore; row: CostRow; by: Group }) {
  const items = sortedByCost(row.items);
  return (
    <table class="cost-table" role="grid" aria-label={`Cost by ${by}`}>
      <caption>
        By {by} <span class="dim">{REMARKS[by]}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{by === "agent" ? "Agent and model" : titleOf(by)}</th>
          <Head names={["Calls"]} />
          {by !== "tool" && <Head names={["Uncached", "Written", "Read", "Out"]} isExtra />}
          <Head names={["Cost"]} />
          <th scope="col" class="is-extra">
            Share, wasted
          </th>
        </tr>
      </thead>
      <tbody>
        {items.slice(0, MOST_ROWS).map((item, index) => (
          <GroupRow key={item.key} store={store} row={row} by={by} item={item} index={index} />
        ))}
        {by !== "tool" && <TotalRow row={row} />}
      </tbody>
      {items.length > MOST_ROWS && (
        <tfoot>
          <tr>
            <td class="dim" colSpan={COLUMNS}>
              The {exact(MOST_ROWS)} costliest of {exact(items.length)} are shown; all are in the sum.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

const COLUMNS = 8;

const REMARKS: Readonly<Record<Group, string>> = {
  agent: "leaf model calls, each counted once",
  model: "leaf model calls, each counted once",
  tool: "at the prices that you set",
  kind: "what was billed, and tools at your prices",
  step: "costliest first",
};

function GroupRow(props: { store: CostStore; row: CostRow; by: Group; item: CostItemRow; index: number }) {
  const { store, row, by, item, index } = props;
  const isSelected = index === store.selected.value;
  return (
    <tr
      id={`${COST_ROWS_ID}-${index}`}
      class={isSelected ? "option is-selected" : "option"}
      tabIndex={isSelected ? 0 : -1}
      aria-selected={isSelected}
      onClick={() => (store.selected.value = index)}
      onDblClick={() => store.openSelected()}
    >
      <th scope="row" class="cut" title={visibleLine(groupName(item, by))}>
        <GroupIcon by={by} /> <VisibleText text={groupName(item, by)} />
        {item.models && item.models.length > 0 && <Models models={item.models} />}
      </th>
      <td class="number">{exact(item.calls)}</td>
      {by !== "tool" && <UsageCells usage={item.usage} />}
      <td class="number strong" title={costExact(item.costUsd)}>
        {by === "tool" ? <ToolCost store={store} item={item} /> : itemCost(item)}
      </td>
      <td class="is-extra">
        <ShareBar item={item} by={by} whole={row.total.costUsd} />
      </td>
    </tr>
  );
}

function GroupIcon({ by }: { by: Group }) {
  const [icon, hue] = GROUP_ICONS[by];
  return <Icon name={icon} size="small" class={`hue-${hue} kind-icon`} />;
}

function Models({ models }: { models: readonly string[] }) {
  const [first = ""] = models;
  return (
    <span class="dim" title={visibleLine(models.join(", "))}>
      {" "}
      <VisibleText text={shortModel(first)} />
      {models.length > 1 && ` and ${models.length - 1} more`}
    </span>
  );
}

/** Tools have a price only where the user set one; here is where to set it. */
function ToolCost({ store, item }: { store: CostStore; item: CostItemRow }) {
  return (
    <LinkButton
      title="Set what one call of it costs"
      onClick={() => store.edit({ what: "tool-price", tool: item.key })}
    >
      {item.costUsd === null ? "no price set" : costInRow(item.costUsd)}
    </LinkButton>
  );
}

function ShareBar(props: { item: CostItemRow; by: Group; whole: number | null }) {
  const { item, by, whole } = props;
  return (
    <>
      <div class="stack" aria-hidden="true">
        <span
          class={by === "agent" ? "fill-agent" : "fill-model"}
          style={{ width: barWidth((item.costUsd ?? 0) - item.wastedUsd, whole) }}
        />
        <span class="fill-wasted" style={{ width: barWidth(item.wastedUsd, whole) }} />
      </div>
      <span class="only-read">
        {share(item.costUsd, whole)}, {costInRow(item.wastedUsd)} wasted
      </span>
    </>
  );
}

function TotalRow({ row }: { row: CostRow }) {
  const { total } = row;
  return (
    <tr class="total">
      <th scope="row">Session</th>
      <td class="number">{exact(total.calls)}</td>
      <UsageCells usage={total.usage} />
      <td class="number" title={costExact(total.costUsd)}>
        {itemCost(total)}
      </td>
      <td class="is-extra number">{total.costUsd === null ? "" : "100%"}</td>
    </tr>
  );
}

export function Head({ names, isExtra = false }: { names: readonly string[]; isExtra?: boolean }) {
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
        <td key={index} class="number is-extra" title={count === null ? "not reported" : exact(count)}>
          {count === null ? "–" : tokens(count)}
        </td>
      ))}
    </>
  );
}

function barWidth(part: number, whole: number | null): string {
  return whole === null || whole === 0 ? "0" : `${Math.max(0, part / whole) * 100}%`;
}

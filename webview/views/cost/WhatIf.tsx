// The same tokens at the prices of other models, and what tools cost: arithmetic, and the way to know.

import type { CostRow, ToolCostRow } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, plural } from "../../format";
import { Button, Icon, LinkButton, VisibleText } from "../../ui";
import { visibleLine } from "../../text";
import { changeOf } from "./model";
import type { CostStore } from "./store";
import { Head } from "./Tables";

/** Where `W` leads. */
export const WHAT_IF_ID = "cost-what-if";

export function WhatIf({ store, row }: { store: CostStore; row: CostRow }) {
  const { costUsd } = row.total;
  const most = Math.max(costUsd ?? 0, ...row.whatIf.map((other) => other.costUsd ?? 0), 1e-9);
  const models = new Set(row.items.flatMap((item) => item.models ?? [])).size;
  return (
    <>
      <table class="cost-table" id={WHAT_IF_ID} tabIndex={-1} aria-label="The same tokens on another model">
        <caption>The same tokens on another model</caption>
        <thead>
          <tr>
            <th scope="col">All model calls on</th>
            <th scope="col">
              <span class="only-read">Share of the dearest</span>
            </th>
            <Head names={["Cost", "Change"]} />
          </tr>
        </thead>
        <tbody>
          <WhatIfRow
            name={models > 1 ? `as recorded, ${models} models` : "as recorded"}
            isRecorded
            costUsd={costUsd}
            paidUsd={costUsd}
            most={most}
          />
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
      <div class="cost-actions">
        <Button icon="debug-rerun" onClick={() => store.replay()}>
          Replay and Compare
        </Button>
        <Button onClick={() => store.edit({ what: "models" })}>Choose Models</Button>
      </div>
      <Tools store={store} row={row} />
      <p class="note dim">{priceSentence(row)}</p>
    </>
  );
}

/** `20 of 20 model calls have a price. 13 tool calls without one are not in the sum.` */
function priceSentence({ calls, pricedCalls, tools }: CostRow): string {
  const unpriced = tools.reduce((sum, tool) => sum + (tool.priceUsd === null ? tool.calls : 0), 0);
  const models = `${exact(pricedCalls)} of ${plural(calls, "model call")} ${pricedCalls === 1 ? "has" : "have"} a price.`;
  if (unpriced === 0) return models;
  return `${models} ${plural(unpriced, "tool call")} without one ${unpriced === 1 ? "is" : "are"} not in the sum.`;
}

/** More tools than this are found in the table by tool. */
const MOST_TOOLS = 12;

function Tools({ store, row }: { store: CostStore; row: CostRow }) {
  if (row.tools.length === 0) return null;
  return (
    <table class="cost-table" aria-label="Tools at your prices">
      <caption>
        Tools <span class="dim">your prices</span>
      </caption>
      <tbody>
        {row.tools.slice(0, MOST_TOOLS).map((tool) => (
          <ToolRow key={tool.name} tool={tool} store={store} />
        ))}
        {row.tools.length > MOST_TOOLS && (
          <tr>
            <td class="dim" colSpan={4}>
              {row.tools.length - MOST_TOOLS} more in the table by tool
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function ToolRow({ tool, store }: { tool: ToolCostRow; store: CostStore }) {
  return (
    <tr>
      <th scope="row" class="cut">
        <Icon name="tools" size="small" class="hue-tool kind-icon" /> <VisibleText text={tool.name} />
      </th>
      <td class="number">{plural(tool.calls, "call")}</td>
      <td class="number">
        <LinkButton
          title={`Set what one call of ${visibleLine(tool.name)} costs`}
          onClick={() => store.edit({ what: "tool-price", tool: tool.name })}
        >
          {priceText(tool.priceUsd)}
        </LinkButton>
      </td>
      <td class="number" title={costExact(tool.costUsd)}>
        {costInRow(tool.costUsd)}
      </td>
    </tr>
  );
}

function priceText(priceUsd: number | null): string {
  if (priceUsd === null) return "no price set";
  return priceUsd === 0 ? "free (yours)" : `${costExact(priceUsd)} each`;
}

function WhatIfRow(props: {
  name: string;
  isRecorded?: boolean;
  costUsd: number | null;
  paidUsd: number | null;
  most: number;
}) {
  const difference = (props.costUsd ?? 0) - (props.paidUsd ?? 0);
  const tone = props.costUsd === null || difference === 0 ? "dim" : difference > 0 ? "tone-error" : "tone-ok";
  return (
    <tr>
      <th scope="row" class="cut">
        <VisibleText text={props.name} />
      </th>
      <td class="is-wide">
        <div class="stack" aria-hidden="true">
          <span
            class={props.isRecorded ? "fill-model" : "fill-other"}
            style={{ width: `${((props.costUsd ?? 0) / props.most) * 100}%` }}
          />
        </div>
      </td>
      <td class="number" title={costExact(props.costUsd)}>
        {costInRow(props.costUsd)}
      </td>
      <td class={`number ${tone}`}>{props.isRecorded ? "–" : changeOf(props.costUsd, props.paidUsd)}</td>
    </tr>
  );
}

import type { StepDetail, Usage } from "../../src/protocol/rows";
import { costExact, exact, inputTokens, outputTokens, share } from "../format";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { Value } from "./Blocks";

const BUCKETS: readonly (readonly [keyof Usage, string])[] = [
  ["inUncached", "Input, not cached"],
  ["inCacheRead", "Input, read from cache"],
  ["inCacheWrite", "Input, written to cache"],
  ["out", "Output"],
  ["reasoning", "Thinking"],
];

const COST_SOURCES = {
  reported: "reported by the client",
  computed: "computed from tokens and the price of the model",
  unknown: "no price for this model",
} as const;

/** Tokens by bucket, cost and where it comes from, and how the call was made. */
export function UsageSection(props: { panel: Panel; step: StepDetail }) {
  const { step } = props;
  const usage = step.usage ?? step.below?.usage;
  return (
    <>
      {usage ? (
        <UsageTable usage={usage} isSum={step.usage === undefined} />
      ) : (
        <p class="quiet">No tokens are known of this step.</p>
      )}
      <CostTable step={step} />
      <CallTable step={step} />
      {step.params && Object.keys(step.params).length > 0 && (
        <>
          <h3 class="section">Parameters</h3>
          <div class="padded">
            <Value panel={props.panel} value={step.params} />
          </div>
        </>
      )}
    </>
  );
}

function UsageTable(props: { usage: Usage; isSum: boolean }) {
  const { usage } = props;
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  const whole = (bucket: keyof Usage) => (bucket === "out" || bucket === "reasoning" ? output : input);
  return (
    <table class="table">
      <caption class="section">{props.isSum ? "Tokens of all calls below" : "Tokens"}</caption>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col" class="number">
            Tokens
          </th>
          <th scope="col" class="number">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {BUCKETS.map(([bucket, title]) => (
          <tr key={bucket}>
            <th scope="row">{title}</th>
            <td class="number">{usage[bucket] === null ? "not sent" : exact(usage[bucket])}</td>
            <td class="number">{usage[bucket] === null ? "" : share(usage[bucket], whole(bucket))}</td>
          </tr>
        ))}
        <tr class="sum">
          <th scope="row">Input and output</th>
          <td class="number">{`${exact(input)} + ${exact(output)}`}</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

function CostTable(props: { step: StepDetail }) {
  const { step } = props;
  const costUsd = step.costUsd ?? step.below?.costUsd;
  if (costUsd === undefined) return null;
  const unpriced = step.below?.unpricedCalls ?? 0;
  return (
    <Pairs
      title="Cost"
      pairs={[
        ["Cost", costExact(costUsd)],
        ["Source", step.costSource ? COST_SOURCES[step.costSource] : "sum of the calls below"],
        ["Left out", unpriced > 0 ? `${unpriced} calls without a price` : ""],
      ]}
    />
  );
}

function CallTable(props: { step: StepDetail }) {
  const { step } = props;
  return (
    <Pairs
      title="Call"
      pairs={[
        ["Provider", step.provider ?? ""],
        ["Model asked for", step.requestModel ?? ""],
        ["Model that answered", step.responseModel ?? ""],
        ["Response", step.responseId ?? ""],
        ["Finished because", step.finishReasons?.join(", ") ?? ""],
        [
          "Context window",
          step.context
            ? `${exact(step.context.used)} of ${step.context.limit === null ? "unknown limit" : exact(step.context.limit)}`
            : "",
        ],
      ]}
    />
  );
}

/** Names and values; pairs without a value are left out, and so is a table without pairs. */
export function Pairs(props: { title: string; pairs: readonly (readonly [string, string])[] }) {
  const pairs = props.pairs.filter(([, value]) => value !== "");
  if (pairs.length === 0) return null;
  return (
    <table class="table">
      <caption class="section">{props.title}</caption>
      <tbody>
        {pairs.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="wraps">{visibleLine(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

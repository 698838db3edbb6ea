import type { StepRow } from "../../src/protocol/rows";
import {
  costExact,
  costInRow,
  duration,
  exact,
  inputTokens,
  outputTokens,
  plural,
  share,
  tokens,
} from "../format";
import { Icon } from "../ui";
import { Fact } from "./Head";
import { figuresOf, groupName } from "../views/timeline/model";

/** What is told of an agent while the head of its group is selected: the sums of its own steps. */
export function GroupFacts(props: { row: StepRow }) {
  const { row } = props;
  const { steps, failed } = row.group ?? { steps: 0, failed: 0 };
  const { costUsd, unpricedCalls } = figuresOf(row);
  const usage = row.below?.usage;
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  const cached = usage?.inCacheRead ?? null;
  return (
    <header class="inspector-head hue-agent">
      <div class="line">
        <Icon name={row.agent === null ? "circle-outline" : "hubot"} class="kind-icon" label="Agent" />
        <h2 class="cut" title={groupName(row)}>
          {groupName(row)}
        </h2>
        <span class="dim cut grow">{plural(steps, "step")}</span>
      </div>
      <dl class="facts">
        {costUsd !== undefined && (
          <Fact
            name="Cost"
            value={`${unpricedCalls > 0 && costUsd !== null ? "≥ " : ""}${costInRow(costUsd)}`}
            title={costExact(costUsd)}
          />
        )}
        {input !== null && (
          <Fact
            name={cached === null ? "In" : "In · cached"}
            value={cached === null ? tokens(input) : `${tokens(input)} · ${share(cached, input)}`}
            title={`${exact(input)} tokens in, ${exact(cached)} read from the cache`}
          />
        )}
        {output !== null && <Fact name="Out" value={tokens(output)} title={`${exact(output)} tokens out`} />}
        <Fact
          name="Failed"
          value={`${failed} of ${steps}`}
          title={`${failed} of ${plural(steps, "step")} failed`}
        />
        <Fact
          name="First to last"
          value={row.status === "running" ? "running" : duration(row.durationUs)}
          title="From the start of its first step to the end of its last one"
        />
      </dl>
    </header>
  );
}

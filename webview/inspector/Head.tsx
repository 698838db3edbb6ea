import type { StepDetail } from "../../src/protocol/rows";
import {
  clock,
  costExact,
  costInRow,
  duration,
  exact,
  inputTokens,
  outputTokens,
  share,
  tokens,
} from "../format";
import { KINDS, STATUSES } from "../kinds";
import { visibleLine } from "../text";
import { figuresOf } from "../views/timeline/model";
import { Icon, IconButton } from "../ui";

/** Who acted, which step, and four facts: cost; in and cached; out and thinking; took. */
export function Head(props: { step: StepDetail; onStep: (back: boolean) => void }) {
  const { step } = props;
  const look = KINDS[step.kind];
  const title = visibleLine(step.responseModel ?? step.model ?? step.name);
  const place = [step.agent === null ? "" : visibleLine(step.agent), `step ${step.number}`]
    .filter(Boolean)
    .join(" · ");
  return (
    <header class={`inspector-head hue-${look.hue}`}>
      <div class="line">
        <Icon name={look.icon} class="kind-icon" label={look.word} />
        <h2 class="cut" title={title}>
          {title}
        </h2>
        <span class="dim cut grow" title={place}>
          {place}
        </span>
        {step.kind === "llm" && (
          <>
            <IconButton
              icon="arrow-up"
              label="Call before, of the same agent ([)"
              onClick={() => props.onStep(true)}
            />
            <IconButton
              icon="arrow-down"
              label="Call after, of the same agent (])"
              onClick={() => props.onStep(false)}
            />
          </>
        )}
      </div>
      <Facts step={step} />
    </header>
  );
}

function Facts(props: { step: StepDetail }) {
  const { step } = props;
  const figures = figuresOf({ ...step, problems: 0 });
  const usage = step.usage ?? step.below?.usage;
  const input = inputTokens(usage);
  const output = outputTokens(usage);
  const cached = usage?.inCacheRead ?? null;
  const thinking = usage?.reasoning ?? null;
  return (
    <dl class="facts">
      {figures.costUsd !== undefined && (
        <Fact name="Cost" value={costInRow(figures.costUsd)} title={costExact(figures.costUsd)} />
      )}
      {usage && (
        <>
          <Fact
            name={cached === null ? "In" : "In · cached"}
            value={cached === null ? tokens(input) : `${tokens(input)} · ${share(cached, input)}`}
            title={`${exact(input)} tokens in, ${exact(cached)} read from the cache`}
          />
          <Fact
            name={thinking === null ? "Out" : "Out · thinking"}
            value={thinking === null ? tokens(output) : `${tokens(output)} · ${tokens(thinking)}`}
            title={`${exact(output)} tokens out, ${exact(thinking)} of them thinking`}
          />
        </>
      )}
      {!usage && (
        <>
          <Fact name="Outcome" value={STATUSES[step.status].word} title={step.status} />
          <Fact name="Started" value={clock(step.startUs, new Date())} title={`${step.startNs} ns`} />
        </>
      )}
      <Fact
        name="Took"
        value={step.status === "running" ? "running" : duration(step.durationUs)}
        title={`${exact(step.durationUs)} µs`}
      />
    </dl>
  );
}

/** One figure of a head, with the exact value on hover. */
export function Fact(props: { name: string; value: string; title: string }) {
  return (
    <div title={props.title}>
      <dt>{props.name}</dt>
      <dd class="number">{props.value}</dd>
    </div>
  );
}

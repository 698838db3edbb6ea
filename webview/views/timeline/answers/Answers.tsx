// The band over the timeline: what went wrong, where the money went, what filled the context. Every claim links to its step.

import type { ComponentChildren } from "preact";
import type { ClaimRow, SummaryRow } from "../../../../src/protocol/rows";
import { costInRow, share, tokens } from "../../../format";
import { visibleLine } from "../../../text";
import { Icon, LimitGauge, LinkButton, VisibleText } from "../../../ui";
import { LABELS, barScale } from "../../context/model";

const MOST_CLAIMS = 4;
const MOST_AGENTS = 3;
const MOST_WASTE = 3;

interface AnswerProps {
  readonly summary: SummaryRow;
  /** Shows another view, or the steps that a filter finds. */
  readonly onView: (view: string) => void;
  readonly onFilter: (filter: string) => void;
  readonly numberOf: (stepId: string) => number | undefined;
  readonly onStep: (stepId: string) => void;
  readonly onContext: (stepId: string) => void;
}

export function Answers(props: AnswerProps) {
  const { summary } = props;
  if (hasNothingToSay(summary)) {
    return (
      <section class="band is-quiet" aria-label="Summary">
        Nothing stood out
      </section>
    );
  }
  return (
    <section class="band answers is-three" aria-label="Summary">
      <WentWrong {...props} />
      <Money {...props} />
      {summary.context && <Context {...props} context={summary.context} />}
    </section>
  );
}

/** A session without a fault, a price or a known context gets one quiet line, not three empty answers. */
function hasNothingToSay({ wentWrong, money, context }: SummaryRow): boolean {
  return wentWrong.length === 0 && context === undefined && money.agents.every(({ costUsd }) => !costUsd);
}

/** The worst claim is the headline and leads to its proof; the next ones stand below it. */
function WentWrong(props: AnswerProps) {
  const [first, ...others] = props.summary.wentWrong;
  const proof = first?.stepIds[0];
  return (
    <div class="band-part">
      <Icon name={first?.severity ?? "pass"} size="small" class="band-icon" />
      <h2>What went wrong</h2>
      {!first && <p class="quiet">Nothing stood out</p>}
      {first && (
        <p class="cut">
          {proof === undefined ? (
            <VisibleText text={first.text} />
          ) : (
            <LinkButton onClick={() => props.onStep(proof)}>
              <VisibleText text={first.text} />
            </LinkButton>
          )}
        </p>
      )}
      {first && proof !== undefined && others.length === 0 && <StepLink {...props} stepId={proof} />}
      {others.slice(0, MOST_CLAIMS - 1).map((claim, index) => (
        <Claim key={index} claim={claim} {...props} />
      ))}
      {others.length >= MOST_CLAIMS && <span class="dim">{others.length - MOST_CLAIMS + 1} more</span>}
    </div>
  );
}

function Claim(props: AnswerProps & { claim: ClaimRow }) {
  const { claim } = props;
  const [stepId] = claim.stepIds;
  return (
    <div class="band-line">
      <Icon
        name={claim.severity}
        size="small"
        class={claim.severity === "error" ? "tone-error" : "tone-warn"}
      />
      <span class="cut">
        <VisibleText text={claim.text} />
      </span>
      {stepId !== undefined && <StepLink {...props} stepId={stepId} />}
    </div>
  );
}

function StepLink(props: AnswerProps & { stepId: string }) {
  const number = props.numberOf(props.stepId);
  return (
    <LinkButton onClick={() => props.onStep(props.stepId)}>
      {number === undefined ? "show step" : `step ${number}`}
    </LinkButton>
  );
}

function Money(props: AnswerProps) {
  const { money } = props.summary;
  const whole = money.agents.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  return (
    <div class="band-part">
      <Icon name="credit-card" size="small" class="band-icon" />
      <h2>Where the money went</h2>
      <p class="cut">
        <LinkButton title={visibleLine(money.headline)} onClick={() => props.onView("cost")}>
          <VisibleText text={money.headline} />
        </LinkButton>
      </p>
      {whole > 0 && (
        <div class="stack" aria-hidden="true">
          {money.agents.flatMap((agent, index) => [
            <span
              key={`${agent.key} kept`}
              class="fill-agent"
              data-shade={index}
              style={{ width: percent((agent.costUsd ?? 0) - agent.wastedUsd, whole) }}
            />,
            <span
              key={`${agent.key} wasted`}
              class="fill-wasted"
              style={{ width: percent(agent.wastedUsd, whole) }}
            />,
          ])}
        </div>
      )}
      <div class="answer-columns">
        <div>
          {money.agents.slice(0, MOST_AGENTS).map((agent, index) => (
            <div class="band-line" key={agent.key}>
              <span class="swatch fill-agent" data-shade={index} aria-hidden="true" />
              <span class="cut">
                <VisibleText text={agent.key === "" ? "no agent named" : agent.key} />
              </span>
              <NumberLink onClick={() => props.onFilter(agentFilter(agent.key))}>
                {costInRow(agent.costUsd)}
                {whole > 0 && agent.costUsd !== null && ` · ${share(agent.costUsd, whole)}`}
              </NumberLink>
            </div>
          ))}
        </div>
        <div>
          {money.waste.slice(0, MOST_WASTE).map((waste) => (
            <div class="band-line" key={waste.reason}>
              <span class="swatch fill-wasted" aria-hidden="true" />
              <span class="cut" title={waste.reason}>
                {waste.reason}
              </span>
              <NumberLink onClick={() => waste.stepIds[0] && props.onStep(waste.stepIds[0])}>
                {costInRow(waste.costUsd)}
              </NumberLink>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Context(props: AnswerProps & { context: NonNullable<SummaryRow["context"]> }) {
  const { context } = props;
  const scale = barScale(context.limit, [context.used]);
  const segments = [...context.segments].sort((left, right) => right.tokens - left.tokens);
  return (
    <div class="band-part">
      <Icon name="layers" size="small" class="band-icon" />
      <h2>What filled the context</h2>
      <p class="cut">
        <LinkButton onClick={() => props.onStep(context.stepId)}>
          <VisibleText text={context.headline} />
        </LinkButton>
      </p>
      <div class="stack" aria-hidden="true">
        {context.segments.map((segment) => (
          <span
            key={segment.kind}
            class={`segment-${segment.kind}`}
            style={{ width: percent(segment.tokens, scale.tokens) }}
          />
        ))}
      </div>
      {context.limit !== null && !scale.isToLimit && <LimitGauge used={context.used} limit={context.limit} />}
      <div class="answer-columns is-wrapping">
        {segments.slice(0, 5).map((segment) => (
          <div class="band-line" key={segment.kind}>
            <span class={`swatch segment-${segment.kind}`} aria-hidden="true" />
            <span class="cut">{LABELS[segment.kind]}</span>
            <NumberLink onClick={() => props.onContext(context.stepId)}>~{tokens(segment.tokens)}</NumberLink>
          </div>
        ))}
        {context.limit !== null && (
          <div class="band-line">
            <span class="swatch" aria-hidden="true" />
            <span class="cut">free to {tokens(context.limit)}</span>
            <span class="number">{tokens(Math.max(0, context.limit - context.used))}</span>
          </div>
        )}
      </div>
    </div>
  );
}

/** A number that leads to its proof. The headline has the key; these are for the mouse. */
function NumberLink(props: { onClick: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="number number-link" tabIndex={-1} onClick={() => props.onClick()}>
      {props.children}
    </button>
  );
}

function agentFilter(agent: string): string {
  return `agent:${/\s/.test(agent) ? `"${agent}"` : agent}`;
}

function percent(part: number, whole: number): string {
  return `${Math.max(0, Math.min(100, (part / whole) * 100))}%`;
}

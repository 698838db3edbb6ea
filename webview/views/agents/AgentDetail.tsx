// One agent: the figures, what it runs on, its tools and who else has them, and what changed between its versions.

import type { ComponentChildren } from "preact";
import type { AgentRow } from "../../../src/protocol/rows";
import { clock, costExact, costWithGaps, duration, exact, plural, share, shortId } from "../../format";
import { visibleLine } from "../../text";
import { Button, Icon, LinkButton, VisibleText } from "../../ui";
import { failureText, othersWith } from "./model";
import type { AgentsStore } from "./store";

export function AgentDetail(props: { store: AgentsStore; agent: AgentRow; all: readonly AgentRow[] }) {
  const { store, agent, all } = props;
  const name = visibleLine(agent.name);
  return (
    <>
      <header class="agent-head">
        <h2 class="wraps">
          <Icon name="hubot" class="hue-agent kind-icon" /> {name}
        </h2>
        <Button icon="filter" onClick={() => store.filterSessions(agent.name)}>
          Sessions of It
        </Button>
      </header>
      <dl class="agent-facts">
        <Fact name="Sessions">{exact(agent.sessions)}</Fact>
        <Fact name="Cost" title={costExact(agent.costUsd)}>
          {costWithGaps(agent.costUsd, agent.unpricedCalls)}
        </Fact>
        <Fact name="Failures">{failureText(agent)}</Fact>
        <Fact name="A run took">{`p50 ${duration(agent.p50Us)}, p95 ${duration(agent.p95Us)}`}</Fact>
        <Fact name="Calls">{`${exact(agent.modelCalls)} to models, ${exact(agent.toolCalls)} to tools`}</Fact>
        <Fact name="Last seen">{clock(agent.lastSeenUs, new Date())}</Fact>
      </dl>
      <Versions agent={agent} />
      <Names title="Models" names={agent.models} icon="sparkle" hue="model" none="No model is named." />
      <Tools store={store} agent={agent} all={all} />
      <Names
        title="Seen through"
        names={agent.frameworks}
        icon="plug"
        hue="other"
        none="No framework is named."
      />
    </>
  );
}

function Fact(props: { name: string; title?: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd class="number" title={props.title}>
        {props.children}
      </dd>
    </div>
  );
}

/** The newest version first, with what it changed of the one before. */
function Versions({ agent }: { agent: AgentRow }) {
  const newestFirst = [...agent.versions].sort((left, right) => right.firstSeenUs - left.firstSeenUs);
  return (
    <section aria-label="Versions">
      <h3 class="section">
        Versions <span class="dim">told apart by prompt and tools</span>
      </h3>
      {newestFirst.length === 0 && (
        <p class="padded dim">
          No version is known: this client records neither prompt nor tool definitions.
        </p>
      )}
      <ul class="agent-list">
        {newestFirst.map((version, at) => (
          <li key={version.hash}>
            <code>{shortId(visibleLine(version.hash))}</code>{" "}
            <span class="dim number">since {clock(version.firstSeenUs, new Date())}</span>
            {at === newestFirst.length - 1 ? (
              <p class="dim">First seen</p>
            ) : (
              version.changed.map((change) => (
                <p key={change} class="wraps">
                  <Icon name="diff-modified" size="small" />{" "}
                  <VisibleText text={change === "prompt" ? "system prompt changed" : visibleLine(change)} />
                </p>
              ))
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tools({ store, agent, all }: { store: AgentsStore; agent: AgentRow; all: readonly AgentRow[] }) {
  return (
    <section aria-label="Tools">
      <h3 class="section">
        Tools <span class="dim">{agent.tools.length === 0 ? "" : plural(agent.tools.length, "tool")}</span>
      </h3>
      {agent.tools.length === 0 && <p class="padded dim">It was not seen with a tool.</p>}
      <ul class="agent-list">
        {agent.toolCounts.map(({ name: tool, calls, errors, p95Us }) => (
          <li key={tool}>
            <Icon name="tools" size="small" class="hue-tool kind-icon" />{" "}
            <span class="wraps">
              <VisibleText text={visibleLine(tool)} />
            </span>{" "}
            <span class="number dim">· {plural(calls, "call")}</span>
            {errors > 0 && (
              <span class="number tone-error">{` · ${errors} failed (${share(errors, calls)})`}</span>
            )}
            {p95Us !== null && (
              <span
                class="number dim"
                title="95% of its calls took at most this long, to two digits"
              >{` · p95 ${duration(p95Us)}`}</span>
            )}
            <span class="dim"> ·</span>
            <AlsoOf names={othersWith(tool, agent, all)} onSelect={(name) => store.select(name)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const MOST_OTHERS = 5;

function AlsoOf(props: { names: readonly string[]; onSelect: (name: string) => void }) {
  const { names } = props;
  if (names.length === 0) return <span class="dim"> only this agent</span>;
  return (
    <span class="dim">
      {" also "}
      {names.slice(0, MOST_OTHERS).map((name, at) => (
        <span key={name}>
          {at > 0 && ", "}
          <LinkButton onClick={() => props.onSelect(name)}>{visibleLine(name)}</LinkButton>
        </span>
      ))}
      {names.length > MOST_OTHERS && ` and ${names.length - MOST_OTHERS} more`}
    </span>
  );
}

function Names(props: { title: string; names: readonly string[]; icon: string; hue: string; none: string }) {
  return (
    <section aria-label={props.title}>
      <h3 class="section">{props.title}</h3>
      {props.names.length === 0 && <p class="padded dim">{props.none}</p>}
      <ul class="agent-list">
        {props.names.map((name) => (
          <li key={name} class="wraps">
            <Icon name={props.icon} size="small" class={`hue-${props.hue} kind-icon`} />{" "}
            <VisibleText text={visibleLine(name)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

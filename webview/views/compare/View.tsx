// Two sessions side by side: what both are, where they part, what the other steps did, and the changed words.

import { useEffect, useMemo } from "preact/hooks";
import type { HostCommand } from "../../../src/protocol/messages";
import { clock } from "../../format";
import type { Panel } from "../../state/panel";
import { visibleLine } from "../../text";
import { Button, Icon, LinkButton, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { AnswerPane } from "./AnswerPane";
import { CompareList } from "./CompareList";
import { ContextPane } from "./ContextPane";
import { type Side, alignedSentence, editsOf, headline, nameOf, originOf, totalsOf } from "./sentences";
import { type Comparison, CompareStore } from "./store";
import { useCompareKeys } from "./useCompareKeys";

export function CompareView({ panel, frame }: ViewProps) {
  const store = useMemo(() => new CompareStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useCompareKeys(store, frame);
  const loaded = store.comparison.value;
  const session = panel.session.value;
  if (store.pair.value === undefined && session.kind === "ready") return <Empty panel={panel} />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage
        icon="warning"
        title="The two sessions could not be compared"
        alert
        actions={<Button onClick={() => void panel.set({ compareWith: null })}>Close Comparison</Button>}
      >
        {visibleLine(loaded.fault.message)} {loaded.fault.next}
      </StateMessage>
    );
  }
  if (loaded.kind === "waiting") return <div class="compare-view" aria-busy="true" />;
  if (loaded.value.row.rows.length === 0) {
    return (
      <StateMessage icon="git-compare" title="Nothing to align">
        Neither session has a step that could be compared.
      </StateMessage>
    );
  }
  return <Filled store={store} comparison={loaded.value} />;
}

function Empty({ panel }: { panel: Panel }) {
  const run = (command: HostCommand) => {
    void panel.channel
      .ask("host/run-command", { command, sessionId: panel.sessionId })
      .catch(() => undefined);
  };
  return (
    <StateMessage
      icon="git-compare"
      title="Nothing to compare with yet"
      actions={
        <>
          <Button icon="debug-rerun" onClick={() => run("replay-and-compare")}>
            Replay and Compare
          </Button>
          <Button icon="git-compare" onClick={() => run("compare-with")}>
            Compare with Another Session
          </Button>
          <Button icon="beaker" onClick={() => void panel.set({ view: "replays" })}>
            Show Replays
          </Button>
        </>
      }
    >
      Edit a prompt and replay this session against it with the recorded tool results, or choose another
      session.
    </StateMessage>
  );
}

function Filled({ store, comparison }: { store: CompareStore; comparison: Comparison }) {
  return (
    <div class="compare-view">
      <Head comparison={comparison} />
      <Band store={store} comparison={comparison} />
      <CompareList store={store} comparison={comparison} />
      <div class="compare-panes">
        <section aria-label="Changed words">
          <AnswerPane store={store} />
        </section>
        <section aria-label="Context where both first differ">
          <ContextPane store={store} />
        </section>
      </div>
    </div>
  );
}

function Head({ comparison }: { comparison: Comparison }) {
  const { left, right, row } = comparison;
  return (
    <div class="compare-head">
      <SideHead side={left} />
      <SideHead side={right} />
      <dl class="compare-totals">
        {totalsOf(left, right, row.totals).map((total) => (
          <div key={total.name} title={total.title}>
            <dt class="dim">{total.name}</dt>
            <dd class="number">
              <span class="dim">{total.before} →</span> <b>{total.after}</b>
            </dd>
            <dd class={`number ${total.tone === "" ? "" : `tone-${total.tone}`}`}>{total.delta}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function SideHead({ side }: { side: Side }) {
  const { session, replay } = side;
  const isFailed = session.status === "error";
  const title = visibleLine(session.title);
  return (
    <div class="compare-side">
      <span class="dim cut">{originOf(side)}</span>
      <span class="line">
        <Icon
          name={isFailed ? "error" : session.status === "running" ? "sync" : "pass"}
          class={isFailed ? "tone-error" : session.status === "running" ? "" : "tone-ok"}
          size="small"
          label={isFailed ? "Failed" : session.status === "running" ? "Running" : "Finished"}
        />
        <b class="cut" title={title}>
          {nameOf(side, new Date())}
        </b>
      </span>
      <span class="dim cut" title={title}>
        {replay ? editsOf(replay) : `${title} · ${clock(session.startUs, new Date())}`}
      </span>
    </div>
  );
}

function Band({ store, comparison }: { store: CompareStore; comparison: Comparison }) {
  const { rows, firstDivergence, totals } = comparison.row;
  const claim = headline(rows, firstDivergence, totals);
  const { index } = claim;
  return (
    <div class="compare-band">
      <h2 class="cut" data-claim="first">
        {index === undefined ? (
          claim.first
        ) : (
          <LinkButton onClick={() => store.select(index)}>{claim.first}</LinkButton>
        )}{" "}
        <span>{claim.totals}</span>
      </h2>
      <span class="dim cut compare-aligned" title={alignedSentence(rows)}>
        {alignedSentence(rows)}
      </span>
    </div>
  );
}

// What filled the context window of an agent, call by call, and what changed between two calls.

import { useEffect, useMemo } from "preact/hooks";
import { LinkButton, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { headline } from "./band";
import { Chart } from "./Chart";
import { ChangesPane } from "./ChangesPane";
import { LABELS, STACK, tokensOf } from "./model";
import { textOfContext } from "./segment-text";
import { ContextStore } from "./store";
import { useContextKeys } from "./useContextKeys";
import { WindowPane } from "./WindowPane";

export function ContextView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new ContextStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useContextKeys(store, props.frame, () => void openDiff(store));
  const calls = store.calls.value;
  if (calls.kind === "waiting") return <div class="context-view is-loading" aria-busy="true" />;
  if (calls.kind === "failed") {
    return (
      <StateMessage icon="bug" title="This view failed" alert>
        {calls.fault.message} The data is safe and the other views work.
      </StateMessage>
    );
  }
  if (calls.value.length === 0) {
    return (
      <StateMessage icon="symbol-ruler" title="No model call in this session">
        The context view shows what filled the window of each model call. This session has none.
      </StateMessage>
    );
  }
  return <Filled store={store} />;
}

function Filled({ store }: { store: ContextStore }) {
  const ofAgent = store.ofAgent.value;
  const call = store.selected.value;
  const claim = headline(ofAgent);
  return (
    <div class="context-view">
      <div class="band">
        <p class="band-claim cut">
          {claim.stepId === undefined ? (
            claim.text
          ) : (
            <LinkButton onClick={() => store.selectCall(claim.stepId ?? "")}>{claim.text}</LinkButton>
          )}
        </p>
        <AgentChoice store={store} />
        <Legend store={store} />
      </div>
      <Chart calls={ofAgent} selectedId={call?.stepId} onSelect={(stepId) => store.selectCall(stepId)} />
      <Panes store={store} />
    </div>
  );
}

function AgentChoice({ store }: { store: ContextStore }) {
  const agents = store.agents.value;
  if (agents.length < 2) return null;
  return (
    <label class="agent-choice">
      <span class="dim">Agent</span>
      <select value={store.agent.value} onChange={(event) => store.chooseAgent(event.currentTarget.value)}>
        {agents.map((agent) => (
          <option key={agent} value={agent}>
            {agent === "" ? "no agent named" : agent}
          </option>
        ))}
      </select>
    </label>
  );
}

function Legend({ store }: { store: ContextStore }) {
  const present = STACK.filter((kind) => store.ofAgent.value.some((call) => tokensOf(kind, call) > 0));
  return (
    <div class="legend" aria-hidden="true">
      {present.map((kind) => (
        <span key={kind}>
          <span class={`swatch segment-${kind}`} />
          {LABELS[kind]}
        </span>
      ))}
    </div>
  );
}

function Panes({ store }: { store: ContextStore }) {
  const call = store.selected.value;
  const loaded = store.window.value;
  if (!call || loaded.kind === "waiting") return <div class="context-panes" aria-busy="true" />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage icon="warning" title="The window of this call could not be read" alert>
        {loaded.fault.message}
      </StateMessage>
    );
  }
  const calls = store.ofAgent.value;
  const at = calls.indexOf(call);
  const previous = calls[at - 1];
  return (
    <div class="context-panes">
      <section aria-label="Window of the selected call">
        <WindowPane
          value={loaded.value}
          call={call}
          previous={previous}
          place={`call ${at + 1} of ${calls.length}`}
          selected={store.segment.value}
          onSelect={(index) => (store.segment.value = index)}
          onOpenText={(title, text) => void openText(store, title, text)}
        />
      </section>
      <section aria-label="Changes since the call before">
        <ChangesPane
          value={loaded.value}
          call={call}
          previous={previous}
          onDiff={() => void openDiff(store)}
          onStep={(stepId) => store.panel.set({ selectedId: stepId, view: "timeline" })}
        />
      </section>
    </div>
  );
}

function openText(store: ContextStore, title: string, text: string): Promise<unknown> {
  return store.panel.channel.ask("host/open-document", { title, text, language: "markdown" });
}

/** VS Code's own diff of the two full contexts. */
async function openDiff(store: ContextStore): Promise<void> {
  const loaded = store.window.value;
  if (loaded.kind !== "ready") return;
  const { window, detail } = loaded.value;
  const { channel } = store.panel;
  if (window.previousStepId === undefined) {
    store.panel.said.value = "The first call has nothing before it to compare with.";
    return;
  }
  const before = await channel.ask("step/get", { stepId: window.previousStepId });
  await channel.ask("host/open-diff", {
    title: `Context of step ${before.number} ↔ step ${detail.number}`,
    before: textOfContext(before),
    after: textOfContext(detail),
  });
}

// What filled the context window of an agent, call by call, and what changed between two calls.

import { useEffect, useMemo } from "preact/hooks";
import { ViewFault } from "../../frame/ViewFault";
import { LinkButton, LoadingRows, Split, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { headline } from "./band";
import { Chart } from "./Chart";
import { ChangesPane } from "./ChangesPane";
import { LABELS, STACK, tokensOf } from "./model";
import { ContextStore } from "./store";
import { openDiff, openText } from "./documents";
import { useContextKeys } from "./useContextKeys";
import { WindowPane } from "./WindowPane";

export function ContextView(props: ViewProps) {
  const { panel } = props;
  const store = useMemo(() => new ContextStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  useContextKeys(store, props.frame);
  const calls = store.calls.value;
  if (calls.kind === "waiting") return <LoadingRows label="Loading contexts" />;
  if (calls.kind === "failed") {
    return <ViewFault panel={panel} fault={calls.fault} />;
  }
  if (calls.value.length === 0) {
    return (
      <StateMessage icon="symbol-ruler" title="No model call in this session.">
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
    <div class="view-column">
      <AgentChoice store={store} />
      <div class="band is-line">
        <p class="context-claim cut">
          {claim.stepId === undefined ? (
            claim.text
          ) : (
            <LinkButton onClick={() => store.selectCall(claim.stepId ?? "")}>{claim.text}</LinkButton>
          )}
        </p>
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
    <label class="choice view-tools">
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

/** Width of the pane of changes, in units. */
const SECOND_PANE = 620;

function Panes({ store }: { store: ContextStore }) {
  const { panel } = store;
  const call = store.selected.value;
  const loaded = store.window.value;
  if (!call || loaded.kind === "waiting") return <LoadingRows label="Loading the window" />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage icon="warning" title="The window of this call could not be read." alert>
        {loaded.fault.message}
      </StateMessage>
    );
  }
  const calls = store.ofAgent.value;
  const at = calls.indexOf(call);
  const previous = calls[at - 1];
  return (
    <Split
      names={["Window of the selected call", "Changes since the call before"]}
      size={panel.ui.value.panes["context"] ?? SECOND_PANE}
      reset={SECOND_PANE}
      onResize={(size) => void panel.set({ panes: { ...panel.ui.peek().panes, context: size } })}
      first={
        <WindowPane
          value={loaded.value}
          call={call}
          previous={previous}
          place={`call ${at + 1} of ${calls.length}`}
          selected={store.segment.value}
          onSelect={(index) => (store.segment.value = index)}
          onOpenText={(title, text) => void openText(store, title, text)}
        />
      }
      second={
        <ChangesPane
          value={loaded.value}
          call={call}
          previous={previous}
          onDiff={() => void openDiff(store)}
          onStep={(stepId) => void panel.goToStep(stepId)}
        />
      }
    />
  );
}

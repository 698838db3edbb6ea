// What filled the context window of an agent, call by call, and what changed between two calls.

import { useEffect, useMemo } from "preact/hooks";
import { ViewFault } from "../../frame/ViewFault";
import { useFirstPaint } from "../../state/first-paint";
import { visibleLine } from "../../text";
import { IconButton, LinkButton, LoadingRows, Split, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { footOf, headline } from "./band";
import { Chart } from "./Chart";
import { ChangesPane } from "./ChangesPane";
import { LABELS, STACK, summaryFor, tokensOf } from "./model";
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
  useFirstPaint(panel, {
    isThere: calls.kind !== "waiting",
    hasContent: calls.kind === "ready" && calls.value.length > 0,
  });
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
  const { panel } = store;
  const counted = footOf(ofAgent, store.agent.value);
  useEffect(() => {
    panel.foot.value = counted;
    return () => (panel.foot.value = undefined);
  }, [panel, counted]);
  const call = store.selected.value;
  const claim = headline(ofAgent);
  return (
    <div class="view-column">
      <Tools store={store} />
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

/** Which agent's calls are shown, and the call before and after. */
function Tools({ store }: { store: ContextStore }) {
  const agents = store.agents.value;
  return (
    <div class={agents.length > 1 ? "view-tools line" : "view-tools line is-keys-only"}>
      {agents.length > 1 && (
        <label class="choice">
          <span class="dim">Agent</span>
          <select
            value={store.agent.value}
            onChange={(event) => store.chooseAgent(event.currentTarget.value)}
          >
            {agents.map((agent) => (
              <option key={agent} value={agent}>
                {agent === "" ? "no agent named" : visibleLine(agent)}
              </option>
            ))}
          </select>
        </label>
      )}
      <IconButton icon="arrow-left" label="Call before (←)" onClick={() => store.moveCall(-1)} />
      <IconButton icon="arrow-right" label="Call after (→)" onClick={() => store.moveCall(1)} />
    </div>
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
  // Not the call before in time: an agent may work on several conversations by turns.
  const { previousStepId } = loaded.value.window;
  const previous = calls.find(({ stepId }) => stepId === previousStepId);
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
          fullest={Math.max(...calls.map(({ used }) => used))}
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
          isFirst={at === 0}
          writesFor={summaryFor(call, calls)}
          onDiff={() => void openDiff(store)}
          onStep={(stepId) => void panel.goToStep(stepId)}
        />
      }
    />
  );
}

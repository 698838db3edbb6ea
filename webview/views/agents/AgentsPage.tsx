// The page of the Agents panel: a band, the table at the left, the selected agent at the right.

import { useCallback, useRef, useState } from "preact/hooks";
import type { AgentRow } from "../../../src/protocol/rows";
import { KeySheet } from "../../frame/KeySheet";
import { exact, plural } from "../../format";
import { visibleLine } from "../../text";
import { Button, LinkButton, Sash, StateMessage } from "../../ui";
import { AgentDetail } from "./AgentDetail";
import { AgentsTable } from "./AgentsTable";
import { MOST_ROWS, headlines } from "./model";
import { DETAIL_WIDTH } from "./saved";
import type { AgentsStore } from "./store";
import { AGENTS_KEYS, AGENTS_KEY_SHEET, useAgentsKeys } from "./useAgentsKeys";

export function AgentsPage({ store }: { store: AgentsStore }) {
  const [isSheetOpen, setSheetOpen] = useState(false);
  const showKeys = useCallback(() => setSheetOpen(true), []);
  useAgentsKeys(store, showKeys);
  return (
    <>
      <header class="title">
        <h1>Agents</h1>
        <span class="dim cut grow agents-about">every agent that the sessions in memory name</span>
      </header>
      <main class="agents-page" aria-label="Agents">
        <Body store={store} />
      </main>
      <Foot store={store} onKeys={showKeys} />
      <p class="only-read" role="status" aria-live="polite">
        {store.said.value}
      </p>
      {isSheetOpen && (
        <KeySheet
          view={{ title: "Agents", keySheet: AGENTS_KEY_SHEET }}
          onClose={() => setSheetOpen(false)}
        />
      )}
    </>
  );
}

function Body({ store }: { store: AgentsStore }) {
  const loaded = store.agents.value;
  if (loaded.kind === "waiting") return <GhostRows />;
  if (loaded.kind === "failed") {
    return (
      <StateMessage
        icon="error"
        title="The agents could not be read."
        alert
        actions={
          <>
            <Button primary onClick={() => void store.load()}>
              Try Again
            </Button>
            <Button onClick={() => store.showLog()}>Show Log</Button>
          </>
        }
      >
        {loaded.fault.message}
      </StateMessage>
    );
  }
  if (loaded.value.length === 0) {
    return (
      <StateMessage
        icon="hubot"
        title="No agent yet"
        actions={
          <Button primary onClick={() => store.runAgent()}>
            Run an Agent with Tracing
          </Button>
        }
      >
        Agents appear with the first session that names one.
      </StateMessage>
    );
  }
  return <Filled store={store} agents={loaded.value} />;
}

function Filled({ store, agents }: { store: AgentsStore; agents: readonly AgentRow[] }) {
  const detail = useRef<HTMLElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const selected = store.selected.value;
  const { detailWidth } = store.ui.value;
  const onDetailKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") table.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  };
  return (
    <>
      <Band store={store} agents={agents} />
      <div class="agents-panes">
        <div ref={table} class="agents-list">
          <AgentsTable store={store} onEnter={() => detail.current?.focus()} />
          {agents.length > MOST_ROWS && (
            <p class="padded dim">
              Showing {exact(MOST_ROWS)} of {exact(agents.length)} agents. Another order shows others.
            </p>
          )}
        </div>
        <Sash
          label="Width of the details"
          orientation="vertical"
          size={detailWidth}
          min={260}
          max={720}
          reset={DETAIL_WIDTH}
          paneAfter
          onResize={(width) => store.resize(width)}
        />
        <section
          ref={detail}
          class="agents-detail"
          style={{ "--detail-width": String(detailWidth) }}
          tabIndex={0}
          aria-label="The selected agent"
          onKeyDown={onDetailKey}
        >
          {selected && <AgentDetail store={store} agent={selected} all={agents} />}
        </section>
      </div>
    </>
  );
}

function Band({ store, agents }: { store: AgentsStore; agents: readonly AgentRow[] }) {
  const claims = headlines(agents);
  return (
    <div class="agents-band" role="group" aria-label="What stood out">
      {claims.length === 0 && <span class="dim">Nothing stood out.</span>}
      {claims.map(({ agent, text }) => (
        <span key={text}>
          <LinkButton onClick={() => store.select(agent)}>{visibleLine(agent)}</LinkButton>{" "}
          <span class="number">{text}</span>
        </span>
      ))}
    </div>
  );
}

function GhostRows() {
  return (
    <div class="agents-ghosts" role="status" aria-label="Loading agents">
      {[0, 1, 2, 0, 2, 1].map((width, at) => (
        <span key={at} class={`ghost ghost-${width}`} />
      ))}
    </div>
  );
}

function Foot({ store, onKeys }: { store: AgentsStore; onKeys: () => void }) {
  const loaded = store.agents.value;
  return (
    <footer class="foot">
      <span class="cut number">{loaded.kind === "ready" ? plural(loaded.value.length, "agent") : ""}</span>
      <span class="foot-keys">
        {AGENTS_KEYS.map(([key, does]) => (
          <span key={key}>
            <kbd>{key}</kbd>
            {key === "?" ? (
              <button type="button" class="link is-quiet" onClick={onKeys}>
                {does}
              </button>
            ) : (
              ` ${does}`
            )}
          </span>
        ))}
      </span>
    </footer>
  );
}

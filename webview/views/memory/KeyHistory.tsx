// What the selected key went through, in this session and in others of the same agents.

import type { MemoryHistoryRow, MemoryOperationRow } from "../../../src/protocol/rows";
import { clock, plural } from "../../format";
import { visibleLine } from "../../text";
import { Icon, LinkButton, VisibleText } from "../../ui";
import { OPS } from "./model";
import type { MemoryStore } from "./store";

type Event = MemoryHistoryRow["events"][number];

/** Rows under the ledger; the list scrolls. */
const MOST_ROWS = 30;

export function KeyHistory({ store, selected }: { store: MemoryStore; selected: MemoryOperationRow }) {
  const loaded = store.history.value;
  if (loaded.kind !== "ready" || loaded.value.events.length === 0) return null;
  const { events, total, reads, changes, sessions } = loaded.value;
  const now = new Date();
  const several = sessions > 1;
  return (
    <section class="key-history" aria-label={`History of ${visibleLine(selected.key ?? "")}`} tabIndex={0}>
      <div class="section-head">
        <h3>
          <VisibleText text={selected.key ?? ""} />
          {several ? ", all sessions" : ""}
        </h3>
        <span class="dim">
          {selected.layer}, {plural(reads, "read")} and {plural(changes, "change")}
          {several ? ` in ${plural(sessions, "session")}` : " in this session"}
        </span>
      </div>
      {events.slice(0, MOST_ROWS).map((event, index) => (
        <EventRow key={index} store={store} event={event} now={now} />
      ))}
      {total > MOST_ROWS && (
        <p class="padded dim">
          The newest {MOST_ROWS} of {total} are shown.
        </p>
      )}
    </section>
  );
}

function EventRow({ store, event, now }: { store: MemoryStore; event: Event; now: Date }) {
  const look = OPS[event.op];
  const isHere = event.sessionId === store.panel.sessionId;
  return (
    <div class="history-row">
      <span class="dim number">{clock(event.atUs, now)}</span>
      <span class={`ledger-op tone-${look.tone}`}>
        <Icon name={event.failed ? "error" : look.icon} size="small" /> {look.word}
      </span>
      <code class="cut">
        <VisibleText text={event.preview} />
      </code>
      <LinkButton
        title={isHere ? "Go to the step" : `In “${visibleLine(event.title)}”`}
        onClick={() => store.goToStepOf(event.sessionId, event.stepId)}
      >
        step {event.number}
        {isHere ? "" : " of another session"}
      </LinkButton>
      <Source store={store} event={event} />
    </div>
  );
}

/** Where a value that was written can have come from. We say what we looked for, not who made it up. */
function Source({ store, event }: { store: MemoryStore; event: Event }) {
  const { source } = event;
  if (source === undefined) return <span />;
  if (source === null)
    return (
      <span class="cut tone-warn" title="No tool result, read or user message before it contains this value">
        <Icon name="warning" size="small" /> no source found
      </span>
    );
  return (
    <span class="cut dim">
      from{" "}
      <LinkButton onClick={() => store.goToStepOf(event.sessionId, source.stepId)}>
        {visibleLine(source.name)}, step {source.number}
      </LinkButton>
    </span>
  );
}

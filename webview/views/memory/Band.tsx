import { plural } from "../../format";
import { LinkButton, VisibleText } from "../../ui";
import { changeSentence, neverRead } from "./model";
import type { Memory, MemoryStore } from "./store";

const MOST_LINES = 2;

/** Three answers: what differs, what drifts over sessions, what was written for nobody. */
export function MemoryBand({ store, memory }: { store: MemoryStore; memory: Memory }) {
  return (
    <div class="band is-three">
      <Changed store={store} />
      <Drift store={store} memory={memory} />
      <Unread store={store} memory={memory} />
    </div>
  );
}

function Changed({ store }: { store: MemoryStore }) {
  const diff = store.diff.value;
  return (
    <div class="band-part">
      <h2>
        What changed from {store.a.value?.label ?? "start"} to {store.b.value?.label ?? "end"}
      </h2>
      <p class="cut">{diff.kind === "ready" ? changeSentence(diff.value) : "–"}</p>
      {diff.kind === "ready" &&
        [...diff.value.changed, ...diff.value.added].slice(0, MOST_LINES).map((entry) => (
          <div class="band-line" key={`${entry.store}${entry.key}`}>
            <code class="cut">
              <VisibleText text={entry.key} />
            </code>
            <StepLink store={store} stepId={entry.stepId} number={entry.number} />
          </div>
        ))}
    </div>
  );
}

function Drift({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const [first] = memory.drift;
  if (!first) {
    return (
      <div class="band-part">
        <h2>Drift across sessions</h2>
        <p class="quiet">No key changes again and again</p>
      </div>
    );
  }
  const sessions = new Set(first.values.map(({ sessionId }) => sessionId)).size;
  return (
    <div class="band-part">
      <h2>Drift across sessions</h2>
      <p class="cut">
        <VisibleText text={first.key} />: {plural(first.values.length, "value")} in{" "}
        {plural(sessions, "session")}
        {first.reason === "contradicted" ? ", contradicted" : ""}
      </p>
      <div class="band-line">
        <code class="cut">
          <VisibleText text={first.values.map(({ preview }) => preview).join(" → ")} />
        </code>
        <StepLink store={store} stepId={first.values.at(-1)?.stepId} number={undefined} />
      </div>
      {memory.drift.length > 1 && <span class="dim">{memory.drift.length - 1} more</span>}
    </div>
  );
}

function Unread({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const unread = neverRead(memory.operations);
  return (
    <div class="band-part">
      <h2>Written and not read again</h2>
      {unread.length === 0 ? (
        <p class="quiet">Everything written was read later</p>
      ) : (
        <>
          <p class="cut">{plural(unread.length, "key")} in this session</p>
          {unread.slice(0, MOST_LINES).map((operation) => (
            <div class="band-line" key={`${operation.store ?? ""}${operation.key ?? ""}`}>
              <code class="cut">
                <VisibleText text={operation.key ?? ""} />
              </code>
              <StepLink store={store} stepId={operation.stepId} number={operation.number} />
            </div>
          ))}
        </>
      )}
    </div>
  );
}

export function StepLink(props: {
  store: MemoryStore;
  stepId: string | undefined;
  number: number | undefined;
}) {
  const { stepId } = props;
  if (stepId === undefined) return null;
  return (
    <LinkButton onClick={() => props.store.goTo(stepId)}>
      {props.number === undefined ? "go to step" : `step ${props.number}`}
    </LinkButton>
  );
}

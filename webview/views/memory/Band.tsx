import type { ComponentChildren } from "preact";
import { Icon, LinkButton, VisibleText } from "../../ui";
import {
  type AnswerLine,
  changeLines,
  changeSentence,
  driftSentence,
  neverRead,
  unreadSentence,
} from "./answers";
import type { Memory, MemoryStore } from "./store";

const MOST_LINES = 2;

/** Three answers: what differs, what drifts over sessions, what was written for nobody. */
export function MemoryBand({ store, memory }: { store: MemoryStore; memory: Memory }) {
  return (
    <div class="band is-three">
      <Changed store={store} memory={memory} />
      <Drift store={store} memory={memory} />
      <Unread store={store} memory={memory} />
    </div>
  );
}

function Changed({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const diff = store.diff.value;
  if (diff.kind !== "ready") return <Answer title={changedTitle(store)}>–</Answer>;
  const lines = changeLines(diff.value, store.operationsBetween(memory));
  return (
    <Answer
      title={changedTitle(store)}
      more={lines.length - MOST_LINES}
      head={changeSentence(diff.value, store.isWhole.value)}
    >
      {lines.slice(0, MOST_LINES).map((line) => (
        <div class="band-line" key={`${line.icon}${line.key}${line.stepId}`}>
          <Icon name={line.icon} size="small" class={TONES[line.icon]} />
          <code>
            <VisibleText text={line.key} />
          </code>
          <span class="dim cut">
            <VisibleText text={line.text} />
          </span>
          <StepLink store={store} stepId={line.stepId} number={line.number} />
        </div>
      ))}
    </Answer>
  );
}

const TONES: Readonly<Record<AnswerLine["icon"], string>> = {
  add: "tone-ok",
  edit: "tone-warn",
  trash: "tone-error",
};

function changedTitle(store: MemoryStore): string {
  if (store.isWhole.value) return "What changed";
  return `What changed from ${store.a.value?.label ?? "start"} to ${store.b.value?.label ?? "end"}`;
}

function Drift({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const [first] = memory.drift;
  const title = "Drift across sessions";
  if (!first) return <Answer title={title} quiet="No key changes again and again" />;
  const last = first.values.at(-1);
  // A step of another session has no number that means anything here.
  const number = memory.operations.find(({ stepId }) => stepId === last?.stepId)?.number;
  return (
    <Answer title={title} head={driftSentence(first)} more={memory.drift.length - 1}>
      <div class="band-line">
        <span class="cut dim">
          <VisibleText text={first.detail} />
        </span>
        {last && (
          <LinkButton onClick={() => store.goToStepOf(last.sessionId, last.stepId)}>
            {number === undefined ? "show step" : `step ${number}`}
          </LinkButton>
        )}
      </div>
      <div class="band-line">
        <code class="cut">
          <VisibleText text={first.values.map(({ preview }) => preview).join(" → ")} />
        </code>
      </div>
    </Answer>
  );
}

function Unread({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const unread = neverRead(memory.operations);
  const title = "Written and not read again";
  if (unread.length === 0) return <Answer title={title} quiet={unreadSentence(unread)} />;
  return (
    <Answer title={title} head={unreadSentence(unread)} more={unread.length - MOST_LINES}>
      {unread.slice(0, MOST_LINES).map(({ operation, deletedBy }) => (
        <div class="band-line" key={`${operation.store ?? ""}${operation.key ?? ""}`}>
          <code>
            <VisibleText text={operation.key ?? ""} />
          </code>
          <span class="dim cut">
            <VisibleText text={deletedBy ? `deleted at step ${deletedBy.number}` : operation.preview} />
          </span>
          <StepLink store={store} stepId={operation.stepId} number={operation.number} />
        </div>
      ))}
    </Answer>
  );
}

function Answer(props: {
  title: string;
  head?: string;
  quiet?: string;
  /** Lines that are not shown. */
  more?: number;
  children?: ComponentChildren;
}) {
  return (
    <div class="band-part">
      <h2>
        {props.title}
        {(props.more ?? 0) > 0 && <span class="band-more">and {props.more} more</span>}
      </h2>
      {props.quiet !== undefined && <p class="quiet">{props.quiet}</p>}
      {props.head !== undefined && (
        <p class="cut">
          <VisibleText text={props.head} />
        </p>
      )}
      {props.children}
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

// A sample left the recording and waits: what it wants to call, and three numbered answers.

import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import type { Decision } from "../../../src/protocol/replay";
import { percent, type Asking, guessResultForm, readResult } from "./model";
import { visibleLine } from "../../text";
import { Button, Icon, JsonTree, VisibleText } from "../../ui";
import type { ReplaysStore } from "./store";

const ORDER: readonly Decision["kind"][] = ["result", "nearest", "end"];

const CHOICES: Readonly<Record<Decision["kind"], { readonly icon: string; readonly label: string }>> = {
  result: { icon: "edit", label: "Write the result by hand" },
  nearest: { icon: "references", label: "Take the nearest recorded result" },
  end: { icon: "debug-stop", label: "End this sample here" },
};

/** Takes 1, 2, 3 while it has the focus (ui/README §7). */
export function Question(props: { store: ReplaysStore; sectionRef: RefObject<HTMLElement | null> }) {
  const asking = props.store.question.value;
  if (!asking) return null;
  const key = `${asking.replayId} ${asking.sample} ${asking.question.question}`;
  return <Open key={key} {...props} asking={asking} />;
}

function Open(props: { store: ReplaysStore; sectionRef: RefObject<HTMLElement | null>; asking: Asking }) {
  const { store, asking } = props;
  const { question, row } = asking;
  const [isWriting, setWriting] = useState(false);
  const choices = ORDER.filter((kind) => question.choices.includes(kind));
  const choose = (kind: Decision["kind"]) => {
    if (kind === "result") setWriting(true);
    else void store.answer(asking, { kind });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const kind = choices[Number(event.key) - 1];
    if (!kind || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement)
      return;
    event.preventDefault();
    event.stopPropagation();
    choose(kind);
  };
  const place = row.replay.row.samples.findIndex(({ sample }) => sample === asking.sample) + 1;
  return (
    <section
      ref={props.sectionRef}
      class="question"
      tabIndex={-1}
      aria-label={`${visibleLine(row.name)}, sample ${place} waits for your answer`}
      onKeyDown={onKeyDown}
    >
      <div class="section-head">
        <h3>
          {row.name}, sample {place} left the recording
        </h3>
        <span class="line tone-warn section-actions">
          <Icon name="debug-pause" size="small" /> waits
        </span>
      </div>
      <p class="replays-note">
        <span>
          <VisibleText text={question.question} />
        </span>
      </p>
      {question.tool && (
        <div class="question-args">
          <JsonTree value={question.tool.args} />
        </div>
      )}
      {choices.map((kind, at) => (
        <button key={kind} type="button" class="choice" onClick={() => choose(kind)}>
          <Icon name={CHOICES[kind].icon} size="small" />
          <span>{CHOICES[kind].label}</span>
          {kind === "nearest" && <Nearest asking={asking} />}
          <kbd>{at + 1}</kbd>
        </button>
      ))}
      {isWriting && <ResultForm store={store} asking={asking} onClose={() => setWriting(false)} />}
    </section>
  );
}

function Nearest({ asking }: { asking: Asking }) {
  const { nearest } = asking.question;
  return (
    <span class="dim">
      {nearest ? `step ${nearest.number}, ${percent(nearest.alike)} alike, will be marked` : "will be marked"}
    </span>
  );
}

function ResultForm(props: { store: ReplaysStore; asking: Asking; onClose: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<"text" | "json" | undefined>(undefined);
  const form = chosen ?? guessResultForm(text);
  const read = readResult(text, form);
  const send = () => {
    if (read) void props.store.answer(props.asking, { kind: "result", value: read.value });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") props.onClose();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <div class="result-form">
      <textarea
        ref={(field) => {
          if (field && text === "") field.focus();
        }}
        rows={4}
        aria-label="Result of the tool"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="line">
        <label class="line">
          <span class="dim">Sent as</span>
          <select
            value={form}
            onChange={(event) => setChosen(event.currentTarget.value === "json" ? "json" : "text")}
          >
            <option value="text">text</option>
            <option value="json">JSON</option>
          </select>
        </label>
        <span class="grow tone-error" role="status">
          {read ? "" : "This is no JSON yet."}
        </span>
        <Button primary onClick={send}>
          Send result
        </Button>
      </div>
    </div>
  );
}

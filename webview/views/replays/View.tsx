// Variants are rows, samples are cells: which variant passes, how sure that is, and what waits for an answer.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { plural } from "../../format";
import type { Panel } from "../../state/panel";
import { visibleLine } from "../../text";
import { Button, Icon, LinkButton, StateMessage } from "../../ui";
import type { ViewProps } from "../view";
import { MODES } from "../compare/sentences";
import { type Claim, claimsOf } from "./claims";
import { Edits } from "./Edits";
import { GraderTable } from "./GraderTable";
import { Matrix } from "./Matrix";
import { type MatrixRow, columnsOf, commonK } from "./model";
import { Question } from "./Question";
import { SamplePane } from "./SamplePane";
import { ReplaysStore } from "./store";
import { useReplaysKeys } from "./useReplaysKeys";

export function ReplaysView({ panel, frame }: ViewProps) {
  const store = useMemo(() => new ReplaysStore(panel), [panel]);
  useEffect(() => () => store.dispose(), [store]);
  const question = useRef<HTMLElement>(null);
  const focusQuestion = () => question.current?.focus();
  useReplaysKeys(store, frame, focusQuestion);
  const loaded = store.replays.value;
  if (loaded.kind === "failed") {
    return (
      <StateMessage icon="warning" title="The replays could not be read" alert>
        {visibleLine(loaded.fault.message)} {loaded.fault.next}
      </StateMessage>
    );
  }
  if (loaded.kind === "waiting") return <div class="replays-view" aria-busy="true" />;
  const rows = store.rows.value;
  if (rows.length === 0) return <Empty panel={panel} store={store} />;
  return (
    <div class="replays-view">
      <Band rows={rows} onAnswer={focusQuestion} />
      <MatrixHead store={store} rows={rows} />
      <Matrix store={store} />
      <div class="replays-panes">
        <section aria-label="Selected sample">
          <SamplePane store={store} />
          <GraderTable rows={rows} />
        </section>
        <section aria-label="Question and edit">
          <Question store={store} sectionRef={question} />
          <Edits store={store} />
        </section>
      </div>
    </div>
  );
}

function Empty({ panel, store }: { panel: Panel; store: ReplaysStore }) {
  const session = panel.session.value;
  const isReplay = session.kind === "ready" && session.value.replayOf !== undefined;
  return (
    <StateMessage
      icon="beaker"
      title={isReplay ? "The samples of this replay are not kept any more" : "No replay of this session yet"}
      actions={
        <Button icon="debug-rerun" onClick={() => void store.run("replay-and-compare")}>
          Replay and Compare
        </Button>
      }
    >
      {isReplay
        ? "Verdicts of a replay live as long as the editor's window. Its sessions stay: compare them one by one."
        : "Replay it with edited prompts and the recorded tool results, several samples each, to see which variant passes."}
    </StateMessage>
  );
}

function Band({ rows, onAnswer }: { rows: readonly MatrixRow[]; onAnswer: () => void }) {
  const isWaiting = rows.some(({ replay }) => replay.row.samples.some(({ state }) => state === "asking"));
  return (
    <div class="replays-band">
      {claimsOf(rows).map(({ title, text, detail }: Claim, at) => (
        <div key={title}>
          <h2>{title}</h2>
          <p class="cut number" title={text}>
            {text}
          </p>
          <p class="dim line">
            {at === 2 && isWaiting && <Icon name="debug-pause" size="small" class="tone-warn" />}
            <span class="cut" title={detail}>
              {detail}
            </span>
            {at === 2 && isWaiting && <LinkButton onClick={onAnswer}>answer</LinkButton>}
          </p>
        </div>
      ))}
    </div>
  );
}

function MatrixHead({ store, rows }: { store: ReplaysStore; rows: readonly MatrixRow[] }) {
  const k = commonK(rows);
  const modes = [...new Set(rows.map(({ replay }) => MODES[replay.entry.mode]))];
  const isRunning = rows.some(({ replay }) => replay.row.state === "running");
  return (
    <div class="section-head replays-head">
      <h3>
        {plural(rows.length, "variant")} × {plural(columnsOf(rows), "sample")}
      </h3>
      <span class="dim cut">
        {[k === undefined ? "" : `k = ${k}`, ...modes, modelsOf(rows)]
          .filter((part) => part !== "")
          .join(" · ")}
      </span>
      <span class="section-actions">
        {isRunning && (
          <Button icon="debug-stop" onClick={() => void store.cancel()}>
            Cancel all
          </Button>
        )}
        <Button icon="add" onClick={() => void store.run("add-variant")}>
          Variant
        </Button>
        <Button icon="run-all" onClick={() => void store.run("more-samples")}>
          More samples
        </Button>
        <Button icon="beaker" onClick={() => void store.run("save-as-test")}>
          Save as test
        </Button>
      </span>
    </div>
  );
}

function modelsOf(rows: readonly MatrixRow[]): string {
  const models = [...new Set(rows.map(({ replay }) => visibleLine(replay.entry.model)))];
  return models.length === 1 ? `model ${models[0] ?? ""}, live` : `${models.length} models, live`;
}

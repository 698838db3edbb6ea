// The difference of A and B by layer and key, field by field, with the step that made it.

import type { MemoryDiffRow, MemoryLayer } from "../../../src/protocol/rows";
import { visibleLine } from "../../text";
import { Button, Icon, VisibleText } from "../../ui";
import { StepLink } from "./Band";
import { openDiff } from "./documents";
import { LAYERS, LAYERS_BY_WEIGHT, keysAt, thingsIn } from "./model";
import type { Memory, MemoryStore } from "./store";

export function DiffPane({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const loaded = store.diff.value;
  return (
    <>
      <div class="section-head">
        <h3>
          A: {store.a.value?.label ?? "start"} → B: {store.b.value?.label ?? "end"}
        </h3>
        {loaded.kind === "ready" && <Counts diff={loaded.value} />}
        <Button icon="diff" onClick={() => void openDiff(store)}>
          Open diff
        </Button>
      </div>
      {loaded.kind === "failed" && <p class="note">{loaded.fault.message}</p>}
      {loaded.kind === "ready" &&
        LAYERS_BY_WEIGHT.map((layer) => (
          <LayerDiff key={layer} layer={layer} diff={loaded.value} store={store} memory={memory} />
        ))}
      <LayerLabels store={store} memory={memory} />
    </>
  );
}

function Counts({ diff }: { diff: MemoryDiffRow }) {
  return (
    <span class="number">
      <span class="tone-ok">+{diff.added.length}</span> <span class="tone-warn">~{diff.changed.length}</span>{" "}
      <span class="tone-error">−{diff.removed.length}</span> <span class="dim">{diff.unchanged} same</span>
    </span>
  );
}

/** One layer, open where anything differs in it; a layer without a difference says what it holds. */
function LayerDiff(props: { layer: MemoryLayer; diff: MemoryDiffRow; store: MemoryStore; memory: Memory }) {
  const { layer, diff, store, memory } = props;
  const of = <Entry extends { layer: MemoryLayer }>(entries: readonly Entry[]) =>
    entries.filter((entry) => entry.layer === layer);
  const [added, removed, changed] = [of(diff.added), of(diff.removed), of(diff.changed)];
  const before = keysAt(memory.snapshots, store.a.value?.point ?? 0).get(layer) ?? 0;
  const after = keysAt(memory.snapshots, store.b.value?.point ?? 0).get(layer) ?? 0;
  const differs = added.length + removed.length + changed.length > 0;
  if (!differs && before + after === 0) return null;
  const agentOf = (stepId: string | undefined) =>
    memory.operations.find((operation) => operation.stepId === stepId)?.agent ?? null;
  return (
    <details class="layer-diff" open={differs}>
      <summary class="layer-head">
        {layer}
        <span class="number dim">
          {differs ? `${before} → ${thingsIn(layer, after)}` : `${thingsIn(layer, after)}, no change`}
        </span>
      </summary>
      {changed.map((entry) => (
        <div class="memory-change" key={`${entry.store}/${entry.key}`}>
          <Head sign="~" entry={entry} store={store} agent={agentOf(entry.stepId)} />
          {entry.fields.map((field) => (
            <FieldLines key={field.path} {...field} />
          ))}
        </div>
      ))}
      {added.map((entry) => (
        <div class="memory-change change-added" key={`${entry.store}/${entry.key}`}>
          <Head sign="+" entry={entry} store={store} agent={agentOf(entry.stepId)} />
          <ValueLine sign="+" value={entry.value} />
        </div>
      ))}
      {removed.map((entry) => (
        <div class="memory-change change-removed" key={`${entry.store}/${entry.key}`}>
          <Head sign="−" entry={entry} store={store} agent={agentOf(entry.stepId)} />
          <ValueLine sign="−" value={entry.value} />
        </div>
      ))}
    </details>
  );
}

const SIGN_WORDS: Readonly<Record<string, string>> = { "~": "changed", "+": "added", "−": "removed" };

function Head(props: {
  sign: string;
  entry: MemoryDiffRow["added"][number] | MemoryDiffRow["changed"][number];
  store: MemoryStore;
  agent: string | null;
}) {
  return (
    <div class="memory-change-head">
      <span class="change-sign" aria-hidden="true">
        {props.sign}
      </span>
      <span class="only-read">{SIGN_WORDS[props.sign]}</span>
      <code class="cut">
        <VisibleText text={props.entry.key} />
      </code>
      <span class="memory-by dim cut">
        <VisibleText text={props.agent === null ? "" : `${props.agent},`} />
      </span>
      <StepLink store={props.store} stepId={props.entry.stepId} number={props.entry.number} />
    </div>
  );
}

function FieldLines(props: { path: string; before?: unknown; after?: unknown }) {
  const name = props.path === "" ? "" : `${visibleLine(props.path)}: `;
  return (
    <>
      {props.before !== undefined && <ValueLine sign="−" name={name} value={props.before} />}
      {props.after !== undefined && <ValueLine sign="+" name={name} value={props.after} />}
    </>
  );
}

function ValueLine(props: { sign: "+" | "−"; name?: string; value: unknown }) {
  const text =
    typeof props.value === "string" ? JSON.stringify(props.value) : JSON.stringify(props.value, null, 1);
  const shown = <VisibleText text={text} />;
  return (
    <div class="memory-value code">
      <span aria-hidden="true">{props.sign} </span>
      {props.name}
      {props.sign === "+" ? <ins>{shown}</ins> : <del>{shown}</del>}
    </div>
  );
}

/** Layers are guessed from names and stores; the user's own word wins and is remembered. */
function LayerLabels({ store, memory }: { store: MemoryStore; memory: Memory }) {
  const stores = [...new Map(memory.snapshots.map((snapshot) => [snapshot.store, snapshot])).values()].filter(
    (snapshot) => snapshot.store !== "",
  );
  return (
    <details class="layer-labels">
      <summary>
        <Icon name="info" size="small" /> Layers are guessed from keys and stores. Change the layer of a store
      </summary>
      {stores.map((snapshot) => (
        <label key={snapshot.store} class="choice">
          <code class="cut">
            <VisibleText text={snapshot.store} />
          </code>
          <select
            value={snapshot.layer}
            onChange={(event) => {
              const layer = LAYERS.find((each) => each === event.currentTarget.value);
              if (layer) void store.label(snapshot.store, layer);
            }}
          >
            {LAYERS.map((layer) => (
              <option key={layer} value={layer}>
                {layer === "unknown" ? "as guessed" : layer}
              </option>
            ))}
          </select>
          <span class="dim cut">
            <VisibleText text={snapshot.layerReason} />
          </span>
        </label>
      ))}
    </details>
  );
}

// A JSON value as a tree that opens on demand: only what is open is in the page, at most a hundred entries a level at once.

import { useState } from "preact/hooks";
import { plural } from "../format";
import { visibleLine } from "../text";
import { LinkButton } from "./controls";
import { Icon } from "./Icon";
import { LongText } from "./LongText";
import { VisibleText } from "./VisibleText";

const ENTRIES_AT_ONCE = 100;
/** Objects this small are open from the start, two levels deep. */
const OPEN_UP_TO = 12;
const OPEN_DEPTH = 2;

export function JsonTree(props: { value: unknown }) {
  return (
    <div class="json">
      <JsonValue value={props.value} depth={0} />
    </div>
  );
}

function JsonValue(props: { value: unknown; depth: number }) {
  const { value, depth } = props;
  if (typeof value === "string") return <LongText text={value} code />;
  if (typeof value !== "object" || value === null) return <span class="json-atom">{String(value)}</span>;
  const entries = entriesOf(value);
  return entries.length === 0 ? (
    <span class="json-atom">{Array.isArray(value) ? "[]" : "{}"}</span>
  ) : (
    <JsonEntries entries={entries} depth={depth} />
  );
}

function JsonEntries(props: { entries: readonly Entry[]; depth: number }) {
  const [limit, setLimit] = useState(ENTRIES_AT_ONCE);
  const left = props.entries.length - limit;
  return (
    <ul class="json-list">
      {props.entries.slice(0, limit).map(([key, value]) => (
        <JsonEntry key={key} name={key} value={value} depth={props.depth} />
      ))}
      {left > 0 && (
        <li>
          <LinkButton onClick={() => setLimit(limit + ENTRIES_AT_ONCE)}>
            {`Show ${Math.min(left, ENTRIES_AT_ONCE)} more of ${plural(left, "entry", "entries")}`}
          </LinkButton>
        </li>
      )}
    </ul>
  );
}

function JsonEntry(props: { name: string; value: unknown; depth: number }) {
  const { name, value, depth } = props;
  const count = typeof value === "object" && value !== null ? entriesOf(value).length : 0;
  const [open, setOpen] = useState(depth + 1 < OPEN_DEPTH && count <= OPEN_UP_TO);
  const key = <span class="json-key">{visibleLine(name)}</span>;
  if (count === 0) {
    return (
      <li class="json-entry">
        {key}{" "}
        {typeof value === "string" ? <StringValue text={value} /> : <JsonValue value={value} depth={depth} />}
      </li>
    );
  }
  return (
    <li class="json-entry">
      <button type="button" class="json-twisty" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? "chevron-down" : "chevron-right"} size="tiny" />
        {key}
        <span class="dim">{Array.isArray(value) ? plural(count, "item") : plural(count, "field")}</span>
      </button>
      {open && <JsonValue value={value} depth={depth + 1} />}
    </li>
  );
}

function StringValue(props: { text: string }) {
  const isShort = props.text.length <= 200 && !props.text.includes("\n");
  if (!isShort) return <LongText text={props.text} code />;
  return (
    <span class="json-atom" dir="auto">
      <VisibleText text={props.text} />
    </span>
  );
}

type Entry = readonly [string, unknown];

function entriesOf(value: object): readonly Entry[] {
  return Array.isArray(value) ? value.map((item, at): Entry => [String(at), item]) : Object.entries(value);
}

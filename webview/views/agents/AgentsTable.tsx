// Every agent in one table: heads that sort, rows that are selected by mouse and by arrow keys.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { AgentRow } from "../../../src/protocol/rows";
import { visibleLine } from "../../text";
import { Icon } from "../../ui";
import { COLUMNS, type Column, type Sort } from "./model";
import type { AgentsStore } from "./store";

const PAGE_ROWS = 10;

export function AgentsTable(props: { store: AgentsStore; onEnter: () => void }) {
  const { store } = props;
  const table = useRef<HTMLTableElement>(null);
  const selected = store.selected.value;
  const { sort } = store.ui.value;
  const now = new Date();
  // The focus goes along with the selection, but only where it is in the table already.
  useLayoutEffect(() => {
    if (!table.current?.tBodies[0]?.contains(document.activeElement)) return;
    table.current.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
  }, [selected?.name]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    if (by !== undefined) store.move(by);
    else if (event.key === "Enter") props.onEnter();
    else return;
    event.preventDefault();
  };
  return (
    <table ref={table} class="agents-table" role="grid" aria-label="Agents">
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <Head key={column.id} column={column} sort={sort} onSort={() => store.sortBy(column.id)} />
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={onKeyDown}>
        {store.shown.value.map((agent) => (
          <Row
            key={agent.name}
            agent={agent}
            now={now}
            selected={agent === selected}
            onSelect={() => store.select(agent.name)}
          />
        ))}
      </tbody>
    </table>
  );
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_ROWS,
  PageUp: -PAGE_ROWS,
  Home: -Infinity,
  End: Infinity,
};

function Head(props: { column: Column; sort: Sort; onSort: () => void }) {
  const { column, sort } = props;
  const isSorted = sort.by === column.id;
  const order = sort.descending ? "descending" : "ascending";
  return (
    <th
      scope="col"
      class={`column-${column.id}${column.id === "name" ? "" : " number"}`}
      aria-sort={isSorted ? order : "none"}
    >
      <button type="button" onClick={props.onSort} title={`Sort by ${column.title.toLowerCase()}`}>
        {column.title}
        {isSorted && <Icon name={sort.descending ? "chevron-down" : "chevron-up"} size="tiny" />}
      </button>
    </th>
  );
}

function Row(props: { agent: AgentRow; now: Date; selected: boolean; onSelect: () => void }) {
  const { agent, now, selected } = props;
  return (
    <tr
      tabIndex={selected ? 0 : -1}
      class={selected ? "is-selected" : ""}
      aria-selected={selected}
      data-agent={agent.name}
      onClick={(event) => {
        props.onSelect();
        event.currentTarget.focus();
      }}
    >
      {COLUMNS.map((column) =>
        column.id === "name" ? (
          <th key={column.id} scope="row" class="cut" title={visibleLine(agent.name)}>
            <Icon name="hubot" class="hue-agent kind-icon" /> {visibleLine(agent.name)}
          </th>
        ) : (
          <td
            key={column.id}
            class={`number column-${column.id}${column.id === "failed" && agent.errors > 0 ? " tone-error" : ""}`}
            title={column.exact(agent)}
          >
            {column.text(agent, now)}
          </td>
        ),
      )}
    </tr>
  );
}

// One row of the tree: number, guides, twisty, icon, name, badges, what it did, context, tokens, cost, bar (ui/README §5).

import { h } from "preact";
import { memo } from "../../ui/memo";
import type { StepRow } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, plural, shortModel, tokens } from "../../format";
import { BADGES, KINDS } from "../../kinds";
import { visibleLine } from "../../text";
import { Icon } from "../../ui";
import { bar, barLabel } from "./bar";
import { type Scale, barOf, figuresOf, fullness, groupName, isWaiting, spokenRow } from "./model";

export interface RowProps {
  readonly row: StepRow;
  readonly index: number;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly isClosed: boolean;
  readonly isCostly: boolean;
  /** On the critical path, where that says something. */
  readonly isCritical: boolean;
  readonly isTabStop: boolean;
  /** False under a filter, which leaves out some of the steps that were counted. */
  readonly hasPlaces: boolean;
  /** True for a copy that sticks to the top: seen, but not read out twice. */
  readonly isSticky?: boolean;
  readonly scale: Scale;
  readonly columnPx: number;
  readonly onSelect: (stepId: string, index: number) => void;
  readonly onClick: (stepId: string, index: number) => void;
  readonly onToggle: (stepId: string) => void;
  readonly onOpen: (stepId: string) => void;
}

/** What a right click offers for a step makes no sense for the head of a group. */
const GROUP_MENU = JSON.stringify({ webviewSection: "group", preventDefaultContextMenuItems: true });

/** Guides drawn before the twisty; deeper rows stay at this indent and their level is still read out. */
const MAX_GUIDES = 12;

// Rows are made by the dozen in a frame, and a component costs more than the elements it makes: what a row is made of are
// plain functions and no fragments.
export const Row = memo(function Row(props: RowProps) {
  const { row, isSelected } = props;
  const classes = ["row", `hue-${KINDS[row.kind].hue}`, isSelected ? "is-selected" : "", `is-${row.kind}`];
  if (row.status === "error") classes.push("is-failed");
  if (row.duplicateOf !== undefined) classes.push("is-duplicate");
  if (row.group) classes.push("is-group");
  const figures = figuresOf(row);
  const place = barOf(row, props.scale, props.columnPx);
  return (
    <div
      class={classes.join(" ")}
      style={{ top: `${props.topPx}px` }}
      onClick={() => props.onClick(row.stepId, props.index)}
      // The editor's menu acts on the selected step.
      onContextMenu={() => props.onSelect(row.stepId, props.index)}
      {...(props.isSticky ? {} : spokenAttributes(props))}
    >
      {row.group ? groupCell(props, row.group) : nameCell(props)}
      {contextCell(row)}
      {tokensCell(figures)}
      {costCell(row, figures, props.isCostly)}
      <div class="cell cell-bar" role="gridcell">
        {bar(row, place, props.isCritical)}
        {barLabel(place)}
      </div>
    </div>
  );
});

/** What makes a row one of the grid's; a copy that sticks to the top has none of it. */
function spokenAttributes(props: RowProps) {
  const { row } = props;
  return {
    role: "row" as const,
    "data-index": props.index,
    "data-step-id": row.stepId,
    "data-kind": row.kind,
    "data-name": row.name,
    "aria-level": row.depth + 1,
    ...(props.hasPlaces && { "aria-posinset": row.position, "aria-setsize": row.siblings }),
    "aria-rowindex": props.index + 1,
    "aria-selected": props.isSelected,
    ...(row.hasChildren && { "aria-expanded": !props.isClosed }),
    "aria-label": spokenRow(row, props.isCritical),
    tabIndex: props.isTabStop ? 0 : -1,
    onDblClick: () => (row.group ? props.onToggle(row.stepId) : props.onOpen(row.stepId)),
    ...(row.group && { "data-vscode-context": GROUP_MENU }),
  };
}

function nameCell(props: RowProps) {
  const { row } = props;
  const name = visibleLine(row.kind === "llm" ? shortModel(row.name) : row.name);
  const summary = visibleLine(row.summary);
  return h(
    "div",
    { class: "cell cell-name", role: "gridcell" },
    <span class="step-number number">{row.number}</span>,
    ...guides(row.depth),
    twisty(props),
    Icon({ name: KINDS[row.kind].icon, size: "small", class: "kind-icon" }),
    <span class={row.kind === "agent" ? "name is-agent cut" : "name cut"} title={visibleLine(row.name)}>
      {name}
    </span>,
    row.status === "running" && runningIcon(),
    ...row.badges.map(badgeIcon),
    <span class="summary cut" title={summary}>
      {isWaiting(row) && <span class="dim">waits for its parent </span>}
      {summary}
    </span>,
  );
}

/** The head of a group: whose steps these are, how many, and how many failed. */
function groupCell(props: RowProps, group: NonNullable<StepRow["group"]>) {
  const { row } = props;
  const name = groupName(row);
  return (
    <div class="cell cell-name" role="gridcell">
      <span class="step-number" />
      {twisty(props)}
      {Icon({ name: row.agent === null ? "circle-outline" : "hubot", size: "small", class: "kind-icon" })}
      <span class="name is-agent cut" title={name}>
        {name}
      </span>
      {row.status === "running" && runningIcon()}
      <span class="summary cut">
        {plural(group.steps, "step")}
        {group.failed > 0 && <span class="tone-error">{`, ${exact(group.failed)} failed`}</span>}
      </span>
    </div>
  );
}

function guides(depth: number) {
  const shown = Array.from({ length: Math.min(depth, MAX_GUIDES) }, () => <span class="guide" />);
  return depth > MAX_GUIDES ? [...shown, <span class="deeper">{`+${depth - MAX_GUIDES}`}</span>] : shown;
}

function twisty(props: RowProps) {
  if (!props.row.hasChildren) return <span class="twisty" />;
  const toggle = (event: MouseEvent) => {
    event.stopPropagation();
    props.onToggle(props.row.stepId);
  };
  return (
    <span class="twisty" onClick={toggle}>
      {Icon({ name: props.isClosed ? "chevron-right" : "chevron-down", size: "small" })}
    </span>
  );
}

function runningIcon() {
  return Icon({ name: "sync", size: "tiny", spin: true, class: "badge-icon" });
}

function badgeIcon(badge: StepRow["badges"][number]) {
  const look = BADGES[badge];
  return (
    <span class={`badge-icon tone-${look.tone}`} title={look.word}>
      {Icon({ name: look.icon, size: "tiny" })}
    </span>
  );
}

function contextCell(row: StepRow) {
  const full = fullness(row);
  if (!full || !row.context) return <div class="cell cell-context" role="gridcell" />;
  const title = `${exact(row.context.used)} of ${exact(row.context.limit)} tokens`;
  return (
    <div class="cell cell-context" role="gridcell" title={title}>
      <span class="gauge">
        <span
          class={full.isTight ? "gauge-fill is-tight" : "gauge-fill"}
          style={{ width: `${full.percent}%` }}
        />
      </span>
      <span class="number">{full.text}</span>
    </div>
  );
}

type Figures = ReturnType<typeof figuresOf>;

function tokensCell(figures: Figures) {
  if (figures.tokens === undefined) return <div class="cell cell-tokens number" role="gridcell" />;
  return (
    <div class="cell cell-tokens number" role="gridcell" title={`${exact(figures.tokens)} tokens`}>
      {tokens(figures.tokens)}
    </div>
  );
}

function costCell(row: StepRow, { costUsd, unpricedCalls }: Figures, isCostly: boolean) {
  const classes = `cell cell-cost number${isCostly ? " is-costly" : ""}`;
  if (costUsd === undefined) return <div class={classes} role="gridcell" />;
  const source = row.costSource === "reported" ? ", reported by the client" : "";
  const gaps = unpricedCalls > 0 ? `, ${unpricedCalls} calls unpriced` : "";
  return (
    <div class={classes} role="gridcell" title={`${costExact(costUsd)}${source}${gaps}`}>
      {`${gaps !== "" && costUsd !== null ? "≥ " : ""}${costInRow(costUsd)}`}
    </div>
  );
}

/** A grey row where a row will be. */
export function GhostRow(props: { index: number; topPx: number }) {
  return (
    <div
      class="row is-ghost"
      role="row"
      aria-rowindex={props.index + 1}
      aria-label="Loading"
      style={{ top: `${props.topPx}px` }}
    >
      <span role="gridcell" class={`ghost ghost-${props.index % 3}`} />
    </div>
  );
}

// One row of the tree: number, guides, twisty, icon, name, badges, what it did, context, tokens, cost, bar (ui/README §5).

import { memo } from "../../ui/memo";
import type { StepRow } from "../../../src/protocol/rows";
import { costExact, costInRow, exact, plural, shortModel, tokens } from "../../format";
import { BADGES, KINDS } from "../../kinds";
import { visibleLine } from "../../text";
import { Icon } from "../../ui";
import { Bar } from "./Bar";
import { type Scale, figuresOf, fullness, groupName, isWaiting, spokenRow } from "./model";

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

export const Row = memo(function Row(props: RowProps) {
  const { row, isSelected } = props;
  const classes = ["row", `hue-${KINDS[row.kind].hue}`, isSelected ? "is-selected" : "", `is-${row.kind}`];
  if (row.status === "error") classes.push("is-failed");
  if (row.duplicateOf !== undefined) classes.push("is-duplicate");
  if (row.group) classes.push("is-group");
  const cells = (
    <>
      {row.group ? <GroupCell {...props} group={row.group} /> : <NameCell {...props} />}
      <ContextCell row={row} />
      <FigureCells row={row} isCostly={props.isCostly} />
      <div class="cell cell-bar" role="gridcell">
        <Bar row={row} scale={props.scale} columnPx={props.columnPx} isCritical={props.isCritical} />
      </div>
    </>
  );
  const shared = {
    class: classes.join(" "),
    style: { transform: `translateY(${props.topPx}px)` },
    onClick: () => props.onClick(row.stepId, props.index),
    // The editor's menu acts on the selected step.
    onContextMenu: () => props.onSelect(row.stepId, props.index),
  };
  if (props.isSticky) return <div {...shared}>{cells}</div>;
  return (
    <div
      {...shared}
      role="row"
      data-index={props.index}
      data-step-id={row.stepId}
      data-kind={row.kind}
      data-name={row.name}
      aria-level={row.depth + 1}
      {...(props.hasPlaces && { "aria-posinset": row.position, "aria-setsize": row.siblings })}
      aria-rowindex={props.index + 1}
      aria-selected={isSelected}
      {...(row.hasChildren ? { "aria-expanded": !props.isClosed } : {})}
      aria-label={spokenRow(row, props.isCritical)}
      tabIndex={props.isTabStop ? 0 : -1}
      onDblClick={() => (row.group ? props.onToggle(row.stepId) : props.onOpen(row.stepId))}
      {...(row.group && { "data-vscode-context": GROUP_MENU })}
    >
      {cells}
    </div>
  );
});

function NameCell(props: RowProps) {
  const { row } = props;
  const look = KINDS[row.kind];
  const name = visibleLine(row.kind === "llm" ? shortModel(row.name) : row.name);
  const summary = visibleLine(row.summary);
  return (
    <div class="cell cell-name" role="gridcell">
      <span class="step-number number">{row.number}</span>
      <Guides depth={row.depth} />
      <Twisty {...props} />
      <Icon name={look.icon} size="small" class="kind-icon" />
      <span class={row.kind === "agent" ? "name is-agent cut" : "name cut"} title={visibleLine(row.name)}>
        {name}
      </span>
      <Badges row={row} />
      <span class="summary cut" title={summary}>
        {isWaiting(row) && <span class="dim">waits for its parent </span>}
        {summary}
      </span>
    </div>
  );
}

/** The head of a group: whose steps these are, how many, and how many failed. */
function GroupCell(props: RowProps & { group: NonNullable<StepRow["group"]> }) {
  const { row, group } = props;
  const name = groupName(row);
  return (
    <div class="cell cell-name" role="gridcell">
      <span class="step-number" />
      <Twisty {...props} />
      <Icon name={row.agent === null ? "circle-outline" : "hubot"} size="small" class="kind-icon" />
      <span class="name is-agent cut" title={name}>
        {name}
      </span>
      {row.status === "running" && <Icon name="sync" size="tiny" spin class="badge-icon" />}
      <span class="summary cut">
        {plural(group.steps, "step")}
        {group.failed > 0 && <span class="tone-error">{`, ${exact(group.failed)} failed`}</span>}
      </span>
    </div>
  );
}

function Guides(props: { depth: number }) {
  const guides = Math.min(props.depth, MAX_GUIDES);
  return (
    <>
      {Array.from({ length: guides }, (_, at) => (
        <span key={at} class="guide" />
      ))}
      {props.depth > MAX_GUIDES && <span class="deeper">{`+${props.depth - MAX_GUIDES}`}</span>}
    </>
  );
}

function Twisty(props: RowProps) {
  if (!props.row.hasChildren) return <span class="twisty" />;
  const toggle = (event: MouseEvent) => {
    event.stopPropagation();
    props.onToggle(props.row.stepId);
  };
  return (
    <span class="twisty" onClick={toggle}>
      <Icon name={props.isClosed ? "chevron-right" : "chevron-down"} size="small" />
    </span>
  );
}

function Badges(props: { row: StepRow }) {
  const { row } = props;
  return (
    <>
      {row.status === "running" && <Icon name="sync" size="tiny" spin class="badge-icon" />}
      {row.badges.map((badge) => {
        const look = BADGES[badge];
        return (
          <span key={badge} class={`badge-icon tone-${look.tone}`} title={look.word}>
            <Icon name={look.icon} size="tiny" />
          </span>
        );
      })}
    </>
  );
}

function ContextCell(props: { row: StepRow }) {
  const full = fullness(props.row);
  if (!full || !props.row.context) return <div class="cell cell-context" role="gridcell" />;
  const title = `${exact(props.row.context.used)} of ${exact(props.row.context.limit)} tokens`;
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

function FigureCells(props: { row: StepRow; isCostly: boolean }) {
  const figures = figuresOf(props.row);
  const { costUsd } = figures;
  const source = props.row.costSource === "reported" ? ", reported by the client" : "";
  const gaps = figures.unpricedCalls > 0 ? `, ${figures.unpricedCalls} calls unpriced` : "";
  return (
    <>
      <div class="cell cell-tokens number" role="gridcell" title={titleOfTokens(figures.tokens)}>
        {figures.tokens === undefined ? "" : tokens(figures.tokens)}
      </div>
      <div
        class={`cell cell-cost number${props.isCostly ? " is-costly" : ""}`}
        role="gridcell"
        title={costUsd === undefined ? "" : `${costExact(costUsd)}${source}${gaps}`}
      >
        {costUsd === undefined ? "" : `${gaps !== "" && costUsd !== null ? "≥ " : ""}${costInRow(costUsd)}`}
      </div>
    </>
  );
}

function titleOfTokens(count: number | null | undefined): string {
  return count === undefined ? "" : `${exact(count)} tokens`;
}

/** A grey row where a row will be. */
export function GhostRow(props: { index: number; topPx: number }) {
  return (
    <div
      class="row is-ghost"
      role="row"
      aria-rowindex={props.index + 1}
      aria-label="Loading"
      style={{ transform: `translateY(${props.topPx}px)` }}
    >
      <span role="gridcell" class={`ghost ghost-${props.index % 3}`} />
    </div>
  );
}

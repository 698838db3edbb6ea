// The selected step: a head with four facts, and tabs for what was said, what it cost and what was sent.

import type { ContextWindowRow, StepDetail } from "../../src/protocol/rows";
import { isGroupId } from "../../src/protocol/groups";
import type { Panel } from "../state/panel";
import { Button, Icon, IconButton, StateMessage, Tabs, type TabItem } from "../ui";
import { copyText, openText } from "./copy";
import { share } from "../format";
import { ContextSection } from "./ContextSection";
import { ErrorSection } from "./ErrorSection";
import { GroupFacts } from "./GroupFacts";
import { Head } from "./Head";
import "./inspector.css";
import { Messages } from "./Messages";
import { pretty } from "./model";
import { Raw } from "./Raw";
import { UsageSection } from "./UsageSection";
import { useWindow } from "./useWindow";

const PANEL_ID = "inspector-content";
const TABS: readonly TabItem[] = [
  { id: "messages", title: "Messages" },
  { id: "usage", title: "Usage" },
  { id: "raw", title: "Raw" },
];

export interface InspectorProps {
  readonly panel: Panel;
  /** In units of theme.css; absent where it takes all there is. */
  readonly size?: { readonly width: number } | { readonly height: number };
  /** True where the steps are not beside it: then it offers the way back to them. */
  readonly hasWayBack?: boolean;
  readonly onBack: () => void;
  readonly onStep: (back: boolean) => void;
}

export function Inspector(props: InspectorProps) {
  const { panel, size } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    props.onBack();
  };
  const style = size && { "--al-pane": "width" in size ? size.width : size.height };
  return (
    <aside
      class={size ? "inspector" : "inspector is-whole"}
      aria-label="Step inspector"
      onKeyDown={onKeyDown}
      {...(style && { style })}
    >
      {props.hasWayBack && (
        <button type="button" class="fold" onClick={props.onBack}>
          <Icon name="arrow-left" size="small" />
          <span>Back to the steps</span>
        </button>
      )}
      <Content {...props} panel={panel} />
    </aside>
  );
}

function Content(props: InspectorProps) {
  const { panel } = props;
  const detail = panel.detail.value;
  const { selectedId } = panel.ui.value;
  if (selectedId !== null && isGroupId(selectedId)) return <Group panel={panel} groupId={selectedId} />;
  // The rows are painted first.
  if (selectedId === null || detail.kind === "waiting" || !panel.painted.value) {
    return <div class="inspector-content" aria-busy={selectedId !== null} />;
  }
  if (detail.kind === "failed") {
    return (
      <StateMessage
        icon="error"
        title={detail.fault.message}
        alert
        actions={<Button onClick={() => panel.refresh()}>Try Again</Button>}
      >
        {detail.fault.next ?? "The step could not be read."}
      </StateMessage>
    );
  }
  return <Step {...props} step={detail.value} />;
}

function Group(props: { panel: Panel; groupId: string }) {
  const { rows } = props.panel;
  // Read for its change: the sums of a group grow.
  const row = rows.version.value > 0 ? rows.rowOf(props.groupId) : undefined;
  return row ? <GroupFacts row={row} /> : <div class="inspector-content" aria-busy />;
}

/** How full the window was stands in the tab itself: it is what a reader looks there for. */
function tabsOf(step: StepDetail, window: ContextWindowRow | undefined): readonly TabItem[] {
  const [messages, ...others] = TABS;
  const full = window && window.limit !== null ? { badge: share(window.used, window.limit) } : {};
  return [
    ...(messages ? [messages] : []),
    ...(window ? [{ id: "context", title: "Context", ...full }] : []),
    ...others,
    ...(step.error ? [{ id: "error", title: "Error" }] : []),
  ];
}

function Step(props: InspectorProps & { step: StepDetail }) {
  const { panel, step } = props;
  const window = useWindow(panel, step);
  const tabs = tabsOf(step, window);
  const chosen = panel.ui.value.inspectorTab;
  const tab = tabs.some((item) => item.id === chosen) ? chosen : "messages";
  return (
    <>
      <Head step={step} onStep={props.onStep} />
      <div class="tab-row is-sub">
        <Tabs
          label="Step"
          items={tabs}
          selected={tab}
          panelId={PANEL_ID}
          onSelect={(inspectorTab) => void panel.set({ inspectorTab })}
        />
        <span class="tab-tools">
          <IconButton
            icon="go-to-file"
            label="Open as document"
            onClick={() => openText(panel, `Step ${step.number}`, pretty(step), "json")}
          />
          <IconButton icon="copy" label="Copy step as JSON" onClick={() => copyText(panel, pretty(step))} />
        </span>
      </div>
      <div
        id={PANEL_ID}
        class="inspector-content"
        role="tabpanel"
        aria-labelledby={`${PANEL_ID}-tab-${tab}`}
        tabIndex={0}
        key={`${step.stepId} ${tab}`}
      >
        {tab === "messages" && <Messages panel={panel} step={step} window={window} />}
        {tab === "context" && window && <ContextSection panel={panel} window={window} />}
        {tab === "usage" && <UsageSection panel={panel} step={step} />}
        {tab === "raw" && <Raw panel={panel} step={step} />}
        {tab === "error" && step.error && <ErrorSection panel={panel} error={step.error} />}
      </div>
    </>
  );
}

import type { Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Panel } from "../state/panel";
import { Icon, IconButton, Tabs, TextField, type TextFieldElement } from "../ui";
import { VIEWS } from "../views";
import type { View } from "../views/view";
import { badgeOf } from "./badges";

/** Letters typed within this time ask once. */
const TYPING_PAUSE_MS = 150;

/** Tabs of the views that exist, the filter, and what can be switched. */
export function Toolbar(props: { panel: Panel; view: View; filterRef: Ref<TextFieldElement> }) {
  const { panel, view } = props;
  return (
    <nav class="tab-row" aria-label="Views and filter">
      <Tabs
        label="Views"
        items={VIEWS.map((each) => ({
          ...each,
          ...badgeOf(each.id, panel.findings.value, panel.claims.value),
        }))}
        selected={view.id}
        panelId="view"
        onSelect={(id) => void panel.set({ view: id })}
      />
      {view.hasStepTools && <StepTools panel={panel} filterRef={props.filterRef} />}
    </nav>
  );
}

function StepTools(props: { panel: Panel; filterRef: Ref<TextFieldElement> }) {
  const { panel } = props;
  const { following, grouped, inspectorOpen, overviewOpen } = panel.ui.value;
  return (
    <span class="tab-tools">
      <Filter panel={panel} fieldRef={props.filterRef} />
      <IconButton
        icon="organization"
        label="Group by agent (G)"
        pressed={grouped}
        onClick={() => void panel.group(!grouped)}
      />
      <IconButton
        icon="graph-line"
        label="Overview (O)"
        pressed={overviewOpen}
        onClick={() => void panel.set({ overviewOpen: !overviewOpen })}
      />
      <IconButton
        icon="target"
        label="Follow the newest step (L)"
        pressed={following}
        onClick={() => void panel.follow(!following)}
      />
      <IconButton
        icon="layout-sidebar-right"
        label="Inspector (I)"
        pressed={inspectorOpen}
        onClick={() => void panel.set({ inspectorOpen: !inspectorOpen })}
      />
    </span>
  );
}

function Filter(props: { panel: Panel; fieldRef: Ref<TextFieldElement> }) {
  const { panel } = props;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (filter: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void panel.set({ filter }), TYPING_PAUSE_MS);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(timer.current);
    const field = event.currentTarget as TextFieldElement;
    void panel.set({ filter: event.key === "Escape" ? "" : field.value });
    document.querySelector<HTMLElement>('[role="treegrid"] [tabindex="0"]')?.focus();
  };
  return (
    <TextField
      class="filter"
      fieldRef={props.fieldRef}
      value={panel.ui.value.filter}
      label="Filter steps by words, agent:, kind:, status:, model:, cost:, tokens: or step:"
      placeholder="Filter: text, agent:, kind:, status:"
      onInput={onInput}
      onKeyDown={onKeyDown}
    >
      <span slot="start" class="filter-icon">
        <Icon name="filter" size="small" />
      </span>
      <kbd slot="end" aria-hidden="true">
        /
      </kbd>
    </TextField>
  );
}

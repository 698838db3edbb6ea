import type { SessionRow } from "../../src/protocol/rows";
import { plural } from "../format";
import type { Panel } from "../state/panel";
import type { View } from "../views/view";

/** Left what is counted and whether all arrived, right the five keys that help here. */
export function Foot(props: { panel: Panel; view: View; onKeys: () => void }) {
  const { panel, view } = props;
  const session = panel.session.value;
  const waiting = panel.rows.frame.value?.waiting ?? 0;
  return (
    <footer class="foot">
      <span class="cut number">
        {panel.foot.value ?? (session.kind === "ready" ? countsOf(session.value, waiting) : "")}
      </span>
      <span class="foot-keys">
        {view.keys.map(([key, does]) => (
          <span key={key}>
            <kbd>{key}</kbd>
            {key === "?" ? (
              <button type="button" class="link is-quiet" onClick={props.onKeys}>
                {does}
              </button>
            ) : (
              ` ${does}`
            )}
          </span>
        ))}
      </span>
    </footer>
  );
}

function countsOf(session: SessionRow, waiting: number): string {
  const counts = [
    plural(session.steps, "step"),
    plural(session.modelCalls, "model call"),
    plural(session.toolCalls, "tool call"),
  ].join(", ");
  const state =
    session.status === "running"
      ? "running"
      : waiting > 0
        ? `${plural(waiting, "step")} without parent`
        : "everything received";
  return `${counts} · ${state}`;
}

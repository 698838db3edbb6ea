import type { SessionRow } from "../../src/protocol/rows";
import {
  clock,
  costExact,
  costWithGaps,
  duration,
  exact,
  plural,
  runningDuration,
  tokens,
  totalTokens,
} from "../format";
import { STATUSES } from "../kinds";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { Chip, Icon } from "../ui";
import { scaleOf } from "../views/timeline/model";
import { useNow } from "../views/timeline/useNow";
import { TitleActions } from "./TitleActions";

/** Status, title, where and when it ran, and the totals. Has its height before the session is there. */
export function Title(props: { panel: Panel }) {
  const loaded = props.panel.session.value;
  if (loaded.kind !== "ready") {
    return <header class="title">{loaded.kind === "failed" && <h1 class="cut">Session</h1>}</header>;
  }
  const session = loaded.value;
  const look = lookOf(session);
  const title = visibleLine(session.title);
  return (
    <header class="title">
      <Icon name={look.icon} class={`tone-${look.tone}`} spin={session.status === "running"} />
      <h1 class="cut" title={title}>
        {title}
      </h1>
      <Chip tone={look.tone}>{chipText(session)}</Chip>
      <span class="dim cut grow title-place">{placeOf(session)}</span>
      <Totals panel={props.panel} session={session} />
      <TitleActions panel={props.panel} />
    </header>
  );
}

/** A session that ended well but has something to look at says so in its icon and its chip. */
function lookOf(session: SessionRow): { icon: string; tone: "ok" | "warn" | "error" | "quiet" } {
  const look = STATUSES[session.status];
  const stoodOut = session.findings > 0 || session.errors > 0;
  return session.status === "ok" && stoodOut ? { icon: "warning", tone: "warn" } : look;
}

function chipText(session: SessionRow): string {
  const { word } = STATUSES[session.status];
  if (session.findings > 0) return `${word}, ${plural(session.findings, "finding")}`;
  return session.errors > 0 ? `${word}, ${plural(session.errors, "failed call")}` : word;
}

/** `growth-agent · Today 02:06 · main a41c9e2`: the first to be cut. */
function placeOf(session: SessionRow): string {
  const { run } = session;
  const commit = run?.commit === undefined ? "" : `${run.commit.slice(0, 7)}${run.dirty ? " + changes" : ""}`;
  return [run?.name ?? session.service ?? "", clock(session.startUs, new Date()), commit]
    .filter((part) => part !== "")
    .map(visibleLine)
    .join(" · ");
}

function Totals(props: { panel: Panel; session: SessionRow }) {
  const { session, panel } = props;
  const nowUs = useNow(session.status === "running");
  const all = totalTokens(session.usage);
  const tookUs = session.endUs === null ? null : session.endUs - session.startUs;
  const frame = panel.rows.frame.value ?? { startUs: session.startUs, endUs: session.startUs };
  const time =
    nowUs === undefined ? duration(tookUs) : runningDuration(scaleOf(frame, nowUs).endUs - session.startUs);
  const gaps = session.unpricedCalls > 0 ? `, ${plural(session.unpricedCalls, "call")} unpriced` : "";
  const cost = costWithGaps(session.costUsd, session.unpricedCalls);
  return (
    <span class="totals" id="totals">
      <Total
        name="cost"
        value={session.costUsd}
        text={session.costUsd === null ? `cost ${cost}` : cost}
        title={`${costExact(session.costUsd)}${gaps}`}
      />
      <Total name="tokens" value={all} text={tokens(all)} unit="tokens" title={`${exact(all)} tokens`} />
      <Total name="time" value={tookUs} text={time} title={`${exact(tookUs)} µs`} />
      <Total
        name="steps"
        value={session.steps}
        text={exact(session.steps)}
        unit={session.steps === 1 ? "step" : "steps"}
        title={plural(session.steps, "step")}
      />
    </span>
  );
}

function Total(props: { name: string; value: number | null; text: string; unit?: string; title: string }) {
  return (
    <span class="number" data-total={props.name} data-value={props.value ?? "unknown"} title={props.title}>
      <b>{props.text}</b>
      {props.unit !== undefined && ` ${props.unit}`}
    </span>
  );
}

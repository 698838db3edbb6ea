// What was said: the conversation of a model call, or what a tool was given and gave back.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type {
  ContextWindowRow,
  Message,
  Part,
  Problem,
  StepDetail,
  ToolRunRow,
} from "../../src/protocol/rows";
import { plural, tokens } from "../format";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { Button, Icon, LinkButton, VisibleText } from "../ui";
import { copyText } from "./copy";
import { Block, ToolBox, Value } from "./Blocks";
import { sentBefore, useToolRuns } from "./useWindow";
import { type ToolCall, type Turn, foldAt, missingContent, runsByCall, turnsOf } from "./model";

export function Messages(props: { panel: Panel; step: StepDetail; window: ContextWindowRow | undefined }) {
  const { panel, step } = props;
  const system: readonly Message[] = step.system?.length ? [{ role: "system", parts: step.system }] : [];
  const asked = [...system, ...(step.messages ?? [])];
  const answered = step.output ?? [];
  const isTool = step.tool !== undefined;
  const listed = useToolRuns(panel, step);
  const runs = runsByCall(step, listed);
  const nothing = asked.length === 0 && answered.length === 0 && !isTool;
  return (
    <>
      <Problems problems={step.problems} />
      <Missing panel={panel} step={step} />
      {step.tools && step.tools.length > 0 && <ToolDefinitions panel={panel} step={step} />}
      <Conversation {...props} asked={asked} answered={answered} runs={runs} />
      {step.tool && <ToolStep panel={panel} step={step} run={listed[0] ?? undefined} />}
      {nothing && step.inside && <Inside panel={panel} inside={step.inside} />}
      {nothing && !step.inside && isSilent(step) && <Quiet step={step} />}
    </>
  );
}

/** Whether nothing is missing: a line above says it where content was not recorded. */
function isSilent(step: StepDetail): boolean {
  return (
    step.contentState === "captured" || (step.contentState === "absent" && missingContent(step) === undefined)
  );
}

/** What the model calls below a step were asked first and answered last, with the way to them. */
function Inside(props: { panel: Panel; inside: NonNullable<StepDetail["inside"]> }) {
  const { asked, answered } = props.inside;
  const both = [
    { word: "asked at", said: asked },
    { word: "answered at", said: answered },
  ];
  return (
    <>
      {both.map(
        ({ word, said }) =>
          said &&
          turnsOf([said.message]).map((turn) => (
            <TurnBox
              key={word}
              panel={props.panel}
              turn={turn}
              runs={NO_RUNS}
              came={
                <>
                  {word}{" "}
                  <LinkButton onClick={() => void props.panel.goToStep(said.stepId)}>
                    step {said.number}
                  </LinkButton>
                </>
              }
            />
          )),
      )}
    </>
  );
}

const NO_RUNS: ReadonlyMap<ToolCall, ToolRunRow> = new Map();

function Quiet(props: { step: StepDetail }) {
  return (
    <p class="quiet">
      {props.step.summary === "" ? "No messages belong to this step." : visibleLine(props.step.summary)}
    </p>
  );
}

/** Asked and answered are paired together, so that a call in the answer and its later result meet. */
function Conversation(props: {
  panel: Panel;
  asked: readonly Message[];
  answered: readonly Message[];
  step: StepDetail;
  window: ContextWindowRow | undefined;
  runs: ReadonlyMap<ToolCall, ToolRunRow>;
}) {
  const { runs, step, window } = props;
  const [isOpen, setOpen] = useState(false);
  const asked = turnsOf(props.asked);
  const answered = turnsOf(props.answered);
  const fold = foldAt(asked);
  return (
    <>
      {fold > 0 && (
        <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? "chevron-down" : "chevron-right"} size="small" />
          <span>{earlierMessages(fold, props.panel, props.window)}</span>
          <span class="number">{sentNote(props.step, props.window)}</span>
        </button>
      )}
      {(isOpen ? asked : asked.slice(fold)).map((turn, at) => (
        <TurnBox
          key={at}
          panel={props.panel}
          turn={turn}
          runs={runs}
          came={cameWith(turn.index - (props.asked.length - (step.messages?.length ?? 0)), window)}
        />
      ))}
      {answered.map((turn, at) => (
        <TurnBox key={`answer ${at}`} panel={props.panel} turn={turn} answerOf={step} runs={runs} />
      ))}
    </>
  );
}

/** `15 messages already sent at step 17`, where the call before is known and its row was seen. */
function earlierMessages(count: number, panel: Panel, window: ContextWindowRow | undefined): string {
  const before = sentBefore(window);
  const row = before && panel.rows.rowOf(before.stepId);
  return row
    ? `${plural(count, "message")} already sent at step ${row.number}`
    : plural(count, "earlier message");
}

function sentNote(step: StepDetail, window: ContextWindowRow | undefined): string {
  const before = sentBefore(window);
  if (!before || before.tokens === 0) return cachedNote(step);
  const cached = step.usage?.inCacheRead ?? 0;
  return `~${tokens(before.tokens)}${cached >= before.tokens ? " · cached" : cached > 0 ? " · partly cached" : " · not cached"}`;
}

function cachedNote(step: StepDetail): string {
  const cached = step.usage?.inCacheRead ?? null;
  return cached === null || cached === 0 ? "" : `${tokens(cached)} cached in all`;
}

const ROLES: Readonly<Record<string, { icon: string; hue: string }>> = {
  system: { icon: "law", hue: "agent" },
  developer: { icon: "law", hue: "agent" },
  user: { icon: "account", hue: "other" },
  assistant: { icon: "sparkle", hue: "model" },
  tool: { icon: "output", hue: "tool" },
};

/** With which call a message of the input came in, and its tokens; nothing where the window is not known. */
function cameWith(messageIndex: number, window: ContextWindowRow | undefined): string {
  const segments = window?.segments.filter((segment) => segment.messageIndex === messageIndex) ?? [];
  const [first] = segments;
  if (!first) return "";
  const all = segments.reduce((sum, segment) => sum + segment.tokens, 0);
  const sum = `${segments.every(({ exact }) => exact) ? "" : "~"}${tokens(all)}`;
  const isNew = first.sinceStep === undefined || first.sinceStep === window?.stepId;
  return isNew ? `${sum} new` : `since step ${first.sinceNumber ?? "?"} · ${sum}`;
}

function TurnBox(props: {
  panel: Panel;
  turn: Turn;
  runs: ReadonlyMap<ToolCall, ToolRunRow>;
  /** Where it came in. */
  came?: ComponentChildren;
  answerOf?: StepDetail;
}) {
  const { turn, panel, answerOf } = props;
  const look = ROLES[turn.role] ?? { icon: "comment", hue: "other" };
  return (
    <article class={`turn hue-${look.hue}`} aria-label={visibleLine(turn.role)}>
      <header class="turn-head">
        <Icon name={look.icon} size="tiny" class="kind-icon" />
        <b class="cut">{visibleLine(turn.role)}</b>
        {turn.name !== undefined && <span class="cut">{visibleLine(turn.name)}</span>}
        {answerOf && <span>reply</span>}
        {answerOf && <span class="number">{replyNote(answerOf)}</span>}
        {!answerOf && props.came !== "" && <span class="number">{props.came}</span>}
      </header>
      {turn.blocks.map((block, at) => (
        <Block key={at} panel={panel} block={block} runs={props.runs} />
      ))}
      {turn.blocks.length === 0 && <p class="dim">empty</p>}
    </article>
  );
}

function replyNote(step: StepDetail): string {
  const out = step.usage?.out ?? null;
  const reasons = step.finishReasons?.map(visibleLine).join(", ") ?? "";
  return [out === null ? "" : `${tokens(out)} out`, reasons === "" ? "" : `finish: ${reasons}`]
    .filter(Boolean)
    .join(" · ");
}

function ToolStep(props: { panel: Panel; step: StepDetail; run: ToolRunRow | undefined }) {
  const { panel, step } = props;
  const tool = step.tool;
  if (!tool) return null;
  const call: Extract<Part, { type: "tool_call" }> = { type: "tool_call", name: tool.name, args: tool.args };
  const hasResult = tool.result !== undefined && tool.result !== null;
  return (
    <article class="turn hue-tool">
      <ToolBox
        panel={panel}
        call={call}
        result={hasResult ? { type: "tool_result", result: tool.result, isError: tool.isError } : undefined}
        note={tool.callId === undefined ? "" : visibleLine(tool.callId)}
        run={props.run}
        isOwn
      />
    </article>
  );
}

function ToolDefinitions(props: { panel: Panel; step: StepDetail }) {
  const [isOpen, setOpen] = useState(false);
  const tools = props.step.tools ?? [];
  return (
    <>
      <button type="button" class="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? "chevron-down" : "chevron-right"} size="small" />
        <span>{plural(tools.length, "tool definition")}</span>
        <span class="cut dim">{tools.map((tool) => visibleLine(tool.name)).join(", ")}</span>
      </button>
      {isOpen &&
        tools.map((tool, at) => (
          <article key={at} class="turn hue-tool">
            <header class="turn-head">
              <Icon name="tools" size="tiny" class="kind-icon" />
              <b class="cut">{visibleLine(tool.name)}</b>
            </header>
            {tool.description !== undefined && <Value panel={props.panel} value={tool.description} />}
            {tool.parameters !== undefined && <Value panel={props.panel} value={tool.parameters} />}
          </article>
        ))}
    </>
  );
}

function Missing(props: { panel: Panel; step: StepDetail }) {
  const missing = missingContent(props.step);
  if (!missing) return null;
  const { setting } = missing;
  return (
    <div class="note">
      <Icon name="eye-closed" size="small" />
      <div>
        <p>{missing.sentence}</p>
        {setting !== undefined && (
          <p class="setting">
            <code>{setting}</code>
            <Button icon="copy" onClick={() => copyText(props.panel, setting)}>
              Copy
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

function Problems(props: { problems: readonly Problem[] }) {
  return (
    <>
      {props.problems.map((problem, at) => (
        <div key={at} class="note">
          <Icon name="warning" size="small" class="tone-warn" label="Odd data" />
          <span>
            <VisibleText text={problem.message} />
            {problem.key !== undefined && <code class="dim">{` ${visibleLine(problem.key)}`}</code>}
          </span>
        </div>
      ))}
    </>
  );
}

// The pieces of a message. Everything from the trace ends in a text node; the only picture is one that came as base64.

import { useState } from "preact/hooks";
import type { Part, ToolRunRow } from "../../src/protocol/rows";
import { bytes, duration } from "../format";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { Icon, IconButton, JsonTree, LinkButton, LongText } from "../ui";
import { copyText, openText } from "./copy";
import { MarkdownText } from "./MarkdownText";
import { type Block as BlockOf, type ToolCall, type ToolResult, jsonIn, pictureOf, pretty } from "./model";

export function Block(props: { panel: Panel; block: BlockOf; runs: ReadonlyMap<ToolCall, ToolRunRow> }) {
  const { panel, block } = props;
  if (block.kind === "tool") {
    const run = block.call && props.runs.get(block.call);
    return <ToolBox panel={panel} call={block.call} result={block.result} note="" run={run} />;
  }
  return <PartBox panel={panel} part={block.part} />;
}

/** A tool call with its result under it, in one box. */
export function ToolBox(props: {
  panel: Panel;
  call: ToolCall | undefined;
  result: ToolResult | undefined;
  note: string;
  /** The step that ran it, where one is known. */
  run?: ToolRunRow | undefined;
  /** True where that step is the one on screen: then it is not linked. */
  isOwn?: boolean;
}) {
  const { panel, call, result, run } = props;
  const name = visibleLine(call?.name ?? result?.name ?? "tool result");
  // A client may send the failure as a result like any other; the step that ran it knows better.
  const isError = result?.isError === true || run?.failed === true;
  return (
    <div class="tool-box hue-tool">
      <div class="tool-head">
        <Icon name="tools" size="tiny" class="kind-icon" />
        <b class="cut">{name}</b>
        <span class="dim cut grow">{run?.attempt ? attemptOf(run.attempt) : props.note}</span>
        {run && !props.isOwn && (
          <LinkButton onClick={() => void panel.goToStep(run.stepId)}>
            {[`step ${run.number}`, run.durationUs === null ? "" : duration(run.durationUs)]
              .filter(Boolean)
              .join(" · ")}
          </LinkButton>
        )}
        <CopyButton panel={panel} value={call?.args ?? result?.result} />
      </div>
      {call && !isEmpty(call.args) && (
        <div class="tool-args">
          <Value panel={panel} value={call.args} />
        </div>
      )}
      {result && (
        <div class={isError ? "tool-result is-error" : "tool-result"}>
          <div class="tool-result-head">
            <Icon
              name={isError ? "error" : "output"}
              size="small"
              label={isError ? "The tool failed" : "Result"}
              class={isError ? "tone-error" : "dim"}
            />
            <div class={isError ? "grow tone-error" : "grow"}>
              <Value panel={panel} value={result.result} />
            </div>
          </div>
        </div>
      )}
      {run && run.sameAs.length > 0 && <SameAs panel={panel} run={run} />}
    </div>
  );
}

const attemptOf = ({ number, of }: { number: number; of: number }) => `attempt ${number} of ${of}`;

/** More earlier steps than this are counted. */
const SAME_NAMED = 4;

/** `Identical to steps 14 and 16`: the same call to the same outcome. */
function SameAs({ panel, run }: { panel: Panel; run: ToolRunRow }) {
  const named = run.sameAs.slice(0, SAME_NAMED);
  const more = run.sameAs.length - named.length;
  const between = (at: number) => (at === 0 ? "" : at === named.length - 1 && more === 0 ? " and " : ", ");
  return (
    <div class="same-as">
      <Icon name="warning" size="small" class="tone-warn" />
      <span>
        {`Identical to ${run.sameAs.length === 1 ? "step " : "steps "}`}
        {named.map(({ stepId, number }, at) => (
          <span key={stepId}>
            {between(at)}
            <LinkButton onClick={() => void panel.goToStep(stepId)}>{String(number)}</LinkButton>
          </span>
        ))}
        {more > 0 && ` and ${more} more`}
      </span>
    </div>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A value as a tree where it is JSON, else as text. */
export function Value(props: { panel: Panel; value: unknown }) {
  const { value, panel } = props;
  if (value === undefined || value === null) return <span class="dim">{"nothing"}</span>;
  const tree = typeof value === "string" ? jsonIn(value) : value;
  if (typeof tree === "object" && tree !== null) return <JsonTree value={tree} />;
  const text = typeof value === "string" ? value : pretty(value);
  return <LongText text={text} code onOpen={() => openText(panel, "Value", text, "plaintext")} />;
}

export function CopyButton(props: { panel: Panel; value: unknown }) {
  return (
    <IconButton icon="copy" label="Copy value" onClick={() => copyText(props.panel, pretty(props.value))} />
  );
}

function PartBox(props: { panel: Panel; part: Exclude<Part, { type: "tool_call" | "tool_result" }> }) {
  const { panel, part } = props;
  switch (part.type) {
    case "text":
      return (
        <MarkdownText text={part.text} onOpen={() => openText(panel, "Message", part.text, "markdown")} />
      );
    case "reasoning":
      return <Reasoning part={part} />;
    case "server_tool_call":
      return (
        <ToolBox
          panel={panel}
          call={{ ...part, type: "tool_call" }}
          result={undefined}
          note="run by the provider"
        />
      );
    case "server_tool_result":
      return (
        <ToolBox
          panel={panel}
          call={undefined}
          result={{ ...part, type: "tool_result" }}
          note="run by the provider"
        />
      );
    case "blob":
      return <Blob part={part} />;
    case "uri":
      return <Attachment icon="link" text={`${part.modality} at ${part.uri}, not loaded`} />;
    case "file":
      return <Attachment icon="file" text={`${part.modality} file ${part.fileId}`} />;
    case "compaction":
      return <Attachment icon="fold" text={part.summary ?? "The conversation was compacted here."} />;
    case "approval":
      return (
        <Attachment
          icon="person"
          text={`${part.approved ? "Approved" : "Refused"}${reasonOf(part.reason)}`}
        />
      );
    case "other":
      return <Value panel={panel} value={part.value} />;
  }
}

const reasonOf = (reason: string | undefined): string => (reason === undefined ? "" : `: ${reason}`);

function Reasoning(props: { part: Extract<Part, { type: "reasoning" }> }) {
  const { text, encrypted } = props.part;
  return (
    <div class="reasoning">
      <header class="turn-head">
        <Icon name="thinking" size="tiny" class="kind-icon" />
        <b>thinking</b>
      </header>
      {text === undefined || text === "" ? (
        <p class="dim">
          {encrypted === undefined ? "not sent by the provider" : "encrypted by the provider"}
        </p>
      ) : (
        <LongText text={text} />
      )}
    </div>
  );
}

/** A picture is drawn when asked for, never by itself: its bytes come from the trace. */
function Blob(props: { part: Extract<Part, { type: "blob" }> }) {
  const [isShown, setShown] = useState(false);
  const { part } = props;
  const address = pictureOf(part);
  const size = bytes(Math.floor(part.base64.length * 0.75));
  const label = `${visibleLine(part.mime ?? part.modality)}, ${size}`;
  if (address === undefined) return <Attachment icon="file-binary" text={label} />;
  return (
    <div class="attachment">
      <Icon name="file-media" size="small" />
      {isShown ? <img class="thumbnail" src={address} alt={label} /> : <span>{label}</span>}
      <LinkButton onClick={() => setShown(!isShown)}>{isShown ? "Hide" : "Show"}</LinkButton>
    </div>
  );
}

function Attachment(props: { icon: string; text: string }) {
  return (
    <div class="attachment">
      <Icon name={props.icon} size="small" />
      <LongText text={props.text} />
    </div>
  );
}

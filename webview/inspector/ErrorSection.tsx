import type { ErrorFacts } from "../../src/protocol/rows";
import type { Panel } from "../state/panel";
import { visibleLine } from "../text";
import { Icon, LongText } from "../ui";
import { CopyButton } from "./Blocks";
import { openText } from "./copy";

/** What failed: type, message, stack. */
export function ErrorSection(props: { panel: Panel; error: ErrorFacts }) {
  const { panel, error } = props;
  return (
    <article class="turn hue-error">
      <header class="turn-head tone-error">
        <Icon name="error" size="small" />
        <b class="cut">{visibleLine(error.type)}</b>
        <CopyButton panel={panel} value={[error.type, error.message, error.stack ?? ""].join("\n")} />
      </header>
      <LongText text={error.message} />
      {error.stack !== undefined && (
        <LongText
          text={error.stack}
          code
          onOpen={() => openText(panel, "Stack", error.stack ?? "", "plaintext")}
        />
      )}
    </article>
  );
}

import { useState } from "preact/hooks";
import { LinkButton, LongText, VisibleText } from "../ui";
import { type Inline, type MarkdownBlock, blocksOf, isMarkdown } from "./markdown";

/** A text as its source, which is what the model read or wrote; rendered when the reader asks for it. */
export function MarkdownText(props: { text: string; onOpen: () => void }) {
  const [isRendered, setRendered] = useState(false);
  const { text } = props;
  if (!isMarkdown(text)) return <LongText text={text} onOpen={props.onOpen} />;
  return (
    <>
      {isRendered ? (
        <div class="text markdown" dir="auto">
          {blocksOf(text).map((block, at) => (
            <Block key={at} block={block} />
          ))}
        </div>
      ) : (
        <LongText text={text} onOpen={props.onOpen} />
      )}
      <div class="more">
        <LinkButton onClick={() => setRendered(!isRendered)}>
          {isRendered ? "Show source" : "Show rendered"}
        </LinkButton>
      </div>
    </>
  );
}

function Block({ block }: { block: MarkdownBlock }) {
  switch (block.kind) {
    case "heading":
      return (
        <p class="md-heading" data-level={block.level}>
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "code":
      return (
        <pre class="md-code">
          <VisibleText text={block.text} />
        </pre>
      );
    case "item":
      return (
        <p class="md-item" style={{ "--al-depth": block.depth }}>
          <span class="dim">{block.marker}</span>
          <span>
            <Inlines inlines={block.inlines} />
          </span>
        </p>
      );
    case "quote":
      return (
        <p class="md-quote">
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "paragraph":
      return (
        <p>
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "rule":
      return <hr class="md-rule" />;
  }
}

function Inlines({ inlines }: { inlines: readonly Inline[] }) {
  return (
    <>
      {inlines.map((inline, at) => (
        <Stretch key={at} inline={inline} />
      ))}
    </>
  );
}

function Stretch({ inline }: { inline: Inline }) {
  const words = <VisibleText text={inline.text} />;
  switch (inline.kind) {
    case "text":
      return words;
    case "code":
      return <code>{words}</code>;
    case "strong":
      return <b>{words}</b>;
    case "emphasis":
      return <em>{words}</em>;
    case "link":
    case "picture":
      return (
        <>
          {inline.kind === "picture" && <span class="dim">picture, not loaded: </span>}
          {words}{" "}
          <span class="dim">
            (<VisibleText text={inline.address} />)
          </span>
        </>
      );
  }
}

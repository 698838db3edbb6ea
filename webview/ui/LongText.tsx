// A text that may be megabytes: twelve lines first, then pieces of 64 KiB, then the editor.

import { useState } from "preact/hooks";
import { bytes } from "../format";
import { LinkButton } from "./controls";
import { foldOf } from "./fold";
import { VisibleText } from "./VisibleText";

const PIECE = 64 * 1024;

export interface LongTextProps {
  readonly text: string;
  /** Prose wraps in the reading font, code keeps its lines. */
  readonly code?: boolean;
  readonly onOpen?: () => void;
}

export function LongText(props: LongTextProps) {
  const [pieces, setPieces] = useState(0);
  const folded = foldOf(props.text);
  const shown = pieces === 0 ? folded.text : props.text.slice(0, pieces * PIECE);
  const left = props.text.length - shown.length;
  return (
    <>
      <div class={props.code ? "text code" : "text"} dir="auto">
        <VisibleText text={shown} />
      </div>
      {(left > 0 || pieces > 0) && (
        <div class="more">
          {left > 0 && (
            <LinkButton onClick={() => setPieces(pieces + 1)}>
              {moreLabel(pieces, folded.lines, left)}
            </LinkButton>
          )}
          {pieces > 0 && folded.text.length < props.text.length && (
            <LinkButton onClick={() => setPieces(0)}>Show less</LinkButton>
          )}
          {props.onOpen && props.text.length > PIECE && (
            <LinkButton onClick={props.onOpen}>Open as document</LinkButton>
          )}
        </div>
      )}
    </>
  );
}

function moreLabel(pieces: number, lines: number, left: number): string {
  if (pieces === 0 && lines > 0 && left <= PIECE)
    return lines === 1 ? "Show 1 more line" : `Show ${lines} more lines`;
  return `Show ${bytes(Math.min(left, PIECE))} more of ${bytes(left)}`;
}

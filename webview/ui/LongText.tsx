// A text that may be megabytes: twelve lines first, then pieces of 64 KiB, then the editor.

import { useState } from "preact/hooks";
import { bytes } from "../format";
import { LinkButton } from "./controls";
import { VisibleText } from "./VisibleText";

const FOLDED_LINES = 12;
/** A single line without breaks is folded by its length: about twelve lines of a 396 px pane. */
const FOLDED_CHARACTERS = 1_200;
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

/** The first lines, and how many lines are left out; the whole text where it is short. */
export function foldOf(text: string): { readonly text: string; readonly lines: number } {
  let end = -1;
  for (let line = 0; line < FOLDED_LINES; line++) {
    const next = text.indexOf("\n", end + 1);
    if (next === -1)
      return text.length <= FOLDED_CHARACTERS ? { text, lines: 0 } : cutAt(text, FOLDED_CHARACTERS);
    end = next;
  }
  // One line too many is shown rather than offered: the offer would take as much room.
  if (text.indexOf("\n", end + 1) === -1 && text.length - end <= 120 && end <= FOLDED_CHARACTERS * 2) {
    return { text, lines: 0 };
  }
  return cutAt(text, Math.min(end, FOLDED_CHARACTERS * 2));
}

function cutAt(text: string, end: number): { text: string; lines: number } {
  // Never between the halves of a surrogate pair.
  const at = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
  let lines = 0;
  for (let from = at; from < text.length && lines < 1_000_000; lines++) {
    const next = text.indexOf("\n", from + 1);
    from = next === -1 ? text.length : next;
  }
  return { text: text.slice(0, at), lines: text.charAt(at) === "\n" ? lines : 0 };
}

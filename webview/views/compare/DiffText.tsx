import { VisibleText } from "../../ui";
import type { DiffPiece } from "./word-diff";

/** Pieces of this many characters are for the editor. */
const MOST_SHOWN = 20_000;

/** Texts from traces as text nodes: removed words struck through, added ones marked. */
export function DiffText({ pieces, isCode = false }: { pieces: readonly DiffPiece[]; isCode?: boolean }) {
  return (
    <div class={isCode ? "diff-text code" : "diff-text"} dir="auto">
      {pieces.map(({ change, text }, at) => {
        const shown = <VisibleText text={text.slice(0, MOST_SHOWN)} />;
        if (change === "removed") return <del key={at}>{shown}</del>;
        if (change === "added") return <ins key={at}>{shown}</ins>;
        return <span key={at}>{shown}</span>;
      })}
    </div>
  );
}

import { visiblePieces } from "../text";

/** Text from a trace as text nodes; hidden characters are shown as marked codes. */
export function VisibleText(props: { text: string }) {
  const pieces = visiblePieces(props.text);
  if (pieces.length === 1 && !pieces[0]?.isCode) return <>{pieces[0]?.text}</>;
  return (
    <>
      {pieces.map((piece, at) =>
        piece.isCode ? (
          <span key={at} class="hidden-code">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </>
  );
}

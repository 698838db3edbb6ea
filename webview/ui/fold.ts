// Where a long text is folded at first. Pure.

const FOLDED_LINES = 12;
/** A single line without breaks is folded by its length: about twelve lines of a 396 px pane. */
const FOLDED_CHARACTERS = 1_200;

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

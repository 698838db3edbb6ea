import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../ui";
import type { View } from "../views/view";

/** Keys that work in every view; a view's own come first and may take one of these for itself. */
export const FRAME_KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["R V M", "Replay from here; add to variant; compare with another session"],
  ["Shift+Y", "Copy a link to the step"],
  ["1 … 6", "The views, in the order of their tabs"],
  ["?", "All keys"],
];

/** All keys of a view. Escape closes it, and the focus goes back where it was. */
export function KeySheet(props: {
  view: Pick<View, "title" | "keySheet">;
  /** Keys that the frame around the view has. */
  more?: View["keySheet"];
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class="key-sheet" aria-labelledby="key-sheet-title" onClose={props.onClose}>
      <header class="line">
        <h2 id="key-sheet-title" class="grow">{`Keys of ${props.view.title}`}</h2>
        <IconButton icon="close" label="Close" onClick={() => dialog.current?.close()} />
      </header>
      <table class="table">
        <tbody>
          {[...props.view.keySheet, ...(props.more ?? [])].map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td class="wraps">{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </dialog>
  );
}

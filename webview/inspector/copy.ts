import type { Panel } from "../state/panel";

/** The protocol takes texts of 4 MiB; what is longer is opened as a document instead. */
const MAX_COPY = 4 * 1024 * 1024;

/** Puts a text on the clipboard through the editor, and says so in the live region. */
export function copyText(panel: Panel, text: string): void {
  panel.channel.ask("host/copy", { text: text.slice(0, MAX_COPY) }).then(
    () => (panel.said.value = "Copied"),
    () => (panel.said.value = "Copying failed."),
  );
}

/** Opens a text beside the panel, where it can be searched and folded. */
export function openText(
  panel: Panel,
  title: string,
  text: string,
  language: "json" | "markdown" | "plaintext",
): void {
  const args = { title: title.slice(0, 200), text: text.slice(0, MAX_COPY), language };
  panel.channel
    .ask("host/open-document", args)
    .catch(() => (panel.said.value = "The document could not be opened."));
}

// Markdown as blocks and stretches of text, for a reader who asks to see it rendered. Pure.
//
// Our own, for what model answers use: it can only make text, so there is nothing in it to switch off. A link is its words
// and its address, a picture is its description and its address; neither can be followed or fetched.

export type Inline =
  | { readonly kind: "text" | "code" | "strong" | "emphasis"; readonly text: string }
  | { readonly kind: "link" | "picture"; readonly text: string; readonly address: string };

export type MarkdownBlock =
  | { readonly kind: "heading"; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "item";
      readonly depth: number;
      readonly marker: string;
      readonly inlines: readonly Inline[];
    }
  | { readonly kind: "quote" | "paragraph"; readonly inlines: readonly Inline[] }
  | { readonly kind: "rule" };

/** What is rendered at most; a longer text is read as its source or in an editor. */
export const MOST_RENDERED = 64 * 1024;

const MARKS = /^\s{0,3}(#{1,6}\s|```|~~~|[-*+]\s|\d{1,3}[.)]\s|>)|\*\*\S|`[^`\n]+`|\]\(/m;

/** Whether a text would look different rendered. */
export function isMarkdown(text: string): boolean {
  return text.length <= MOST_RENDERED && MARKS.test(text);
}

/** The blocks of a text in their order. Never throws; what is not understood is a paragraph. */
export function blocksOf(text: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: "paragraph", inlines: inlinesOf(paragraph.join("\n")) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (fence !== undefined) {
      endParagraph();
      const end = lines.findIndex((each, index) => index > at && each.trim().startsWith(fence));
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, last).join("\n") });
      at = last;
    } else if (line.trim() === "") endParagraph();
    else {
      const block = lineBlock(line);
      if (block) {
        endParagraph();
        blocks.push(block);
      } else paragraph.push(line.trim());
    }
  }
  endParagraph();
  return blocks;
}

/** A block that one line is; undefined for a line of a paragraph. */
function lineBlock(line: string): MarkdownBlock | undefined {
  const heading = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) {
    return { kind: "heading", level: heading[1]?.length ?? 1, inlines: inlinesOf(heading[2] ?? "") };
  }
  if (/^\s{0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return { kind: "rule" };
  const item = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/.exec(line);
  if (item) {
    const depth = Math.min(6, Math.floor((item[1] ?? "").replace(/\t/g, "  ").length / 2));
    const marker = /\d/.test(item[2] ?? "") ? (item[2] ?? "") : "•";
    return { kind: "item", depth, marker, inlines: inlinesOf(item[3] ?? "") };
  }
  const quote = /^\s{0,3}>\s?(.*)$/.exec(line);
  return quote ? { kind: "quote", inlines: inlinesOf(quote[1] ?? "") } : undefined;
}

/** Code first, as nothing in it means anything; each alternative is bounded by characters that it may not hold. */
const INLINE =
  /`([^`\n]+)`|(!?)\[([^[\]\n]*)\]\(([^()\s]*)[^()\n]*\)|\*\*([^*\n]+)\*\*|__([^_\n]+)__|\*([^*\s][^*\n]*)\*|\b_([^_\s][^_\n]*)_\b/g;

export function inlinesOf(text: string): readonly Inline[] {
  const inlines: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) inlines.push({ kind: "text", text: text.slice(from, match.index) });
    inlines.push(inlineOf(match));
    from = match.index + match[0].length;
  }
  if (from < text.length) inlines.push({ kind: "text", text: text.slice(from) });
  return inlines;
}

function inlineOf(match: RegExpMatchArray): Inline {
  const [, code, bang, words, address, strong, strongToo, emphasis, emphasisToo] = match;
  if (code !== undefined) return { kind: "code", text: code };
  if (words !== undefined) {
    return { kind: bang === "!" ? "picture" : "link", text: words, address: address ?? "" };
  }
  const bold = strong ?? strongToo;
  if (bold !== undefined) return { kind: "strong", text: bold };
  return { kind: "emphasis", text: emphasis ?? emphasisToo ?? "" };
}

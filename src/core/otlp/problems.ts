// What is odd about a span or a log record, found in its bytes: shown beside it, never a reason to lose it.

import type { Problem } from "../model/problem";
import { checkAnyValue, isLoneNumber, loneStringAt, MAX_VALUE_DEPTH } from "./any-value";
import type { AttributeSlots } from "./attributes";
import { ProtobufReader } from "./protobuf";
import type { SpanLayout } from "./span-layout";
import { textAt } from "./text";
import type { Utf8Check } from "./text";

/** Above this, microseconds are no safe integers any more (the year 2255). */
const MAX_SANE_NS = BigInt(Number.MAX_SAFE_INTEGER) * 1000n;
const YEAR_NS = 365n * 86_400_000_000_000n;

const NOTHING: readonly Problem[] = [];

/** Everything odd about a span that can be seen without other spans, in a fixed order. */
export function problemsOfSpan(
  span: { readonly startNs: bigint; readonly endNs: bigint },
  layout: SpanLayout,
  isUtf8: Utf8Check,
): readonly Problem[] {
  const { events, links } = layout;
  const texts = new TextCheck(layout.bytes, isUtf8);
  texts.field("name", layout.name.start, layout.name.end);
  texts.field("status.message", layout.statusMessage.start, layout.statusMessage.end);
  for (const event of events) texts.field("event name", event.name.start, event.name.end);
  texts.attributes(layout.attributes.offsets);
  for (const { attributes } of events) texts.attributes(attributes.offsets);
  for (const { attributes } of links) texts.attributes(attributes.offsets);
  const clock = isSoundClock(span) ? NOTHING : clockProblems(span.startNs, span.endNs);
  const cut = [layout, ...events, ...links].flatMap(({ attributes }) => cutProblems(attributes));
  const dropped = droppedProblems(layout.droppedAttributes);
  const problems = [...clock, ...parentProblems(layout), ...cut, ...texts.problems, ...dropped];
  return problems.length === 0 ? NOTHING : problems;
}

/** Nearly all clocks are sound, and four comparisons tell. */
function isSoundClock({ startNs, endNs }: { readonly startNs: bigint; readonly endNs: bigint }): boolean {
  return startNs > 0n && endNs >= startNs && endNs - startNs <= YEAR_NS && endNs <= MAX_SANE_NS;
}

/** Times that cannot be. The exact times stay as they were sent. */
function clockProblems(startNs: bigint, endNs: bigint): Problem[] {
  const messages: string[] = [];
  if (startNs === 0n) messages.push("The start time is zero.");
  if (endNs === 0n) messages.push("The end time is zero.");
  else if (endNs < startNs) messages.push(`The span ends ${startNs - endNs} ns before it starts.`);
  else if (startNs > 0n && endNs - startNs > YEAR_NS) messages.push("The span lasts longer than a year.");
  if (startNs > MAX_SANE_NS || endNs > MAX_SANE_NS) messages.push("The time lies after the year 2255.");
  return messages.map((message) => ({ code: "clock", message }));
}

function parentProblems({ parentSpanId: { start, end } }: SpanLayout): Problem[] {
  if (end - start === 0 || end - start === 8) return [];
  const message = `The parent's id has ${end - start} bytes instead of 8: the span is shown without a parent.`;
  return [{ code: "unreadable", message, key: "parent_span_id" }];
}

/** One problem for each attribute whose value lies deeper than we keep. */
export function cutProblems(slots: AttributeSlots): Problem[] {
  return slots.cutKeys.map((key) => cutProblem(key));
}

/** The problem of a value that lies deeper than we keep. */
export function cutProblem(key: string): Problem {
  const message = `The value is nested deeper than ${MAX_VALUE_DEPTH} levels and is shown cut.`;
  return { code: "cut-value", message, key };
}

/** Says that the client's own limit dropped attributes (OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT is 128 unless set). */
export function droppedProblems(count: number): Problem[] {
  if (count === 0) return [];
  const message = `The client dropped ${count} attributes. Raise OTEL_ATTRIBUTE_COUNT_LIMIT where the agent runs.`;
  return [{ code: "dropped-attributes", message }];
}

/** Looks for texts that are not UTF-8, each key or field told once. */
export class TextCheck {
  readonly problems: Problem[] = [];
  readonly #told = new Set<string>();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly isUtf8: Utf8Check,
  ) {}

  field(name: string, start: number, end: number): void {
    if (!this.#isSound(start, end)) this.#tell(name);
  }

  /** Keys and all texts in the values of attributes, given as their offsets. */
  attributes(offsets: readonly number[]): void {
    for (let slot = 0; slot < offsets.length; slot += 4) {
      const keyStart = offsets[slot] ?? 0;
      const keyEnd = offsets[slot + 1] ?? 0;
      const valueStart = offsets[slot + 2] ?? -1;
      const valueEnd = offsets[slot + 3] ?? -1;
      let sound = this.#isSound(keyStart, keyEnd);
      if (valueStart >= 0 && !this.#isSoundValue(valueStart, valueEnd)) sound = false;
      if (!sound) this.#tell(textAt(this.bytes, keyStart, keyEnd));
    }
  }

  /** All texts in one AnyValue message. */
  value(name: string, start: number, end: number): void {
    if (!this.#isSoundValue(start, end)) this.#tell(name);
  }

  #isSoundValue(start: number, end: number): boolean {
    const text = loneStringAt(this.bytes, start, end);
    if (text >= 0) return this.#isSound(text, end);
    if (isLoneNumber(this.bytes, start, end)) return true;
    let sound = true;
    checkAnyValue(new ProtobufReader(this.bytes, start, end), 0, (textStart, textEnd) => {
      if (sound && !this.#isSound(textStart, textEnd)) sound = false;
    });
    return sound;
  }

  #isSound(start: number, end: number): boolean {
    return isAscii(this.bytes, start, end) || this.isUtf8(this.bytes.subarray(start, end));
  }

  #tell(key: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const message = "The text was not valid UTF-8. U+FFFD stands where bytes could not be read.";
    this.problems.push({ code: "repaired-text", message, key });
  }
}

/** Short texts are looked at here: a call with a view of its own costs more than the look. */
function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 64) return false;
  for (let index = start; index < end; index++) if ((bytes[index] ?? 0) >= 0x80) return false;
  return true;
}

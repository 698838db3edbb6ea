// Numbers as people read them (ui/README §4). Pure; every rule has a row in test/webview/format.test.ts.
//
// Null always means unknown and reads "unknown", never 0 and never blank.

import type { Usage } from "../src/protocol/rows";

export const UNKNOWN = "unknown";
const MINUS = "−";

/** Dollars in totals and sentences: two decimals from $0.10, else three; none from $1,000. */
export function costInSentence(costUsd: number | null): string {
  if (costUsd === null) return UNKNOWN;
  if (costUsd === 0) return "$0";
  if (costUsd < 0.0005) return "<$0.001";
  if (costUsd >= 999.995) return `$${grouped(Math.round(costUsd))}`;
  return `$${costUsd.toFixed(costUsd >= 0.0995 ? 2 : 3)}`;
}

/** Dollars in rows and tables: three decimals under $1, else two. */
export function costInRow(costUsd: number | null): string {
  if (costUsd === null) return UNKNOWN;
  if (costUsd === 0) return "$0";
  if (costUsd < 0.0005) return "<$0.001";
  return costUsd >= 0.9995 ? `$${groupedDecimals(costUsd)}` : `$${costUsd.toFixed(3)}`;
}

/** Dollars with every digit that means something, for tooltips and screen readers. */
export function costExact(costUsd: number | null): string {
  return costUsd === null ? UNKNOWN : `$${trimZeros(costUsd.toFixed(8))}`;
}

/** A sum that leaves out calls without a price says so: `≥ $0.83`. Null with calls left out stays unknown. */
export function costWithGaps(costUsd: number | null, unpricedCalls: number): string {
  const known = costInSentence(costUsd);
  return unpricedCalls > 0 && costUsd !== null ? `≥ ${known}` : known;
}

/** Tokens: exact under 1,000, one decimal to 99.9k, then whole k, then M with one decimal. */
export function tokens(count: number | null): string {
  if (count === null) return UNKNOWN;
  if (count < 1000) return String(count);
  if (count < 99_950) return `${(count / 1000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

export function exact(count: number | null): string {
  return count === null ? UNKNOWN : grouped(count);
}

/** Microseconds as `400 ms`, `9.4 s`, `3 m 42 s`, `1 h 04 m`. */
export function duration(durationUs: number | null): string {
  if (durationUs === null) return UNKNOWN;
  const ms = durationUs / 1000;
  if (ms > 0 && ms < 0.95) return "<1 ms";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  return longDuration(Math.round(ms / 1000));
}

/** A running clock counts whole seconds. */
export function runningDuration(durationUs: number): string {
  const seconds = Math.max(0, Math.floor(durationUs / 1_000_000));
  return seconds < 60 ? `${seconds} s` : longDuration(seconds);
}

/** For screen readers: words, no abbreviations. */
export function spokenDuration(durationUs: number | null): string {
  if (durationUs === null) return "duration unknown";
  const ms = Math.round(durationUs / 1000);
  if (ms < 1000) return plural(ms, "millisecond");
  if (ms < 60_000) return `${trimZeros((ms / 1000).toFixed(1))} seconds`.replace(/^1 seconds$/, "1 second");
  const seconds = Math.round(ms / 1000);
  return `${plural(Math.floor(seconds / 60), "minute")} ${plural(seconds % 60, "second")}`;
}

function longDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A part of a whole: whole percent, `<1%` for a little; unknown where either is. */
export function share(part: number | null, whole: number | null): string {
  if (part === null || whole === null || whole === 0) return UNKNOWN;
  const percent = (part / whole) * 100;
  if (percent > 0 && percent < 1) return "<1%";
  return `${Math.round(percent)}%`;
}

/**
 * A change with its sign; the minus is a real one. One that is too small to be written has none: `<$0.001` reads as what it
 * is, `−<$0.001` as nothing. Which way it went belongs into the tooltip.
 */
export function change(delta: number, write: (size: number) => string): string {
  if (delta === 0) return "0";
  const size = write(Math.abs(delta));
  return size.startsWith("<") ? size : `${delta < 0 ? MINUS : "+"}${size}`;
}

/** Decimal units: `128 kB`, `512 MB`. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB"] as const;
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 1 && value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${digits} ${units[unit] ?? "B"}`;
}

/** A clock today, else the day: `02:06`, `Yesterday 02:06`, `16 Nov 09:30`; the year where it is another one. */
export function clock(atUs: number, now: Date): string {
  const at = new Date(atUs / 1000);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return time;
  if (days === 1) return `Yesterday ${time}`;
  const month = MONTHS[at.getMonth()] ?? "";
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${month}${year} ${time}`;
}

/** A clock for ledgers: `02:09:46`. */
export function clockWithSeconds(atUs: number): string {
  const at = new Date(atUs / 1000);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function midnight(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** `1 step`, `46 steps`, `1,204 steps`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/**
 * A model's name in a row: the vendor's prefix and the date of the build go, `claude-sonnet-4-5-20250929` reads
 * `sonnet-4-5`. The inspector shows the whole name.
 */
export function shortModel(name: string): string {
  // Only what looks like a model's name is cut: anything else is shown as it came.
  if (!/^[\w.:@/-]+$/.test(name)) return name;
  const last = name.slice(name.lastIndexOf("/") + 1);
  const bare = last
    .replace(/^(?:[a-z]{2}\.)?(?:anthropic|amazon|meta|mistral|cohere|openai|google)\./, "")
    .replace(/^(claude|models)-(?=[a-z])/, "");
  const short = bare.replace(/-v\d+(:\d+)?$/, "").replace(/-(?:20\d{6}|20\d{2}-\d{2}-\d{2}|latest)$/, "");
  return short === "" ? name : short;
}

/** An id of which the first 8 characters are enough to tell it from its neighbours. */
export function shortId(id: string): string {
  return id.length > 8 ? id.slice(0, 8) : id;
}

/** Every token of a usage: input and output; null where no bucket is known. */
export function totalTokens(usage: Usage | undefined): number | null {
  if (!usage) return null;
  return sum([usage.inUncached, usage.inCacheRead, usage.inCacheWrite, usage.out, usage.reasoning]);
}

/** All input tokens, cached ones too; null where no bucket of them is known. */
export function inputTokens(usage: Usage | undefined): number | null {
  return usage ? sum([usage.inUncached, usage.inCacheRead, usage.inCacheWrite]) : null;
}

/** All output tokens, reasoning too; null where neither is known. */
export function outputTokens(usage: Usage | undefined): number | null {
  return usage ? sum([usage.out, usage.reasoning]) : null;
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

function groupedDecimals(value: number): string {
  const [whole = "0", decimals = "00"] = value.toFixed(2).split(".");
  return `${grouped(Number(whole))}.${decimals}`;
}

function trimZeros(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

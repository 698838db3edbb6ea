// Numbers and foreign text as people read them in trees, tooltips and the status bar (the rules of the views: 2 decimals
// from $0.10, unknown is a word, control characters are seen).

import type { Usage } from "../protocol/rows";

/** A cost in totals and sentences: `$0.83`, `$0.058`, `$1,204`, `$0` for free and `unknown` for null. */
export function costText(costUsd: number | null): string {
  if (costUsd === null) return "unknown";
  if (costUsd === 0) return "$0";
  if (costUsd < 0.0005) return "<$0.001";
  const decimals = costUsd >= 1000 ? 0 : costUsd >= 0.0995 ? 2 : 3;
  return `$${costUsd.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`;
}

/** A sum of which some parts may be unknown: `≥ $0.83` where calls have no price. */
export function costSumText(costUsd: number | null, unpricedCalls: number): string {
  return costUsd !== null && unpricedCalls > 0 ? `≥ ${costText(costUsd)}` : costText(costUsd);
}

/** Tokens, exact below 1,000: `412`, `20.1k`, `212k`, `1.4M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 99_950) return `${(tokens / 1000).toFixed(1)}k`;
  if (tokens < 999_500) return `${Math.round(tokens / 1000)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}

/** All tokens of a usage; null where no bucket is known. */
export function tokensOf(usage: Usage): number | null {
  const known = [usage.inUncached, usage.inCacheRead, usage.inCacheWrite, usage.out, usage.reasoning].filter(
    (bucket) => bucket !== null,
  );
  return known.length === 0 ? null : known.reduce((sum, bucket) => sum + bucket, 0);
}

/** How long something took: `400 ms`, `9.4 s`, `3 m 42 s`, `1 h 04 m`. */
export function durationText(durationUs: number): string {
  const ms = durationUs / 1000;
  if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  return longDuration(Math.round(ms / 1000));
}

/** A clock that runs, in whole seconds: `41 s`, `3 m 42 s`. */
export function runningText(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  return seconds < 60 ? `${seconds} s` : longDuration(seconds);
}

/** When something was, seen from `now`: the clock today, else the day. Local time. */
export function timeText(atUs: number, now: Date): string {
  const at = new Date(atUs / 1000);
  if (daysBetween(at, now) === 0) return clock(at);
  if (daysBetween(at, now) === 1) return "Yesterday";
  const month = at.toLocaleString("en-US", { month: "short" });
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${month}${year} ${clock(at)}`;
}

/** `1 step`, `4 steps`, `1,204 steps`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/**
 * Foreign text on one native line: control, bidi and invisible characters become visible escapes, line ends become
 * blanks, and what is longer than `maxLength` characters is cut with an ellipsis. Joiners of emoji and scripts stay.
 */
export function oneLine(text: string, maxLength = 200): string {
  const line = visible(text.slice(0, maxLength * 4).replace(/\s+/g, " ")).trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

/** Text with control and bidi characters written as `\u{202E}`; line ends and tabs stay. */
export function visible(text: string): string {
  return text.replace(
    HIDDEN,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`,
  );
}

/** C0 and C1 controls, zero-width space, bidi marks, embeddings and isolates, the byte order mark, tag characters. */
const HIDDEN =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

function longDuration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
}

function clock(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

function daysBetween(earlier: Date, later: Date): number {
  const day = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  return day(later) - day(earlier);
}

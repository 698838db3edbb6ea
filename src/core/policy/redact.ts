// Hides secrets in what would leave the machine: texts, JSON values, and bodies that must stay as they are otherwise.

import { mapJsonStrings } from "./json-strings";
import { mayNameSecret, secretsIn, type SecretKind } from "./secrets";

/** How often each kind was found; a secret that stands in many places counts once. */
export type SecretCounts = readonly { readonly kind: SecretKind; readonly count: number }[];

/** Long texts repeat from call to call as contexts grow; what was found in them is remembered. */
const MIN_REMEMBERED = 256;

/** Longer texts are judged without their name: a key or a password is short. */
const MAX_NAMED = 1000;

/** Members that carry what a provider signed or encrypted: opaque, and refused when a letter of them changes. */
const OPAQUE_MEMBERS: ReadonlySet<string> = new Set([
  "signature",
  "encrypted_content",
  "encrypted",
  "thoughtSignature",
  "thought_signature",
]);

/** What stands in the place of a secret. It has no character that JSON would escape. */
export function maskOf(kind: SecretKind): string {
  return `[masked ${kind}]`;
}

/** Hides secrets and counts the different ones it has met. */
export class Redactor {
  private readonly remembered = new Map<string, string>();
  private readonly met = new Map<SecretKind, Set<string>>();

  /** The text with its secrets masked; the same text where it holds none. */
  text(text: string): string {
    if (text.length < MIN_REMEMBERED) return this.maskText(text);
    const known = this.remembered.get(text);
    if (known !== undefined) return known;
    const masked = this.maskText(text);
    this.remembered.set(text, masked);
    return masked;
  }

  /** A JSON value with the secrets of its texts masked; values without any stay the same objects. */
  value<Value>(value: Value): Value;
  value(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value))
      return sameOr(
        value,
        value.map((item: unknown) => this.value(item)),
      );
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const masked = entries.map(([key, inner]) => [this.text(key), this.member(key, inner)] as const);
    const isSame = masked.every(([key, inner], at) => key === entries[at]?.[0] && inner === entries[at][1]);
    return isSame ? value : Object.fromEntries(masked);
  }

  /** The value of a member: its name may tell that it is a secret. */
  member(name: string, value: unknown): unknown {
    if (OPAQUE_MEMBERS.has(name)) return value;
    if (typeof value !== "string" || value.length > MAX_NAMED || !mayNameSecret(name))
      return this.value(value);
    const prefix = `${name}: `;
    const masked = this.maskText(prefix + value);
    return masked.startsWith(prefix) ? masked.slice(prefix.length) : this.text(value);
  }

  /** A JSON text in which only the strings that hold a secret are written anew; every other byte stays. */
  json(json: string): string {
    return mapJsonStrings(json, (text, name) =>
      name === undefined ? this.text(text) : String(this.member(name, text)),
    );
  }

  /** The different secrets met so far, by kind. */
  counts(): SecretCounts {
    return [...this.met].map(([kind, values]) => ({ kind, count: values.size }));
  }

  /** How many different secrets were met so far. */
  total(): number {
    return this.counts().reduce((sum, { count }) => sum + count, 0);
  }

  private maskText(text: string): string {
    let masked = "";
    let at = 0;
    for (const { kind, value, start, end } of secretsIn(text)) {
      masked += text.slice(at, start) + this.hide(kind, value);
      at = end;
    }
    return at === 0 ? text : masked + text.slice(at);
  }

  private hide(kind: SecretKind, value: string): string {
    const values = this.met.get(kind) ?? new Set();
    this.met.set(kind, values.add(value));
    return maskOf(kind);
  }
}

function sameOr(list: readonly unknown[], masked: readonly unknown[]): readonly unknown[] {
  return masked.every((item, at) => item === list[at]) ? list : masked;
}

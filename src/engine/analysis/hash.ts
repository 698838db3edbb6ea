// Hashes that name equal content, handed to core, which has none of its own.

import { createHash } from "node:crypto";
import { canonicalValue } from "../../core/model/canonical";

/** 128 bits of SHA-256 as base64: what traces hold is hostile, so two texts must not be made to share a hash. */
export function hashText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("base64").slice(0, 22);
}

/** Equal for equal values, whatever the order of their fields. */
export function hashValue(value: unknown): string {
  return hashText(canonicalValue(value));
}

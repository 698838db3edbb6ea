// Base64 both ways. The core has neither node's Buffer nor the browser's atob.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as padded base64 text. */
export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let index = 0; index < bytes.length; index += 3) {
    const [first = 0, second, third] = bytes.subarray(index, index + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    pieces.push(
      digit(bits >> 18) +
        digit(bits >> 12) +
        (second === undefined ? "=" : digit(bits >> 6)) +
        (third === undefined ? "=" : digit(bits)),
    );
  }
  return pieces.join("");
}

/** The bytes of base64 text, standard or URL-safe, padded or not; null where it is not base64. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const digits = text
    .replace(/-/g, "+")
    .replace(/_/g, "/")
    .replace(/={0,2}$/, "");
  if (digits.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(digits)) return null;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const character of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  return bytes;
}

function digit(bits: number): string {
  return ALPHABET.charAt(bits & 63);
}

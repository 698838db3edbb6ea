// The few globals that src/core uses. The folder compiles without node types and without the DOM, so that
// nothing of either slips in: these exist in every JavaScript runtime we run in.

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

// The last value of each attribute of the traces at hand, to compare the next one with. A context that grows is known
// up to its new messages by comparing bytes, without cutting and hashing them again.

/** How many bytes of values are kept together. */
const MAX_BYTES = 48 << 20;

/** The last value of one attribute in one trace. */
export interface RecentValue {
  /** Holds the value at its start; there may be room behind it for the next one. */
  bytes: Buffer;
  length: number;
  /** Where its pieces end, and the node of each. */
  ends: number[];
  nodes: number[];
  /** Those of the ends at which a longer value can be cut on. */
  resumes: number[];
}

export class RecentValues {
  /** By trace, then by attribute; the trace that was asked for last stands last. */
  private readonly traces = new Map<string, Map<string, RecentValue>>();
  private bytes = 0;
  /** The trace asked for last: spans of one trace come together, with dozens of values each. */
  private latest = nothing();

  /** The last value of an attribute, empty where none came yet: the caller fills it with the next one. */
  of(trace: string, key: string): RecentValue {
    const values = this.valuesOf(trace);
    const known = values.get(key);
    if (known) return known;
    const empty = { bytes: Buffer.alloc(0), length: 0, ends: [], nodes: [], resumes: [] };
    values.set(key, empty);
    return empty;
  }

  /** Keeps a value's bytes; the first `shared` of them are those that stand there already. */
  keep(recent: RecentValue, value: Uint8Array, shared: number): void {
    if (value.length > recent.bytes.length) {
      const roomy = Buffer.allocUnsafeSlow(Math.ceil(value.length * 1.5));
      recent.bytes.copy(roomy, 0, 0, shared);
      this.bytes += roomy.length - recent.bytes.length;
      recent.bytes = roomy;
    }
    recent.bytes.set(value.subarray(shared), shared);
    recent.length = value.length;
  }

  /** Drops the traces that were asked for longest ago until few enough bytes are held. */
  shrink(): void {
    for (const [trace, values] of this.traces) {
      if (this.bytes <= MAX_BYTES) return;
      this.traces.delete(trace);
      this.latest = nothing();
      for (const { bytes } of values.values()) this.bytes -= bytes.length;
    }
  }

  clear(): void {
    this.traces.clear();
    this.latest = nothing();
    this.bytes = 0;
  }

  private valuesOf(trace: string): Map<string, RecentValue> {
    if (trace === this.latest.trace) return this.latest.values;
    const values = this.traces.get(trace) ?? new Map<string, RecentValue>();
    this.traces.delete(trace);
    this.traces.set(trace, values);
    this.latest = { trace, values };
    return values;
  }
}

function nothing(): { readonly trace: string | null; readonly values: Map<string, RecentValue> } {
  return { trace: null, values: new Map() };
}

/** How many bytes of a value are known from the last one: all of them, or up to the last resume where both are alike. */
export function sharedBytes(recent: RecentValue, value: Uint8Array): number {
  const { bytes, length, resumes } = recent;
  if (length === value.length && bytes.compare(value, 0, length, 0, length) === 0) return length;
  let low = 0;
  let high = resumes.length;
  // The newest resume first: most contexts only grow.
  let middle = high;
  while (low < high) {
    const from = low === 0 ? 0 : (resumes[low - 1] ?? 0);
    const to = resumes[middle - 1] ?? 0;
    if (to <= value.length && bytes.compare(value, from, to, from, to) === 0) low = middle;
    else high = middle - 1;
    middle = (low + high + 1) >> 1;
  }
  return low === 0 ? 0 : (resumes[low - 1] ?? 0);
}

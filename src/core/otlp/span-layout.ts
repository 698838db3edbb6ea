// Where the parts of one span lie in its bytes.

import { AttributeSlots } from "./attributes";

/** Where something lies in the body. Equal start and end: it is empty or was not sent. */
export interface Range {
  start: number;
  end: number;
}

/** Where the parts of a span lie, and the numbers that cost nothing to read on the way. */
export class SpanLayout {
  readonly traceId: Range = { start: 0, end: 0 };
  readonly spanId: Range = { start: 0, end: 0 };
  readonly parentSpanId: Range = { start: 0, end: 0 };
  readonly name: Range = { start: 0, end: 0 };
  readonly statusMessage: Range = { start: 0, end: 0 };
  statusCode = 0;
  kind = 0;
  /** -1 where no time was sent. */
  startNsAt = -1;
  endNsAt = -1;
  droppedAttributes = 0;
  readonly attributes = new AttributeSlots();
  readonly events: EventLayout[] = [];
  readonly links: LinkLayout[] = [];

  constructor(
    readonly bytes: Uint8Array,
    readonly start: number,
    readonly end: number,
  ) {}
}

export interface EventLayout {
  readonly name: Range;
  timeNs: bigint;
  readonly attributes: AttributeSlots;
}

export interface LinkLayout {
  readonly traceId: Range;
  readonly spanId: Range;
  readonly attributes: AttributeSlots;
}

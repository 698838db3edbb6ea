// What spans, log records and metrics are wrapped in: request → per resource → per scope → items.
//
// The three signals share these field numbers, so that one walk serves all of them.

import { ProtobufReader, WIRE_LENGTH } from "./protobuf";
import { decodeResource, decodeScope } from "./resource";
import { textAt } from "./text";
import type { ResourceRecord, ScopeRecord } from "./wire";

const PER_RESOURCE = (1 << 3) | WIRE_LENGTH;
/** The Resource in a ResourceSpans, the InstrumentationScope in a ScopeSpans. */
const OWNER = (1 << 3) | WIRE_LENGTH;
/** The ScopeSpans in a ResourceSpans, the Span in a ScopeSpans. */
const CHILD = (2 << 3) | WIRE_LENGTH;
const SCHEMA_URL = (3 << 3) | WIRE_LENGTH;

const NOTHING = new Uint8Array(0);

/** Called with the reader inside one item (a span, a record, a metric); it reads up to the reader's end. */
export type OnItem = (reader: ProtobufReader, resource: ResourceRecord, scope: ScopeRecord) => void;

/** Walks an Export…ServiceRequest, item by item. Throws MalformedBody where the framing is broken. */
export function walkRequest(body: Uint8Array, onItem: OnItem): void {
  const reader = new ProtobufReader(body);
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag !== PER_RESOURCE) reader.skip(tag);
    else {
      const outerEnd = reader.enter();
      walkResource(reader, onItem);
      reader.leave(outerEnd);
    }
  }
}

function walkResource(reader: ProtobufReader, onItem: OnItem): void {
  const { owner, schemaUrl, children } = readEnvelope(reader);
  const resource = decodeResource(owner, schemaUrl);
  forEachChild(reader, children, () => walkScope(reader, resource, onItem));
}

function walkScope(reader: ProtobufReader, resource: ResourceRecord, onItem: OnItem): void {
  const { owner, schemaUrl, children } = readEnvelope(reader);
  const scope = decodeScope(owner, schemaUrl);
  forEachChild(reader, children, () => onItem(reader, resource, scope));
}

interface Envelope {
  owner: Uint8Array;
  schemaUrl: string;
  /** Start and end of each child, alternating. */
  children: number[];
}

/** Finds the parts first: the owner and the schema URL may stand behind the children. */
function readEnvelope(reader: ProtobufReader): Envelope {
  const envelope: Envelope = { owner: NOTHING, schemaUrl: "", children: [] };
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag !== OWNER && tag !== CHILD && tag !== SCHEMA_URL) {
      reader.skip(tag);
      continue;
    }
    const start = reader.stepOver();
    if (tag === CHILD) envelope.children.push(start, reader.at);
    else if (tag === OWNER) envelope.owner = merged(envelope.owner, reader.bytes.subarray(start, reader.at));
    else envelope.schemaUrl = textAt(reader.bytes, start, reader.at);
  }
  return envelope;
}

/** A message sent in two pieces is, by protobuf's rule, the message of both pieces one after the other. */
function merged(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function forEachChild(reader: ProtobufReader, children: readonly number[], visit: () => void): void {
  const outerEnd = reader.end;
  for (let index = 0; index < children.length; index += 2) {
    reader.at = children[index] ?? 0;
    reader.end = children[index + 1] ?? 0;
    visit();
  }
  reader.at = outerEnd;
  reader.end = outerEnd;
}

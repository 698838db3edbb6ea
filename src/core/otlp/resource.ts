// Resources and scopes: read once a request, shared by all spans and records below them.

import { AttributeSlots, LazyAttributes } from "./attributes";
import { ProtobufReader, WIRE_LENGTH } from "./protobuf";
import { internedTextAt } from "./text";
import type { ResourceRecord, ScopeRecord } from "./wire";

const RESOURCE_ATTRIBUTE = (1 << 3) | WIRE_LENGTH;
const SCOPE_NAME = (1 << 3) | WIRE_LENGTH;
const SCOPE_VERSION = (2 << 3) | WIRE_LENGTH;
const SCOPE_ATTRIBUTE = (3 << 3) | WIRE_LENGTH;

/** The resource in the bytes of a Resource message. Throws MalformedBody where its framing is broken. */
export function decodeResource(raw: Uint8Array, schemaUrl: string): ResourceRecord {
  const reader = new ProtobufReader(raw);
  const slots = new AttributeSlots();
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === RESOURCE_ATTRIBUTE) slots.add(reader);
    else reader.skip(tag);
  }
  const attributes = new LazyAttributes(raw, slots.offsets);
  const service = attributes.text("service.name");
  const namespace = attributes.text("service.namespace");
  return {
    ...(service === undefined ? {} : { service }),
    ...(namespace === undefined ? {} : { namespace }),
    attributes,
    raw,
    schemaUrl,
  };
}

/** The scope in the bytes of an InstrumentationScope message. Throws MalformedBody where its framing is broken. */
export function decodeScope(raw: Uint8Array, schemaUrl: string): ScopeRecord {
  const reader = new ProtobufReader(raw);
  const slots = new AttributeSlots();
  let name = "";
  let version = "";
  while (reader.at < reader.end) {
    const tag = reader.tag();
    if (tag === SCOPE_NAME) name = readText(reader);
    else if (tag === SCOPE_VERSION) version = readText(reader);
    else if (tag === SCOPE_ATTRIBUTE) slots.add(reader);
    else reader.skip(tag);
  }
  return { name, version, attributes: new LazyAttributes(raw, slots.offsets), raw, schemaUrl };
}

function readText(reader: ProtobufReader): string {
  const start = reader.stepOver();
  return internedTextAt(reader.bytes, start, reader.at);
}

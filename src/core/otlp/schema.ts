// OTLP's messages as tables: what each field is called in JSON, its number and its type.
//
// One table serves reading OTLP/JSON, writing it and the test builders. Source: opentelemetry-proto 1.11.0,
// trace.proto, logs.proto, metrics.proto (only what is counted), common.proto, resource.proto.

export type ScalarType =
  | "text"
  | "hex" // bytes that OTLP/JSON writes as hex: trace and span ids
  | "base64"
  | "bool"
  | "int32"
  | "uint32"
  | "enum"
  | "int64"
  | "fixed64"
  | "fixed32"
  | "double";

export interface Field {
  readonly json: string;
  /** The name in the .proto file. JSON must not use it, but hand-made senders do: it is read, with a warning. */
  readonly proto: string;
  readonly number: number;
  readonly type: ScalarType | MessageSchema;
  readonly repeated: boolean;
  /** A span or a log record: one that cannot be read is rejected alone and counted. */
  readonly isItem: boolean;
  /** An item without it is rejected. */
  readonly required: boolean;
}

export interface MessageSchema {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  /** True for AnyValue: its fields are one oneof, so that a default value is written out too. */
  readonly isOneof: boolean;
  /** True for lists and maps of values, which may nest without end. */
  readonly nests: boolean;
}

type Extra = Partial<Pick<Field, "repeated" | "isItem" | "required">>;

function field(number: number, proto: string, type: ScalarType | MessageSchema, extra: Extra = {}): Field {
  const json = proto.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { json, proto, number, type, repeated: false, isItem: false, required: false, ...extra };
}

function message(
  name: string,
  fields: readonly Field[],
  extra: Partial<Pick<MessageSchema, "isOneof" | "nests">> = {},
): MessageSchema {
  const byNumber = new Map(fields.map((entry) => [entry.number, entry]));
  return { name, fields, byNumber, isOneof: false, nests: false, ...extra };
}

const many: Extra = { repeated: true };
const items: Extra = { repeated: true, isItem: true };
const needed: Extra = { required: true };

// The three value messages hold each other: the lists are filled in below.
const arrayFields: Field[] = [];
const listFields: Field[] = [];
const ARRAY_VALUE: MessageSchema = {
  ...message("ArrayValue", [], { nests: true }),
  fields: arrayFields,
  get byNumber() {
    return arrayByNumber;
  },
};
const KEY_VALUE_LIST: MessageSchema = {
  ...message("KeyValueList", [], { nests: true }),
  fields: listFields,
  get byNumber() {
    return listByNumber;
  },
};

export const ANY_VALUE = message(
  "AnyValue",
  [
    field(1, "string_value", "text"),
    field(2, "bool_value", "bool"),
    field(3, "int_value", "int64"),
    field(4, "double_value", "double"),
    field(5, "array_value", ARRAY_VALUE),
    field(6, "kvlist_value", KEY_VALUE_LIST),
    field(7, "bytes_value", "base64"),
  ],
  { isOneof: true },
);

const KEY_VALUE = message("KeyValue", [field(1, "key", "text"), field(2, "value", ANY_VALUE)]);

arrayFields.push(field(1, "values", ANY_VALUE, many));
listFields.push(field(1, "values", KEY_VALUE, many));
const arrayByNumber = new Map(arrayFields.map((entry) => [entry.number, entry]));
const listByNumber = new Map(listFields.map((entry) => [entry.number, entry]));

export const RESOURCE = message("Resource", [
  field(1, "attributes", KEY_VALUE, many),
  field(2, "dropped_attributes_count", "uint32"),
]);

export const SCOPE = message("InstrumentationScope", [
  field(1, "name", "text"),
  field(2, "version", "text"),
  field(3, "attributes", KEY_VALUE, many),
  field(4, "dropped_attributes_count", "uint32"),
]);

const EVENT = message("Event", [
  field(1, "time_unix_nano", "fixed64"),
  field(2, "name", "text"),
  field(3, "attributes", KEY_VALUE, many),
  field(4, "dropped_attributes_count", "uint32"),
]);

const LINK = message("Link", [
  field(1, "trace_id", "hex"),
  field(2, "span_id", "hex"),
  field(3, "trace_state", "text"),
  field(4, "attributes", KEY_VALUE, many),
  field(5, "dropped_attributes_count", "uint32"),
  field(6, "flags", "fixed32"),
]);

const STATUS = message("Status", [field(2, "message", "text"), field(3, "code", "enum")]);

export const SPAN = message("Span", [
  field(1, "trace_id", "hex", needed),
  field(2, "span_id", "hex", needed),
  field(3, "trace_state", "text"),
  field(4, "parent_span_id", "hex"),
  field(5, "name", "text"),
  field(6, "kind", "enum"),
  field(7, "start_time_unix_nano", "fixed64"),
  field(8, "end_time_unix_nano", "fixed64"),
  field(9, "attributes", KEY_VALUE, many),
  field(10, "dropped_attributes_count", "uint32"),
  field(11, "events", EVENT, many),
  field(12, "dropped_events_count", "uint32"),
  field(13, "links", LINK, many),
  field(14, "dropped_links_count", "uint32"),
  field(15, "status", STATUS),
  field(16, "flags", "fixed32"),
]);

export const LOG_RECORD = message("LogRecord", [
  field(1, "time_unix_nano", "fixed64"),
  field(2, "severity_number", "enum"),
  field(3, "severity_text", "text"),
  field(5, "body", ANY_VALUE),
  field(6, "attributes", KEY_VALUE, many),
  field(7, "dropped_attributes_count", "uint32"),
  field(8, "flags", "fixed32"),
  field(9, "trace_id", "hex"),
  field(10, "span_id", "hex"),
  field(11, "observed_time_unix_nano", "fixed64"),
  field(12, "event_name", "text"),
]);

/** Points are only counted, so that nothing of them is described. */
const DATA_POINT = message("DataPoint", []);
const METRIC_DATA = message("MetricData", [field(1, "data_points", DATA_POINT, many)]);
const METRIC = message("Metric", [
  field(1, "name", "text"),
  field(5, "gauge", METRIC_DATA),
  field(7, "sum", METRIC_DATA),
  field(9, "histogram", METRIC_DATA),
  field(10, "exponential_histogram", METRIC_DATA),
  field(11, "summary", METRIC_DATA),
]);

export const TRACES_REQUEST = request("spans", "Spans", SPAN, items);
export const LOGS_REQUEST = request("log_records", "Logs", LOG_RECORD, items);
export const METRICS_REQUEST = request("metrics", "Metrics", METRIC, many);

function request(child: string, plural: string, item: MessageSchema, extra: Extra): MessageSchema {
  const perScope = message(`Scope${plural}`, [
    field(1, "scope", SCOPE),
    field(2, child, item, extra),
    field(3, "schema_url", "text"),
  ]);
  const perResource = message(`Resource${plural}`, [
    field(1, "resource", RESOURCE),
    field(2, `scope_${plural.toLowerCase()}`, perScope, many),
    field(3, "schema_url", "text"),
  ]);
  return message(`Export${plural}Request`, [field(1, `resource_${plural.toLowerCase()}`, perResource, many)]);
}

// The design to compare with: what one would write first. Every span decoded whole by a general library, one row a
// span with its attributes as JSON text, `db.run` for each row, a transaction for each request.
import protobuf from "protobufjs";
import initSqlJs from "sql.js";

const PROTO = `syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Scope { string name = 1; string version = 2; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  repeated Event events = 11; Status status = 15; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Request { repeated ResourceSpans resource_spans = 1; }`;

const Request = protobuf.parse(PROTO).root.lookupType("Request");
const SQL = await initSqlJs({ useOldExtensionFunctions: false });

/** An empty database of the plain design. */
export function openPlain() {
  const db = new SQL.Database();
  db.run(`CREATE TABLE span (trace_id TEXT, span_id TEXT, parent_id TEXT, name TEXT, kind INTEGER, start_us REAL,
    end_us REAL, status INTEGER, input_tokens INTEGER, output_tokens INTEGER, resource TEXT, attributes TEXT, events TEXT,
    PRIMARY KEY (trace_id, span_id))`);
  let spans = 0;
  return {
    accept(body) {
      db.run("BEGIN");
      for (const { resource, scopeSpans } of Request.decode(body).resourceSpans) {
        const resourceText = JSON.stringify(objectOf(resource?.attributes ?? []));
        for (const { spans: items } of scopeSpans) {
          for (const span of items) {
            db.run(
              "INSERT OR REPLACE INTO span VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
              rowOf(span, resourceText),
            );
            spans++;
          }
        }
      }
      db.run("COMMIT");
    },
    spans: () => spans,
    bytesStored: () => db.exec("PRAGMA page_count")[0].values[0][0] * 4096,
    close: () => db.close(),
  };
}

function rowOf(span, resourceText) {
  const attributes = objectOf(span.attributes);
  return [
    Buffer.from(span.traceId).toString("hex"),
    Buffer.from(span.spanId).toString("hex"),
    Buffer.from(span.parentSpanId).toString("hex"),
    span.name,
    span.kind,
    Number(span.startTimeUnixNano) / 1000,
    Number(span.endTimeUnixNano) / 1000,
    span.status?.code ?? 0,
    attributes["gen_ai.usage.input_tokens"] ?? null,
    attributes["gen_ai.usage.output_tokens"] ?? null,
    resourceText,
    JSON.stringify(attributes),
    JSON.stringify(
      span.events.map((event) => ({ name: event.name, attributes: objectOf(event.attributes) })),
    ),
  ];
}

function objectOf(pairs) {
  const object = {};
  for (const { key, value } of pairs) object[key] = plain(value);
  return object;
}

function plain(value) {
  if (!value?.value) return null;
  const held = value[value.value];
  if (value.value === "arrayValue") return held.values.map(plain);
  if (value.value === "kvlistValue") return objectOf(held.values);
  return value.value === "intValue" ? Number(held) : held;
}

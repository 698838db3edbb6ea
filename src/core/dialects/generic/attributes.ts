// Names that any span may bear, whoever wrote it: database, HTTP, code location, pending spans.

export const DATABASE = ["db.system.name", "db.system"] as const;
export const HTTP = ["http.request.method", "http.method"] as const;
export const CODE_FILE = ["code.file.path", "code.filepath"] as const;
export const CODE_LINE = ["code.line.number", "code.lineno"] as const;
export const CODE_FUNCTION = ["code.function.name", "code.function"] as const;
/** Logfire sends a placeholder when a span starts; no other client marks work that is under way. */
export const SPAN_TYPE = "logfire.span_type";
export const PENDING = "pending_span";

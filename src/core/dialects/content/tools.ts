// Tool definitions: every spelling into one (dialects.md §5.1, "tool definition").

import type { ToolDef } from "../../model/message";
import { field, firstField, isObject, listIn, textField } from "../values";
import { jsonOrText } from "./json";

/** Wrappers around a definition: a list of declarations, a schema. */
const MAX_DEPTH = 3;

/** The tools that one entry of a list of definitions describes; Gemini puts several functions into one entry. */
export function toToolDef(entry: unknown, depth = 0): readonly ToolDef[] {
  const value = typeof entry === "string" ? jsonOrText(entry) : entry;
  if (typeof value === "string") return value === "" ? [] : [{ type: "function", name: value }];
  if (!isObject(value) || depth > MAX_DEPTH) return [];
  const declarations = firstField(value, ["functionDeclarations", "function_declarations"]);
  if (Array.isArray(declarations))
    return listIn(declarations).flatMap((inner) => toToolDef(inner, depth + 1));
  const nested = firstField(value, ["json_schema", "toolSpec"]);
  if (isObject(nested)) return toToolDef(nested, depth + 1);
  const definition = definitionOf(value);
  return definition === null ? [] : [definition];
}

/** All tools of a list, or of a map from name to definition. */
export function toToolDefs(value: unknown): readonly ToolDef[] {
  if (isObject(value) && firstField(value, ["name", "function", "functionDeclarations"]) === undefined)
    return Object.entries(value).flatMap(([name, entry]) =>
      isObject(entry) ? toToolDef({ name, ...entry }) : [],
    );
  return Array.isArray(value) ? listIn(value).flatMap((entry) => toToolDef(entry)) : toToolDef(value);
}

const PARAMETERS = [
  "parameters",
  "inputSchema",
  "input_schema",
  "parametersJsonSchema",
  "schema",
  "arguments",
] as const;

function definitionOf(value: Readonly<Record<string, unknown>>): ToolDef | null {
  const body = isObject(field(value, "function")) ? field(value, "function") : value;
  const name = textField(body, "name", "title");
  if (name === undefined) return null;
  const description = textField(body, "description");
  const sent = firstField(body, PARAMETERS);
  const parameters = unwrapSchema(typeof sent === "string" ? jsonOrText(sent) : sent);
  return {
    type: textField(value, "type") ?? "function",
    name,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters }),
  };
}

/** Bedrock wraps the schema as `{json: …}`, the AI SDK sometimes as `{jsonSchema: …}`. */
function unwrapSchema(schema: unknown): unknown {
  return firstField(schema, ["json", "jsonSchema"]) ?? schema;
}

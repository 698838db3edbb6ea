// Edits a recorded body in place: every byte that no edit names stays as the client sent it.

import type { Change } from "./edit";
import { replaceAt, removeMember, setMember, type JsonPath } from "./json-splice";
import { paramName } from "./params";
import type { ApiName, RawBody } from "./recorded";

/** The body with the changes made; undefined where one has no place in it: then the request is built anew. */
export function applyChangesToRaw(raw: RawBody, changes: readonly Change[]): string | undefined {
  let text: string | undefined = raw.text;
  for (const change of changes)
    text = text === undefined ? undefined : applyChange({ api: raw.api, text }, change);
  return text;
}

/** The path of the list of messages in a body of this API. */
export function messagesPath(api: ApiName): JsonPath {
  return [
    { "openai-chat": "messages", "openai-responses": "input", anthropic: "messages", gemini: "contents" }[
      api
    ],
  ];
}

function applyChange(raw: RawBody, change: Change): string | undefined {
  const body = JSON.parse(raw.text) as JsonObject;
  switch (change.part) {
    case "system":
      return withSystem(raw, body, change.text);
    case "user":
      return withUserText(raw, body, change.from, change.to);
    case "tool":
      return withTool(raw, body, change.name, change.changes);
    case "model":
      return raw.api === "gemini" ? raw.text : setMember(raw.text, [], "model", change.model);
    case "params":
      return withParams(raw, body, change.values);
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function withSystem({ api, text }: RawBody, body: JsonObject, system: string): string | undefined {
  if (api === "anthropic")
    return withContent(text, ["system"], body["system"], system) ?? setMember(text, [], "system", system);
  if (api === "gemini") return withGeminiSystem(text, body, system);
  if (typeof body["instructions"] === "string") return replaceAt(text, ["instructions"], system);
  const path = messagesPath(api);
  const messages = listIn(body[String(path[0])]);
  const at = messages.findIndex((message) => message["role"] === "system" || message["role"] === "developer");
  if (at >= 0) return withContent(text, [...path, at, "content"], messages[at]?.["content"], system);
  return api === "openai-responses" ? setMember(text, [], "instructions", system) : undefined;
}

function withGeminiSystem(text: string, body: JsonObject, system: string): string | undefined {
  const key = "system_instruction" in body ? "system_instruction" : "systemInstruction";
  const instruction = body[key];
  const parts = isObject(instruction) ? instruction["parts"] : undefined;
  return (
    withContent(text, [key, "parts"], parts, system) ??
    setMember(text, [], key, { parts: [{ text: system }] })
  );
}

/** A content is a text, or blocks of which the first with text carries the new one and the others go. */
function withContent(text: string, path: JsonPath, content: unknown, wanted: string): string | undefined {
  if (typeof content === "string") return replaceAt(text, path, wanted);
  const blocks = listIn(content);
  const texts = blocks.flatMap((block, at) => (typeof block["text"] === "string" ? [at] : []));
  const first = texts[0];
  if (first === undefined) return undefined;
  if (texts.length === 1) return replaceAt(text, [...path, first, "text"], wanted);
  const kept = blocks.filter((_, at) => at === first || !texts.includes(at));
  return replaceAt(
    text,
    path,
    kept.map((block) => (block === blocks[first] ? { ...block, text: wanted } : block)),
  );
}

/** Undefined where no message of the user says `from`. */
function withUserText(
  { api, text }: RawBody,
  body: JsonObject,
  from: string,
  to: string,
): string | undefined {
  const path = messagesPath(api);
  const messages = body[String(path[0])];
  if (messages === from) return replaceAt(text, path, to);
  let result: string | undefined;
  listIn(messages).forEach((message, at) => {
    if (message["role"] !== "user") return;
    const place = placeOfText(message, api === "gemini" ? "parts" : "content", from);
    if (place) result = replaceAt(result ?? text, [...path, at, ...place], to);
  });
  // Later requests of a thread hold the message too; a request before it is left alone.
  return result ?? text;
}

function placeOfText(message: JsonObject, key: string, wanted: string): JsonPath | undefined {
  if (message[key] === wanted) return [key];
  const at = listIn(message[key]).findIndex((block) => block["text"] === wanted);
  return at < 0 ? undefined : [key, at, "text"];
}

function withTool(
  { api, text }: RawBody,
  body: JsonObject,
  name: string,
  changes: JsonObject,
): string | undefined {
  const tools = listIn(body["tools"]);
  for (const [at, tool] of tools.entries()) {
    const place = placeOfTool(tool, name);
    if (!place) continue;
    const path = ["tools", at, ...place];
    let result: string | undefined = text;
    for (const [key, value] of Object.entries(changes)) {
      const spelled = key === "parameters" && api === "anthropic" ? "input_schema" : key;
      result = result === undefined ? undefined : setMember(result, path, spelled, value);
    }
    return result;
  }
  return text;
}

/** OpenAI chat wraps a function, Gemini lists declarations, the others are flat. */
function placeOfTool(tool: JsonObject, name: string): JsonPath | undefined {
  if (tool["name"] === name) return [];
  if (isObject(tool["function"]) && tool["function"]["name"] === name) return ["function"];
  const key = "function_declarations" in tool ? "function_declarations" : "functionDeclarations";
  const at = listIn(tool[key]).findIndex((declaration) => declaration["name"] === name);
  return at < 0 ? undefined : [key, at];
}

function withParams({ api, text }: RawBody, body: JsonObject, values: JsonObject): string | undefined {
  let result: string | undefined = text;
  if (api === "gemini" && !isObject(body["generationConfig"]))
    result = setMember(result, [], "generationConfig", {});
  const path: JsonPath = api === "gemini" ? ["generationConfig"] : [];
  for (const [name, value] of Object.entries(values)) {
    const spelled = name in body ? name : paramName(api, name);
    if (spelled === null || result === undefined) continue;
    result = value === null ? removeMember(result, path, spelled) : setMember(result, path, spelled, value);
  }
  return result;
}

function listIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A variant: edits of prompts, tools, model and parameters, worked out for one recorded call after the other.

import type { Message, Part, ToolDef } from "../model/message";
import type { CanonicalRequest } from "./recorded";
import type { RecordedCall, Recording } from "./recording";
import { isSystem } from "./threads";

export type EditPart = "system" | "user" | "tool-description" | "model" | "params";

export interface Edit {
  readonly where: {
    readonly agent?: string | undefined;
    readonly stepId?: string | undefined;
    readonly part: EditPart;
    readonly name?: string | undefined;
  };
  readonly value: unknown;
}

/** One edit as it acts on one request. */
export type Change =
  | { readonly part: "system"; readonly text: string }
  /** Every message of the user that says `from` says `to`. */
  | { readonly part: "user"; readonly from: string; readonly to: string }
  | { readonly part: "tool"; readonly name: string; readonly changes: Readonly<Record<string, unknown>> }
  | { readonly part: "model"; readonly model: string }
  /** Null takes the parameter away. */
  | { readonly part: "params"; readonly values: Readonly<Record<string, unknown>> };

/** The changes of each call under `edits`. An edit that fits no call is in `unused`, as a sentence. */
export function planChanges(
  recording: Recording,
  edits: readonly Edit[],
): { changesOf: (call: RecordedCall) => readonly Change[]; unused: readonly string[] } {
  const calls = recording.threads.flatMap((thread) => thread.calls);
  const resolved = edits.map((edit) => ({ edit, change: changeOf(edit, calls) }));
  return {
    changesOf: (call) =>
      resolved.flatMap(({ edit, change }) => (change && appliesTo(edit, call) ? [change] : [])),
    unused: resolved
      .filter(({ edit, change }) => change === null || !calls.some((call) => appliesTo(edit, call)))
      .map(({ edit }) => `The edit of ${nameOf(edit)} fits no recorded model call, so it changes nothing.`),
  };
}

/** The request with its changes made; parts that no change names stay the same objects. */
export function applyChanges(request: CanonicalRequest, changes: readonly Change[]): CanonicalRequest {
  return changes.reduce(applyChange, request);
}

/** `params` without those set to null, with those given. */
export function changedParams(
  params: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries({ ...params, ...values }).filter(([, value]) => value !== null));
}

/** Texts replaced by one text: the first text part carries it, what is no text stays in its place. */
export function withText(parts: readonly Part[], text: string): Part[] {
  const first = parts.findIndex((part) => part.type === "text");
  if (first < 0) return [{ type: "text", text }, ...parts];
  return parts.flatMap((part, at): Part[] =>
    at === first ? [{ type: "text", text }] : part.type === "text" ? [] : [part],
  );
}

function appliesTo(edit: Edit, call: RecordedCall): boolean {
  const { agent, stepId, part } = edit.where;
  if (agent !== undefined && call.step.agent !== agent) return false;
  // A message of the user stands in every later request too, so that edit follows the text and not the step.
  return stepId === undefined || part === "user" || call.step.stepId === stepId;
}

function changeOf(edit: Edit, calls: readonly RecordedCall[]): Change | null {
  const { value, where } = edit;
  switch (where.part) {
    case "system":
      return typeof value === "string" ? { part: "system", text: value } : null;
    case "model":
      return typeof value === "string" ? { part: "model", model: value } : null;
    case "params":
      return paramsChange(where.name, value);
    case "tool-description":
      return toolChange(where.name, value);
    case "user":
      return typeof value === "string" ? userChange(edit, value, calls) : null;
  }
}

function paramsChange(name: string | undefined, value: unknown): Change | null {
  if (name !== undefined) return { part: "params", values: { [name]: value } };
  return isRecord(value) ? { part: "params", values: value } : null;
}

function toolChange(name: string | undefined, value: unknown): Change | null {
  if (name === undefined) return null;
  if (typeof value === "string") return { part: "tool", name, changes: { description: value } };
  return isRecord(value) ? { part: "tool", name, changes: value } : null;
}

/** With a step: the last words of the user in that call. Without: the first words of the user at all. */
function userChange(edit: Edit, to: string, calls: readonly RecordedCall[]): Change | null {
  const { agent, stepId } = edit.where;
  const call = calls.find((call) =>
    stepId === undefined ? agent === undefined || call.step.agent === agent : call.step.stepId === stepId,
  );
  const texts = (call?.request.messages ?? []).flatMap(userText);
  const from = stepId === undefined ? texts[0] : texts.at(-1);
  return from === undefined ? null : { part: "user", from, to };
}

function userText(message: Message): string[] {
  const text = message.role === "user" ? message.parts.find((part) => part.type === "text") : undefined;
  return text ? [text.text] : [];
}

function applyChange(request: CanonicalRequest, change: Change): CanonicalRequest {
  switch (change.part) {
    case "system":
      return withSystem(request, change.text);
    case "user":
      return { ...request, messages: request.messages.map((message) => withUserText(message, change)) };
    case "tool":
      return { ...request, tools: request.tools.map((tool) => withTool(tool, change)) };
    case "model":
      return { ...request, model: change.model };
    case "params":
      return { ...request, params: changedParams(request.params, change.values) };
  }
}

function withSystem(request: CanonicalRequest, text: string): CanonicalRequest {
  const among = request.messages.findIndex(isSystem);
  if (request.system.length > 0 || among < 0) return { ...request, system: withText(request.system, text) };
  return {
    ...request,
    messages: request.messages.map((message, at) =>
      at === among ? { ...message, parts: withText(message.parts, text) } : message,
    ),
  };
}

function withUserText(message: Message, change: { from: string; to: string }): Message {
  if (message.role !== "user" || userText(message)[0] !== change.from) return message;
  const first = message.parts.findIndex((part) => part.type === "text");
  return {
    ...message,
    parts: message.parts.map((part, at) => (at === first ? { type: "text", text: change.to } : part)),
  };
}

function withTool(
  tool: ToolDef,
  change: { name: string; changes: Readonly<Record<string, unknown>> },
): ToolDef {
  if (tool.name !== change.name) return tool;
  const { description, parameters } = change.changes;
  return {
    ...tool,
    ...(typeof description === "string" && { description }),
    ...(parameters !== undefined && { parameters }),
  };
}

function nameOf(edit: Edit): string {
  const { agent, part, name } = edit.where;
  const of = agent === undefined ? "" : ` of ${agent}`;
  return `${part.replace("-", " ")}${name === undefined ? "" : ` ${name}`}${of}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

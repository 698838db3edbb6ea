// What the analyses need of one step, read once from its bytes: for models their input, for tools what they did,
// for any step what it did to memory.

import { inheritContent, readLogStep } from "../../core/dialects";
import { jsonOrText } from "../../core/dialects/content/json";
import { textField, textIn } from "../../core/dialects/values";
import type { Hashed } from "../../core/model/context-window";
import type { ToolRequest } from "../../core/model/cost";
import { isBilled } from "../../core/model/kind";
import { type MemoryOperation, type MemoryOptions, memoryOperationsOf } from "../../core/model/memory";
import { type Message, type Part, type ToolDef, textOf } from "../../core/model/message";
import type { ContentFacts, ReportedLimit, StepFacts } from "../../core/model/step";
import type { Attributes, LogRecord } from "../../core/otlp/wire";
import type { StepSource, StoredSpan } from "../store/content-reader";
import type { Store } from "../store/store";
import type { Place } from "../store/place";
import type { StepReader } from "../store/writer";
import { hashText, hashValue } from "./hash";
import { hashed, ListReader } from "./lists";

/** The input and output of a model call. What the client did not record is absent. */
export interface CallContent {
  readonly system?: Hashed<readonly Part[]>;
  readonly tools?: Hashed<readonly ToolDef[]>;
  readonly messages?: readonly Hashed<Message>[];
  readonly output: readonly Message[];
  readonly requests: readonly ToolRequest[];
  /** The response, or the conversation, that the provider kept and this call goes on with. */
  readonly continues?: string;
  /** The client says that it compacted the conversation (`gen_ai.conversation.compacted`). */
  readonly isCompacted: boolean;
}

export interface StepRead {
  readonly name: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly limit?: ReportedLimit;
  readonly tool?: {
    readonly name: string;
    readonly callId?: string;
    readonly args: unknown;
    readonly result: unknown;
  };
  readonly error?: { readonly type: string; readonly message: string };
  readonly handoff?: { readonly from?: string; readonly to?: string };
  readonly argsHash?: string;
  readonly resultHash?: string;
  readonly inputHash?: string;
  readonly call?: CallContent;
  readonly memory: readonly MemoryOperation[];
}

/** A step's facts with the bytes that they read. */
interface Facts {
  readonly facts: StepFacts;
  readonly stored: StoredSpan | null;
  readonly logs: readonly LogRecord[];
  readonly attributes: Attributes | null;
}

export class StepReads {
  private readonly messages: ListReader<Message>;
  private readonly tools: ListReader<ToolDef>;

  constructor(
    private readonly store: Store,
    private readonly reader: StepReader,
    private readonly memoryOptions: MemoryOptions,
  ) {
    this.messages = new ListReader(store.contents);
    this.tools = new ListReader(store.contents);
  }

  /** What a step says. `copies` are outer spans of the same call, which may carry what the step does not. */
  read(source: StepSource, place: Place, copies: readonly StepSource[]): StepRead {
    const own = this.facts(source);
    const { facts } = own;
    const call = isBilled(facts.kind) ? this.call(own, copies, place) : undefined;
    return {
      name: facts.name,
      model: source.model,
      provider: facts.model?.provider ?? null,
      ...(facts.model?.contextLimit && { limit: facts.model.contextLimit }),
      ...(facts.tool && { tool: toolOf(facts.tool) }),
      ...(facts.error && { error: { type: facts.error.type, message: facts.error.message } }),
      ...(facts.handoff && { handoff: facts.handoff }),
      ...hashesOf(facts),
      ...(call && { call, ...inputHashOf(facts, call) }),
      memory: this.memory(own, source, place),
    };
  }

  private facts(source: StepSource): Facts {
    const { store, reader } = this;
    if (source.span.startsWith("log:")) {
      const row = store.steps.log(source.span);
      const log = row && store.contents.log(row);
      if (!log) throw new Error(`The log record of step ${source.span} is missing.`);
      return { facts: readLogStep(log), stored: null, logs: [log], attributes: log.attributes };
    }
    const stored = store.contents.span(source);
    const logs = source.logs === 0 ? [] : store.messages.sortedLogs(store.steps.logs(source.id));
    const { facts } = reader.span(stored.span, logs);
    return { facts, stored, logs, attributes: stored.span.attributes };
  }

  private call(own: Facts, copies: readonly StepSource[], place: Place): CallContent {
    const series = `${place.traceId} ${place.agent ?? ""}`;
    const content = copies.reduce<ContentFacts>(
      (kept, copy) => inheritContent(kept, this.listed(this.facts(copy), series)),
      this.listed(own, series),
    );
    const output = content.output ?? [];
    return {
      ...(content.system && { system: hashed(content.system) }),
      ...(content.tools?.form === "values" && { tools: hashedTools(content.tools.values) }),
      ...(content.input?.form === "values" && { messages: content.input.values.map(withHash) }),
      output,
      requests: requestsIn(output),
      isCompacted: own.attributes?.get("gen_ai.conversation.compacted") === true,
      ...continuesOf(own.facts),
    };
  }

  /** A step's content with its lists read. */
  private listed({ facts, stored, attributes }: Facts, series: string): ContentFacts {
    const content = facts.content();
    const { input, tools } = content;
    if (!attributes) return content;
    return {
      ...content,
      ...(input && {
        input: valuesOf(this.messages.read(input, attributes, stored, series)),
      }),
      ...(tools && { tools: valuesOf(this.tools.read(tools, attributes, stored, series)) }),
    };
  }

  private memory(
    { facts, logs, stored, attributes }: Facts,
    source: StepSource,
    place: Place,
  ): readonly MemoryOperation[] {
    if (!attributes) return [];
    const events = [
      ...(stored?.span.events ?? []),
      ...logs.map((log) => ({ name: log.eventName, attributes: log.attributes })),
    ];
    return memoryOperationsOf(
      {
        stepId: place.stepId,
        kind: facts.kind,
        agent: place.agent,
        name: facts.name,
        status: facts.failed ? "error" : facts.pending === true ? "running" : "ok",
        startUs: source.startUs,
        endUs: source.endUs,
        ...(facts.tool && { tool: toolOf(facts.tool) }),
        attributes,
        events,
      },
      this.memoryOptions,
    );
  }
}

/** Hashes by value, so that a list that was inherited as values keeps those it was read with. */
const hashes = new WeakMap<object, string>();

/** What OpenAI's Responses API goes on from: a response by its id, or a conversation by its id or as an object with it. */
function continuesOf({ model }: StepFacts): Pick<CallContent, "continues"> {
  const { previous_response_id: response, conversation } = model?.params ?? {};
  const from = textIn(response) ?? textIn(conversation) ?? textField(conversation, "id");
  return from === undefined ? {} : { continues: from };
}

function valuesOf<Value extends object>(list: readonly Hashed<Value>[]) {
  for (const { hash, value } of list) hashes.set(value, hash);
  return { form: "values" as const, values: list.map(({ value }) => value) };
}

function withHash<Value extends object>(value: Value): Hashed<Value> {
  const hash = hashes.get(value);
  return hash === undefined ? hashed(value) : { hash, value };
}

/** Definitions are many and long, and hardly ever change: their list is named by their hashes. */
function hashedTools(tools: readonly ToolDef[]): Hashed<readonly ToolDef[]> {
  return { hash: hashText(tools.map((tool) => withHash(tool).hash).join()), value: tools };
}

function toolOf(tool: NonNullable<StepFacts["tool"]>): NonNullable<StepRead["tool"]> {
  return {
    name: tool.name,
    ...(tool.callId !== undefined && { callId: tool.callId }),
    args: tool.args ?? null,
    result: tool.result ?? null,
  };
}

function hashesOf({ tool, error, failed }: StepFacts): Pick<StepRead, "argsHash" | "resultHash"> {
  if (!tool) return {};
  const outcome = failed ? (error?.message ?? tool.result) : tool.result;
  return {
    ...(tool.args !== undefined && { argsHash: argumentsHash(tool.args) }),
    ...(outcome !== undefined && { resultHash: hashValue(outcome) }),
  };
}

/** Arguments as data, whether they came as such or as JSON text. */
export function argumentsHash(args: unknown): string {
  return hashValue(typeof args === "string" ? jsonOrText(args) : args);
}

function requestsIn(output: readonly Message[]): readonly ToolRequest[] {
  return output.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.type !== "tool_call"
        ? []
        : [
            {
              name: part.name,
              ...(part.id !== undefined && { callId: part.id }),
              argsHash: argumentsHash(part.args),
            },
          ],
    ),
  );
}

/** A model, its parameters and its whole input; nothing where the input was not recorded. */
function inputHashOf(facts: StepFacts, call: CallContent): Pick<StepRead, "inputHash"> {
  if (!call.messages || call.messages.length === 0) return {};
  const parts = [
    facts.model?.requestModel ?? facts.model?.responseModel ?? "",
    hashValue(facts.model?.params ?? null),
    call.system?.hash ?? "",
    call.tools?.hash ?? "",
    ...call.messages.map(({ hash }) => hash),
  ];
  return { inputHash: hashText(parts.join("\n")) };
}

/** The words that a call answered with; empty where it only called tools. */
export function outputText({ output }: CallContent): string {
  return output.map(textOf).join("\n").trim();
}

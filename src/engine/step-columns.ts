// What the store keeps of a step beside its bytes: the small facts that lists, filters and totals are made of.

import type { ListSource, SessionHint, StepFacts } from "../core/model/step";
import { type Message, textOf } from "../core/model/message";
import { cutJsonArray } from "../core/otlp/pieces";
import type { Attributes } from "../core/otlp/wire";
import type { StepKind } from "../core/model/kind";
import { isBilled } from "../core/model/kind";
import type { Problem } from "../core/model/problem";
import { type Usage, inputTokens } from "../core/model/usage";
import { summaryOf } from "../core/dialects";
import { contextLimit, priceCall } from "../core/pricing";
import { spanTimes } from "./times";

export interface StepColumns {
  readonly kind: StepKind;
  /** 0 where the client's clock cannot be believed. */
  readonly startUs: number;
  readonly endUs: number | null;
  readonly name: string;
  /** What it did; null until somebody asks, where that takes reading the content. */
  readonly summary: string | null;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly ownAgent: string | null;
  readonly dialects: readonly string[];
  readonly tool: string | null;
  readonly failed: boolean;
  readonly pending: boolean;
  readonly usage: Usage | null;
  /** Billionths of a dollar, so that sums are exact and do not depend on order. */
  readonly costNano: number | null;
  readonly costSource: "reported" | "computed" | "unknown" | null;
  readonly contextUsed: number | null;
  readonly contextLimit: number | null;
  readonly problems: readonly Problem["code"][];
  readonly hint: SessionHint | null;
}

const NO_PROBLEMS: StepColumns["problems"] = [];
/** Longest name, summary or title that a row keeps; the whole is in the step's detail. */
const MAX_TEXT = 300;
const NANO = 1e9;

/** The columns of a step whose span or log record had these times. */
export function columnsOf(
  facts: StepFacts,
  record: { readonly startNs: bigint; readonly endNs: bigint },
): StepColumns {
  const { startUs, endUs } = spanTimes(record.startNs, record.endNs);
  const billed = isBilled(facts.kind);
  const usage = billed ? (facts.usage ?? null) : null;
  const { costNano, costSource } = costOf(facts, usage, startUs);
  const { contextUsed, contextLimit } = contextOf(facts, usage);
  return {
    kind: facts.kind,
    startUs,
    endUs,
    name: short(facts.name),
    summary: tellsByContent(facts) ? null : short(summaryOf(facts)),
    model: facts.model?.responseModel ?? facts.model?.requestModel ?? null,
    responseId: facts.model?.responseId ?? null,
    ownAgent: facts.agent ?? null,
    dialects: facts.dialects,
    tool: facts.tool?.name ?? null,
    failed: facts.failed,
    pending: facts.pending ?? false,
    usage,
    costNano,
    costSource,
    contextUsed,
    contextLimit,
    problems: facts.problems.length === 0 ? NO_PROBLEMS : facts.problems.map((problem) => problem.code),
    hint: facts.session ?? null,
  };
}

/** The first words that a user said in a model call; null where there are none. They become a session's title. */
export function userWordsOf(facts: StepFacts, attributes: Attributes): string | null {
  for (const message of leadingMessages(facts.content().input, attributes)) {
    if (message.role !== "user") continue;
    const words = textOf(message).replace(/\s+/g, " ").trim();
    if (words !== "") return short(words);
  }
  return null;
}

/** Reads a list element by element, so that a title costs the first messages of a context and not all. */
function* leadingMessages(input: ListSource<Message> | undefined, attributes: Attributes) {
  if (input?.form === "values") yield* input.values;
  if (input?.form !== "elements") return;
  const bytes = attributes.utf8(input.key);
  const cuts = bytes ? (cutJsonArray(bytes) ?? []) : [];
  for (let at = 0; bytes && at < cuts.length; at += 2)
    yield* input.read(JSON.parse(Buffer.from(bytes.subarray(cuts[at], cuts[at + 1])).toString("utf8")));
}

/** The summary of a step whose content tells it: which tools a call calls, whether it answers. */
export function summaryFromContent(facts: StepFacts): string {
  return short(summaryOf(facts, facts.content()));
}

/** Contexts are read when somebody looks at the row: parsing each at ingest would halve the spans per second. */
function tellsByContent(facts: StepFacts): boolean {
  return !facts.failed && (facts.kind === "llm" || facts.kind === "agent");
}

function costOf(
  facts: StepFacts,
  usage: Usage | null,
  startUs: number,
): Pick<StepColumns, "costNano" | "costSource"> {
  if (!isBilled(facts.kind)) return UNBILLED;
  if (facts.reportedCostUsd !== undefined)
    return { costNano: Math.round(facts.reportedCostUsd * NANO), costSource: "reported" };
  const { provider, responseModel, requestModel } = facts.model ?? {};
  const priced =
    priceOf(provider, responseModel, usage, startUs) ??
    (requestModel === responseModel ? null : priceOf(provider, requestModel, usage, startUs));
  return priced === null ? UNPRICED : { costNano: Math.round(priced * NANO), costSource: "computed" };
}

const UNBILLED = { costNano: null, costSource: null } as const;
const UNPRICED = { costNano: null, costSource: "unknown" } as const;

function priceOf(
  provider: string | undefined,
  model: string | undefined,
  usage: Usage | null,
  startUs: number,
): number | null {
  if (usage === null || model === undefined) return null;
  return priceCall({ provider, model, usage, atMs: startUs / 1000 })?.costUsd ?? null;
}

function contextOf(facts: StepFacts, usage: Usage | null): Pick<StepColumns, "contextUsed" | "contextLimit"> {
  const used = usage && facts.kind === "llm" ? inputTokens(usage) : null;
  const model = facts.model?.responseModel ?? facts.model?.requestModel;
  if (used === null || model === undefined) return { contextUsed: used, contextLimit: null };
  const { provider, contextLimit: reported } = facts.model ?? {};
  const limit = contextLimit({ provider, model, reported });
  return { contextUsed: used, contextLimit: limit?.limit ?? null };
}

function short(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

// Replay on the wire: what is asked, what is answered, and what the engine asks the host while it replays.
//
// The tables here are spread into messages.ts. Names and fields of `replay/*` and `compare/get` are fixed: tests,
// benches and scripts outside are written against them.

import * as v from "valibot";
import type { Change, Totals, What } from "../core/model/comparison";
import type { Message, Part, ToolDef } from "../core/model/message";
import type { Usage } from "../core/model/usage";
import type { StepRow } from "./rows";

const id = v.pipe(v.string(), v.maxLength(4096));
const shortText = v.pipe(v.string(), v.maxLength(65_536));
const promptText = v.pipe(v.string(), v.maxLength(16 * 1024 * 1024));
const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const bound = v.pipe(v.number(), v.finite(), v.minValue(0));
const json = v.record(v.string(), v.unknown());

export const PROVIDERS = ["openai-chat", "openai-responses", "anthropic", "gemini", "editor"] as const;
export const REPLAY_MODES = ["step", "recorded", "from-here"] as const;
/** What looks like a secret in a text, by its shape or its name. */
export const SECRET_KINDS = ["api-key", "aws-key", "bearer-token", "jwt", "private-key", "password"] as const;
export const NO_RECORD_POLICIES = ["ask", "nearest", "end"] as const;

/** A text for the prompts, an object for params and tool descriptions that carry a schema. */
const edit = v.object({
  where: v.object({
    /** Only calls of this agent; all agents where absent. */
    agent: v.optional(id),
    /** Only this recorded model call; for `user`, the message of that call and every later copy of it. */
    stepId: v.optional(id),
    part: v.picklist(["system", "user", "tool-description", "model", "params"]),
    /** The tool's name, for `tool-description`; the parameter's, for a single one of `params`. */
    name: v.optional(id),
  }),
  value: v.union([promptText, json, v.number(), v.boolean(), v.null(), v.array(v.unknown())]),
});

const target = v.object({
  provider: v.picklist(PROVIDERS),
  /** Up to and without the API's own path: `https://api.openai.com/v1`. The provider's public address where absent. */
  baseUrl: v.optional(id),
  /** The recorded model where absent. */
  model: v.optional(id),
});

const named = { name: v.optional(shortText) };

/** What a sample is judged by; `name` is shown in place of the kind. */
const grader = v.variant("kind", [
  v.object({
    kind: v.literal("contains"),
    ...named,
    text: shortText,
    not: v.optional(v.boolean()),
    ignoreCase: v.optional(v.boolean()),
  }),
  v.object({ kind: v.literal("equals"), ...named, value: v.unknown(), ignoreCase: v.optional(v.boolean()) }),
  v.object({ kind: v.literal("regex"), ...named, pattern: shortText, flags: v.optional(shortText) }),
  v.object({ kind: v.literal("json-schema"), ...named, schema: v.union([json, v.boolean()]) }),
  v.object({ kind: v.literal("json-path"), ...named, path: shortText, equals: v.optional(v.unknown()) }),
  v.object({
    kind: v.literal("tool-use"),
    ...named,
    called: v.optional(v.array(shortText)),
    notCalled: v.optional(v.array(shortText)),
    /** These tools in this order; others may stand between. */
    inOrder: v.optional(v.array(shortText)),
    /** Some call of `tool` holds at least these arguments. */
    args: v.optional(v.array(v.object({ tool: shortText, match: json }))),
  }),
  v.object({ kind: v.literal("cost"), ...named, maxUsd: bound }),
  v.object({ kind: v.literal("latency"), ...named, maxSeconds: bound }),
  v.object({
    kind: v.literal("module"),
    ...named,
    /** Absolute, or from the folder of the workspace or of the test. Run only where the workspace is trusted. */
    path: shortText,
    timeoutSeconds: v.optional(bound),
  }),
  v.object({ kind: v.literal("model"), ...named, rubric: promptText, target: v.optional(target) }),
  v.object({
    kind: v.literal("human"),
    ...named,
    pass: v.optional(v.boolean()),
    note: v.optional(shortText),
  }),
]);

const budget = v.object({
  calls: v.optional(wholeNumber),
  tokens: v.optional(wholeNumber),
  usd: v.optional(bound),
  seconds: v.optional(bound),
});

const samples = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

/** Checks of the requests that the engine answers. */
export const REPLAY_ARGUMENTS = {
  "replay/plan": v.object({
    sessionId: id,
    /** The call to replay in mode `step`, the first live one in mode `from-here`. */
    fromStepId: v.optional(id),
    edits: v.pipe(v.array(edit), v.maxLength(1000)),
    target,
    mode: v.picklist(REPLAY_MODES),
    samples: v.optional(samples),
    graders: v.optional(v.pipe(v.array(grader), v.maxLength(100))),
    budget: v.optional(budget),
    policy: v.optional(v.picklist(NO_RECORD_POLICIES)),
    /** The name of the saved variant, kept on the spans. */
    variant: v.optional(id),
    /** False: what looks like a secret goes out as recorded. Otherwise it is masked. */
    redact: v.optional(v.boolean()),
    /** Samples under way at one time; 4 where absent. */
    concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
  }),
  "replay/start": v.object({
    planId: id,
    consent: v.object({ host: id }),
    /** A replay of the same session, edits, target and mode that gets these samples; a new one where absent. */
    extend: v.optional(id),
  }),
  "replay/answer": v.object({
    replayId: id,
    sample: wholeNumber,
    answer: v.variant("kind", [
      v.object({ kind: v.literal("result"), value: v.unknown() }),
      v.object({ kind: v.literal("nearest") }),
      v.object({ kind: v.literal("end") }),
    ]),
  }),
  "replay/cancel": v.object({ replayId: id, sample: v.optional(wholeNumber) }),
  "replay/get": v.object({ replayId: id }),
  /** Ends a replay and leaves it out of the list from then on. The sessions it made stay. */
  "replay/forget": v.object({ replayId: id }),
  /**
   * The replays of a session; asked for a replayed session, those of the session that was recorded and its own. Every
   * replay where no session is named.
   */
  "replay/list": v.object({ sessionId: v.optional(id) }),
  /** What the user thinks of a sample. Kept as a verdict of the grader `you`; the last one counts. */
  "replay/judge": v.object({
    replayId: id,
    sample: wholeNumber,
    pass: v.boolean(),
    note: v.optional(shortText),
  }),
  "compare/get": v.object({ left: id, right: id }),
  /**
   * Runs one test file (saved-files.ts). Only the host asks this: `file` is an absolute path in a trusted workspace.
   * Without `consent` nothing is sent: a request that no recorded reply answers fails the test and says so.
   */
  "eval/run": v.object({ file: id, consent: v.optional(v.object({ host: id })) }),
} as const;

/** Checks of what the engine asks. Only the host's end of the engine's channel answers these, never one to a view. */
export const ASK_ARGUMENTS = {
  "host/secret": v.object({ provider: id, host: id }),
  "host/consent": v.object({
    planId: id,
    host: id,
    model: id,
    calls: wholeNumber,
    costBoundUsd: v.nullable(v.number()),
    redactions: wholeNumber,
    secrets: v.optional(v.array(v.object({ kind: v.picklist(SECRET_KINDS), count: wholeNumber }))),
  }),
  "host/decide": v.object({
    replayId: id,
    sample: wholeNumber,
    question: shortText,
    choices: v.array(v.picklist(["result", "nearest", "end"])),
  }),
  "host/language-model": v.object({ request: v.unknown() }),
  /** Whether a module may run as a grader: the host knows whether it trusts the workspace that holds it. */
  "host/module": v.object({ path: shortText }),
} as const;

/** The checks of single values, for the files that hold them (saved-files.ts). */
export { edit as REPLAY_EDIT, target as REPLAY_TARGET, grader as REPLAY_GRADER, budget as REPLAY_BUDGET };

export type ReplayEdit = v.InferOutput<typeof edit>;
export type ReplayTarget = v.InferOutput<typeof target>;
export type ReplayGrader = v.InferOutput<typeof grader>;
export type ReplayBudget = v.InferOutput<typeof budget>;
export type ReplayMode = (typeof REPLAY_MODES)[number];
export type NoRecordPolicy = (typeof NO_RECORD_POLICIES)[number];
export type ReplayAnswer = v.InferOutput<(typeof REPLAY_ARGUMENTS)["replay/answer"]>["answer"];
export type Decision = ReplayAnswer;

/** What the editor's language model is asked (decision 10: not exact, it knows no system role). */
export interface LanguageModelRequest {
  readonly model: string;
  readonly system: readonly Part[];
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDef[];
  readonly params: Readonly<Record<string, unknown>>;
}

export interface ReplayPlanRow {
  readonly planId: string;
  /** Where it would be sent; `editor` for the editor's own models. */
  readonly host: string;
  readonly model: string;
  /** Model calls expected over all samples. */
  readonly calls: number;
  /** Input and output tokens expected over all samples. */
  readonly tokens: number;
  /** Null where the model has no known price. */
  readonly costBoundUsd: number | null;
  /** Different secrets that are masked in what is sent. */
  readonly redactions: number;
  /** The secrets in what would be sent, by kind; absent where there are none. Unmasked where `redactions` is 0. */
  readonly secrets?: readonly SecretCount[] | undefined;
  /** Sentences: what the recording does not hold. Empty where it is whole. */
  readonly incomplete: readonly string[];
  /** UTF-8 bytes of the recorded requests of one sample, after the edits. */
  readonly bytes: number;
  /** False where requests are rebuilt, rewritten or masked, so that they may differ from the recorded ones. */
  readonly exact: boolean;
}

export interface SecretCount {
  readonly kind: (typeof SECRET_KINDS)[number];
  readonly count: number;
}

export interface VerdictRow {
  readonly grader: string;
  readonly pass: boolean;
  readonly score?: number;
  readonly why: string;
  /** What the grader itself cost (model as judge); 0 for the others, null where unknown. */
  readonly costUsd: number | null;
}

export type SampleState = "waiting" | "running" | "asking" | "done" | "stopped" | "cancelled" | "failed";

export interface SampleRow {
  readonly sample: number;
  readonly sessionId: string;
  readonly state: SampleState;
  /** The recorded step whose reply was not repeated. */
  readonly divergedAt?: string;
  /** The number of that step, for reading only. */
  readonly divergedNumber?: number;
  readonly waitsFor?: {
    readonly question: string;
    readonly choices: readonly Decision["kind"][];
    /** The number of the step in the sample's own session that it waits at. */
    readonly number?: number;
    /** The call that has no recorded answer. */
    readonly tool?: { readonly name: string; readonly args: unknown };
    /** What `nearest` would take, and how alike its arguments are, 0 to 1. */
    readonly nearest?: { readonly stepId: string; readonly number: number; readonly alike: number };
  };
  readonly verdicts: readonly VerdictRow[];
  /** Why it ended before its end, in a sentence that says what to do. */
  readonly why?: string;
  readonly costUsd: number | null;
  readonly usage: Usage;
  readonly calls: number;
  readonly answer?: string;
  /** From the first send to the last byte; null while it runs. */
  readonly durationUs?: number | null;
}

/** The grader of verdicts that a person gave in the panel (`replay/judge`). */
export const HUMAN_GRADER = "you";

export interface ReplayRow {
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly mode: ReplayMode;
  readonly variant?: string;
  readonly samples: readonly SampleRow[];
  /** At least one of k passes, all of k pass (unbiased); k is the number of judged samples. Absent without graders. */
  readonly passAtK?: number;
  readonly passHatK?: number;
  /** The same for every k up to the number of judged samples. */
  readonly byK?: readonly { readonly k: number; readonly passAtK: number; readonly passHatK: number }[];
  readonly passRate?: number;
  /** Wilson, 95 %, of the rate of a single sample. */
  readonly interval?: { readonly low: number; readonly high: number };
  readonly costUsd: number | null;
  /** Different secrets that were masked in what was sent, so that it differs from the recording; absent where none. */
  readonly redactions?: number;
  /** Why it ended before its end, such as the budget that was reached. */
  readonly why?: string;
}

/** One replay in the list of a session's replays; `replay/get` has its samples. */
export interface ReplayListRow {
  readonly replayId: string;
  /** The recorded session. */
  readonly sessionId: string;
  readonly variant?: string;
  readonly mode: ReplayMode;
  readonly state: ReplayRow["state"];
  readonly startedUs: number;
  readonly model: string;
  /** Empty for a replay as recorded. */
  readonly edits: readonly ReplayEdit[];
}

export type CompareChange = Change;
export type CompareWhat = What;
export type CompareTotals = Totals;

/** What a row of the comparison shows of a step. Tokens and cost of an agent are those of all below it. */
export type CompareStep = Pick<
  StepRow,
  | "number"
  | "depth"
  | "kind"
  | "name"
  | "summary"
  | "model"
  | "agent"
  | "status"
  | "durationUs"
  | "usage"
  | "costUsd"
  | "below"
>;

export interface CompareRow {
  readonly left?: string;
  readonly right?: string;
  readonly change: CompareChange;
  readonly what: readonly CompareWhat[];
  readonly leftRow?: CompareStep;
  readonly rightRow?: CompareStep;
}

export interface ComparisonRow {
  readonly rows: readonly CompareRow[];
  /** Index of the first row that is not `same`; absent where both did the same. */
  readonly firstDivergence?: number;
  readonly totals: { readonly left: CompareTotals; readonly right: CompareTotals };
}

/** How one test ended. `errored`: it could not be run at all. */
export interface EvalRow {
  readonly name: string;
  readonly state: "passed" | "failed" | "errored";
  /** Why it did not pass, in a sentence that says what to do. */
  readonly why?: string;
  readonly durationMs: number;
  /** Model calls that left this machine or went to its loopback; 0 where every reply was recorded. */
  readonly sent: number;
  readonly samples: readonly Pick<
    SampleRow,
    "sample" | "state" | "verdicts" | "why" | "answer" | "costUsd"
  >[];
  /** The answer when the test was saved, and the one of the first sample that did not pass. */
  readonly expected?: string;
  readonly actual?: string;
}

export interface ReplayResults {
  "replay/plan": ReplayPlanRow;
  "replay/start": { readonly replayId: string };
  "replay/answer": Record<string, never>;
  "replay/cancel": Record<string, never>;
  "replay/get": ReplayRow;
  "replay/forget": Record<string, never>;
  /** Oldest first. */
  "replay/list": readonly ReplayListRow[];
  "replay/judge": Record<string, never>;
  "compare/get": ComparisonRow;
  "eval/run": EvalRow;
}

export interface AskResults {
  /** Null where the user has given none: the call goes out without a key (a local server wants none). */
  "host/secret": { readonly secret: string | null };
  "host/consent": { readonly host: string };
  "host/decide": Decision;
  "host/language-model": { readonly message: Message; readonly model?: string };
  /** The module's real path. */
  "host/module": { readonly path: string };
}

export interface ReplayEvents {
  "replay/progress": {
    readonly replayId: string;
    readonly sample: number;
    readonly step: number;
    readonly costUsd: number | null;
  };
  "replay/done": { readonly replayId: string };
}

// Replay and Compare from start to end: options, edits, consent, run, and the view of what came of it.

import * as vscode from "vscode";
import type { ArgumentsOf } from "../../protocol/messages";
import { UserFault } from "../../protocol/faults";
import type { ReplayRow } from "../../protocol/replay";
import type { SavedEdit } from "../../protocol/saved-files";
import type { Engine } from "../engine";
import { logThrown, type Log } from "../log";
import type { Panels } from "../panel/panels";
import { oneLine } from "../text";
import type { ReplayActivity } from "./activity";
import type { ReplayAsks } from "./asks";
import type { DemoServer } from "./demo-server";
import type { Editing, Editings } from "./editing";
import type { GradedSession } from "./grader-picker";
import { graderText } from "./graders";
import { readOptions, type ReplayOptions } from "./options";
import { askOptions, type HubSession, type ReplayChoice } from "./options-hub";
import { startReplay, watchReplay } from "./run-replay";
import { firstTarget, targetsOf } from "./target-picker";
import { endSentence, hasPassed, replayName } from "./words";

export type PlanArguments = ArgumentsOf<"replay/plan">;

/** What a replay was started with; more samples and a test are made of it. */
export interface KeptPlan {
  readonly plan: PlanArguments;
  /** The edits as a variant keeps them, with links to files. */
  readonly savedEdits: readonly SavedEdit[];
  /** The variant file that says just these edits. */
  readonly variantFile?: string | undefined;
}

export interface ReplayParts {
  readonly engine: Engine;
  readonly panels: Panels;
  readonly asks: ReplayAsks;
  readonly activity: ReplayActivity;
  readonly editings: Editings;
  readonly demo: DemoServer;
  readonly memory: Pick<vscode.Memento, "get" | "update">;
  readonly log: Log;
}

const OPTIONS_KEY = "agentLoupe.replayOptions";
/** Plans of replays that are kept for more samples and for tests. */
const MAX_PLANS = 100;
/** Samples under way at one time. */
const CONCURRENCY = 4;

export class Replays {
  private readonly plans = new Map<string, KeptPlan>();
  private readonly latest = new Map<string, string>();

  constructor(private readonly parts: ReplayParts) {}

  /** The options of the last replay in this workspace. */
  get options(): ReplayOptions | undefined {
    return readOptions(this.parts.memory.get(OPTIONS_KEY));
  }

  /** Lets the user change the options, and replays where they say so. */
  async chooseAndReplay(editing: Editing): Promise<void> {
    requireTrust();
    const choice = await this.choose(editing, this.options?.samples ?? 1);
    if (choice) await this.start(editing, choice);
  }

  /** Replays a session with its prompts as they stand in the editors; asks for options where none fit. */
  async replay(editing: Editing, samples: number): Promise<void> {
    requireTrust();
    await this.parts.editings.edits(editing);
    const known = this.usable(editing);
    const choice = known
      ? { options: { ...known, samples }, range: editing.range, secrets: editing.secrets }
      : await this.choose(editing, samples);
    if (choice) await this.start(editing, choice);
  }

  /** Adds samples to a replay, with the same prompts, target and graders. */
  async addSamples(replayId: string, { plan, ...kept }: KeptPlan, samples: number): Promise<void> {
    requireTrust();
    await this.run({ ...kept, plan: { ...plan, samples } }, replayId);
  }

  /** The plan of a replay, or of the latest one of a session; undefined where this window ran none. */
  planOf(about: {
    readonly replayId?: string | undefined;
    readonly sessionId?: string | undefined;
  }): ({ readonly replayId: string } & KeptPlan) | undefined {
    const replayId = about.replayId ?? this.latest.get(about.sessionId ?? "");
    const kept = this.plans.get(replayId ?? "");
    return replayId === undefined || !kept ? undefined : { replayId, ...kept };
  }

  private async choose(editing: Editing, samples: number): Promise<ReplayChoice | undefined> {
    const session = hubSession(editing);
    const options = this.usable(editing) ?? { ...FRESH, ...this.options, ...firstTarget(session) };
    const keep = async (choice: ReplayChoice) => {
      editing.range = choice.range;
      editing.secrets = choice.secrets;
      await this.parts.memory.update(OPTIONS_KEY, choice.options);
      this.parts.editings.refresh();
    };
    const { range, secrets } = editing;
    const initial = { options: { ...options, samples }, range, secrets };
    const choice = await askOptions(session, initial, keep);
    if (choice) await keep(choice);
    return choice;
  }

  private async start(editing: Editing, { options, range, secrets }: ReplayChoice): Promise<void> {
    const { editings, demo } = this.parts;
    const edits = await editings.edits(editing);
    const target =
      options.targetId === "demo" ? { ...options.target, baseUrl: await demo.baseUrl() } : options.target;
    const variant = editings.variantName(editing, edits);
    await this.run({
      savedEdits: await editings.savedEdits(editing),
      variantFile: variant === editing.saved?.name ? variant : undefined,
      plan: {
        sessionId: editing.row.sessionId,
        ...(range.from && { fromStepId: range.from.stepId }),
        edits: [...edits],
        target,
        mode: range.mode,
        samples: options.samples,
        // Verdicts carry the name, so that two graders of one kind are told apart.
        graders: options.graders.map((grader) => ({ ...grader, name: graderText(grader) })),
        budget: options.budget,
        policy: options.policy,
        redact: secrets === "masked",
        concurrency: CONCURRENCY,
        ...(variant !== undefined && { variant }),
      },
    });
  }

  /** Runs a plan in sight of the user: the samples while they run, and a sentence with the next step at the end. */
  private async run(kept: KeptPlan, extend?: string): Promise<void> {
    const { engine, panels, asks, activity } = this.parts;
    const parts = { engine, activity, ...asks };
    const { sessionId, variant } = kept.plan;
    const started = await startReplay(parts, kept.plan, extend);
    if (!started) return;
    const { replayId, planned } = started;
    this.keep(replayId, kept);
    panels.show(sessionId, undefined, { view: "replays", preserveFocus: true });
    const name = replayName({ variant, edits: kept.plan.edits });
    const row = await watchReplay(parts, { replayId, sessionId, name }, planned);
    const [only, second] = row.samples;
    if (only?.state === "done" && !second) this.compare(sessionId, row);
    // Waiting for the user's answer would keep the command, and with it the progress, alive.
    this.tellEnd(sessionId, name, row).catch((error: unknown) =>
      logThrown(this.parts.log, "The end of a replay", error),
    );
  }

  private async tellEnd(sessionId: string, name: string, row: ReplayRow): Promise<void> {
    const { text, isOdd } = endSentence(row, name);
    const [compare, samples] = ["Open Compare", "Show Samples"];
    const show = isOdd ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const chosen = await show(oneLine(text, 400), compare, samples);
    if (chosen === compare) this.compare(sessionId, row);
    if (chosen === samples) this.parts.panels.show(sessionId, undefined, { view: "replays" });
  }

  /** Compares the most telling sample with the recording: one that failed, else one that did something else. */
  private compare(sessionId: string, { samples }: ReplayRow): void {
    const ended = samples.filter(({ state }) => state !== "waiting");
    const telling =
      ended.find((sample) => !hasPassed(sample)) ??
      ended.find(({ divergedAt }) => divergedAt !== undefined) ??
      ended[0];
    if (telling) this.parts.panels.show(sessionId, undefined, { compareWith: telling.sessionId });
  }

  /** The last options where their target still means something for this session. */
  private usable(editing: Editing): ReplayOptions | undefined {
    const { options } = this;
    if (!options || options.targetId === "other" || options.targetId === "editor") return options;
    const choice = targetsOf(hubSession(editing)).choices.find(({ id }) => id === options.targetId);
    return choice && { ...options, target: choice.target };
  }

  private keep(replayId: string, kept: KeptPlan): void {
    this.plans.set(replayId, kept);
    this.latest.set(kept.plan.sessionId, replayId);
    for (const oldest of this.plans.keys()) {
      if (this.plans.size <= MAX_PLANS) break;
      this.plans.delete(oldest);
    }
    for (const [sessionId, latest] of this.latest) if (!this.plans.has(latest)) this.latest.delete(sessionId);
  }
}

const FRESH = { samples: 1, graders: [], policy: "ask", budget: {} } as const;

function hubSession(editing: Editing): HubSession {
  const { row, calls } = editing;
  return { sessionId: row.replayOf ?? row.sessionId, calls, ...gradedSession(editing) };
}

/** What graders are proposed from: the tools of the session, those that were called, and what it cost. */
export function gradedSession({ row, calls }: Editing): GradedSession {
  return {
    tools: [...new Set(calls.flatMap(({ tools = [] }) => tools.map(({ name }) => name)))],
    called: calls.flatMap(({ output = [] }) =>
      output.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "tool_call" ? [part.name] : []))),
    ),
    costUsd: row.costUsd,
  };
}

/** Prompts of a session are sent only from a folder that the user trusts: its settings name the addresses. */
function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserFault("refused", "Sessions are not replayed in a folder that is not trusted.", {
    next: "Trust the folder with Workspaces: Manage Workspace Trust.",
  });
}

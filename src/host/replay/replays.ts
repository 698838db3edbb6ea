// Replay and Compare from start to end: options, edits, consent, run, and the view of what came of it.

import * as vscode from "vscode";
import type { ArgumentsOf } from "../../protocol/messages";
import type { Engine } from "../engine";
import { UserFault } from "../../protocol/faults";
import { SETTINGS } from "../ids";
import type { Panels } from "../panel/panels";
import { oneLine } from "../text";
import type { ReplayAsks } from "./asks";
import type { DemoServer } from "./demo-server";
import type { Editing, Editings } from "./editing";
import type { ReplayOptions } from "./options";
import { askOptions } from "./options-wizard";
import { endWords, runReplay } from "./run-replay";
import { readTargetSettings, targetChoices } from "./targets";

export type PlanArguments = ArgumentsOf<"replay/plan">;

export interface ReplayParts {
  readonly engine: Engine;
  readonly panels: Panels;
  readonly asks: ReplayAsks;
  readonly editings: Editings;
  readonly demo: DemoServer;
  readonly memory: Pick<vscode.Memento, "get" | "update">;
}

const OPTIONS_KEY = "agentLoupe.replayOptions";
/** Plans of ended replays that are kept for more samples and for tests. */
const MAX_PLANS = 100;
/** Samples under way at one time. */
const CONCURRENCY = 4;

export class Replays {
  private readonly plans = new Map<string, PlanArguments>();
  private readonly latest = new Map<string, string>();

  constructor(private readonly parts: ReplayParts) {}

  /** The options of the last replay in this workspace. */
  get options(): ReplayOptions | undefined {
    const value = this.parts.memory.get<ReplayOptions>(OPTIONS_KEY);
    return typeof value?.targetId === "string" && Array.isArray(value.graders) ? value : undefined;
  }

  /** Lets the user choose the options of the next replay; gives them where they did. */
  async chooseOptions(editing: Editing, samples = 1): Promise<ReplayOptions | undefined> {
    const { row, calls } = editing;
    const sessionId = row.replayOf ?? row.sessionId;
    const asked = await askOptions({ sessionId, calls, last: this.options, samples });
    if (!asked) return undefined;
    await this.parts.memory.update(OPTIONS_KEY, { ...asked.options, fromStepId: undefined });
    return asked.options;
  }

  /** Replays a session with its prompts as they stand in the editors. */
  async replay(editing: Editing, samples: number): Promise<void> {
    requireTrust();
    const edits = await this.parts.editings.edits(editing);
    const chosen = this.usable(editing);
    const options = chosen ? { ...chosen, samples } : await this.chooseOptions(editing, samples);
    if (!options) return;
    const target =
      options.targetId === "demo"
        ? { ...options.target, baseUrl: await this.parts.demo.baseUrl() }
        : options.target;
    await this.run({
      sessionId: editing.row.sessionId,
      ...(options.fromStepId !== undefined && { fromStepId: options.fromStepId }),
      edits: [...edits],
      target,
      mode: options.mode,
      samples: options.samples,
      graders: [...options.graders],
      budget: options.budget,
      policy: options.policy,
      concurrency: CONCURRENCY,
      ...(editing.variant !== undefined && { variant: editing.variant }),
    });
  }

  /** Runs a plan, and shows the comparison of one sample or the table of several. */
  async run(plan: PlanArguments): Promise<void> {
    requireTrust();
    const ended = await runReplay({ ...this.parts.asks, engine: this.parts.engine }, plan);
    if (!ended) return;
    this.keep(ended.replayId, plan);
    const [first, ...others] = ended.row.samples;
    if (first && others.length === 0)
      this.parts.panels.show(plan.sessionId, undefined, { compareWith: first.sessionId });
    else this.parts.panels.show(plan.sessionId, undefined, { view: "replays" });
    const words = endWords(ended.row);
    if (words !== undefined) void vscode.window.showWarningMessage(oneLine(words, 400));
  }

  /** The plan of a replay, or of the latest one of a session; undefined where this window ran none. */
  planOf(about: {
    readonly replayId?: string | undefined;
    readonly sessionId?: string | undefined;
  }): { readonly replayId: string; readonly plan: PlanArguments } | undefined {
    const replayId = about.replayId ?? this.latest.get(about.sessionId ?? "");
    const plan = this.plans.get(replayId ?? "");
    return replayId === undefined || !plan ? undefined : { replayId, plan };
  }

  /** The last options where they still mean something for this session. */
  private usable({ row, calls }: Editing): ReplayOptions | undefined {
    const { options } = this;
    if (!options || options.mode !== "recorded") return undefined;
    if (options.targetId === "other" || options.targetId === "editor") return options;
    const setting = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.replayTargets);
    const { targets } = readTargetSettings(setting);
    const choices = targetChoices(calls, row.replayOf ?? row.sessionId, targets, undefined);
    const choice = choices.find(({ id }) => id === options.targetId);
    return choice && { ...options, target: choice.target };
  }

  private keep(replayId: string, plan: PlanArguments): void {
    this.plans.set(replayId, plan);
    this.latest.set(plan.sessionId, replayId);
    for (const oldest of this.plans.keys()) {
      if (this.plans.size <= MAX_PLANS) break;
      this.plans.delete(oldest);
    }
    for (const [sessionId, latest] of this.latest) if (!this.plans.has(latest)) this.latest.delete(sessionId);
  }
}

/** Prompts of a session are sent only from a folder that the user trusts: its settings name the addresses. */
function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserFault("refused", "Sessions are not replayed in a folder that is not trusted.", {
    next: "Trust the folder with Workspaces: Manage Workspace Trust.",
  });
}

// replay/* and compare/get, answered.

import { randomBytes } from "node:crypto";
import type { Handlers } from "../../protocol/channel";
import { UserFault } from "../../protocol/faults";
import type { EventName, Events } from "../../protocol/messages";
import { systemClock } from "../models/clock";
import { compareAnswer } from "./compare-answer";
import type { IngestTraces } from "./exporter";
import { ReplayOrigins } from "./origins";
import { PlanStore, type KeptPlan } from "./plan-store";
import { readSessionPage, readSessionRow, readSteps, type SessionAnswers } from "./read-session";
import { Replay, type RunModule } from "./replay";
import { createRecorder } from "./spans";
import type { AskHost, Outside } from "./target";

export interface ReplayParts {
  /** Answers about sessions, as views get them. */
  readonly answers: SessionAnswers;
  readonly ingest: IngestTraces;
  readonly ask: AskHost;
  readonly emit: <E extends EventName>(event: E, data: Events[E]) => void;
  readonly onBug: (error: unknown, what: string) => void;
  /** Where the engine runs alone: its environment, for keys. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly runModule?: RunModule;
  /** Tests hand in their own. */
  readonly outside?: Partial<Outside>;
}

export interface ReplayFeature {
  readonly handlers: Handlers;
  /** Ends every replay that runs. */
  dispose(): void;
}

/** Replays that can still be asked about; the sessions they made stay in the store. */
const MAX_REPLAYS = 100;
/** Progress is told at most so often; whoever wants more asks. */
const PROGRESS_MS = 250;

export function createReplay(parts: ReplayParts): ReplayFeature {
  const { answers, ingest, ask, emit, onBug, environment, runModule } = parts;
  const outside: Outside = {
    ask,
    clock: systemClock,
    fetch: globalThis.fetch,
    random: Math.random,
    ...(environment && { environment }),
    ...parts.outside,
  };
  const plans = new PlanStore();
  const origins = new ReplayOrigins(answers);
  const replays = new Map<string, Replay>();
  const record = createRecorder(
    ingest,
    () => outside.clock.now(),
    (error) => onBug(error, "replay"),
  );
  return {
    handlers: {
      "replay/plan": async (args, signal) => {
        const row = await readSessionRow(answers, args.sessionId, signal);
        const steps = await readSteps(answers, args.sessionId, signal);
        return plans.add(newId(), args, steps, row.title, outside.clock.now());
      },
      "replay/start": ({ planId, consent, extend }) => {
        const plan = plans.get(planId);
        if (!plan) throw new UserFault("not-found", "This plan is gone.", { next: "Plan the replay again." });
        requireConsent(plan, consent.host);
        return { replayId: extend === undefined ? start(plan, consent.host) : extended(extend, plan) };
      },
      "replay/answer": ({ replayId, sample, answer }) => {
        find(replayId).sampleAt(sample).decide(answer);
        return {};
      },
      "replay/cancel": ({ replayId, sample }) => {
        const replay = find(replayId);
        if (sample === undefined) replay.cancel();
        else replay.sampleAt(sample).cancel();
        return {};
      },
      "replay/get": ({ replayId }) => find(replayId).row(),
      "replay/forget": ({ replayId }) => {
        find(replayId).cancel();
        replays.delete(replayId);
        return {};
      },
      "replay/judge": ({ replayId, sample, pass, note }) => {
        find(replayId)
          .sampleAt(sample)
          .judge(pass, note ?? "");
        return {};
      },
      "replay/list": async ({ sessionId }, signal) => {
        const all = [...replays.values()].map((one) => one.listRow());
        if (sessionId === undefined) return all;
        const row = await origins.marked(await readSessionRow(answers, sessionId, signal), signal);
        return all.filter((one) => one.sessionId === sessionId || one.sessionId === row.replayOf);
      },
      "session/get": async (args, signal) =>
        origins.marked(await readSessionRow(answers, args.sessionId, signal), signal),
      "session/list": async (args, signal) => {
        const page = await readSessionPage(answers, args, signal);
        return { ...page, items: await Promise.all(page.items.map((row) => origins.marked(row, signal))) };
      },
      "compare/get": (args, signal) => compareAnswer(answers, args, signal),
    },
    dispose() {
      for (const replay of replays.values()) replay.cancel();
      replays.clear();
      record.close();
    },
  };

  function requireConsent(plan: KeptPlan, consentedHost: string): void {
    if (consentedHost !== plan.row.host) {
      throw new UserFault(
        "refused",
        `The plan sends to ${plan.row.host}; you agreed to ${consentedHost || "no host"}. Nothing was sent.`,
        {
          next: `Agree to ${plan.row.host} to start the replay.`,
        },
      );
    }
  }

  /** More samples for a replay that was started before. */
  function extended(replayId: string, plan: KeptPlan): string {
    const replay = find(replayId);
    if (!replay.fits(plan))
      throw new UserFault(
        "invalid-args",
        "These samples are of another replay: prompts, target or graders differ.",
        {
          next: "Start a replay of its own.",
        },
      );
    replay.add(plan.args.samples ?? 1, plan.args.budget);
    run(replayId, replay);
    return replayId;
  }

  function run(replayId: string, replay: Replay): void {
    void replay.run().then(() => emit("replay/done", { replayId }));
  }

  function start(plan: KeptPlan, consentedHost: string): string {
    const replayId = newId();
    const replay = new Replay(replayId, plan, consentedHost, {
      outside,
      record,
      onProgress: throttled(replayId),
      onBug: (error) => onBug(error, "replay"),
      ...(runModule && { runModule }),
    });
    keep(replayId, replay);
    run(replayId, replay);
    return replayId;
  }

  function throttled(replayId: string): ConstructorParameters<typeof Replay>[3]["onProgress"] {
    let lastMs = -Infinity;
    return (sample, step, costUsd, what) => {
      const nowMs = outside.clock.now();
      if (what === "step" && nowMs - lastMs < PROGRESS_MS) return;
      lastMs = nowMs;
      emit("replay/progress", { replayId, sample, step, costUsd });
    };
  }

  function keep(replayId: string, replay: Replay): void {
    replays.set(replayId, replay);
    for (const [id, old] of replays) {
      if (replays.size <= MAX_REPLAYS) break;
      if (old.row().state !== "running") replays.delete(id);
    }
  }

  function find(replayId: string): Replay {
    const replay = replays.get(replayId);
    if (!replay)
      throw new UserFault("not-found", `There is no replay ${replayId}.`, {
        next: "Its sessions may still be in the list.",
      });
    return replay;
  }
}

function newId(): string {
  return randomBytes(8).toString("hex");
}

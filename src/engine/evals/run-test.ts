// Runs one test in an engine of its own, so that tests leave no sessions where the user looks.

import path from "node:path";
import { logsJsonToProtobuf, tracesJsonToProtobuf } from "../../core/otlp/json";
import { maskSteps } from "../../core/replay/masked";
import { Channel, type Send } from "../../protocol/channel";
import { failureOf } from "../../protocol/faults";
import type { Envelope } from "../../protocol/messages";
import type { EvalRow, ReplayGrader, ReplayRow, SampleRow } from "../../protocol/replay";
import type { ReplayParts } from "../replay";
import { readSteps, type SessionAnswers } from "../replay/read-session";
import type { Outside } from "../replay/target";
import { gradeByModule } from "./module-grader";
import { RecordedReplies } from "./recorded-replies";
import { loadTest, type LoadedTest } from "./test-file";

/** An engine as a test needs it. */
export interface TestedEngine {
  readonly channel: Pick<Channel, "receive">;
  readonly ingest: { accept(signal: "traces" | "logs", body: Uint8Array): unknown };
  stop(): Promise<void>;
}

export type StartEngine = (options: {
  readonly send: Send;
  readonly onBug: TestRun["onBug"];
  readonly replay: Pick<ReplayParts, "environment" | "runModule" | "outside">;
}) => Promise<TestedEngine>;

export interface TestRun {
  readonly file: string;
  /** Where requests without a recorded reply may be sent; nowhere when absent. */
  readonly consentedHost?: string | undefined;
  /** Starts an engine: handed in, since the engine itself answers `eval/run`. */
  readonly start: StartEngine;
  readonly outside?: Partial<Outside>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly onBug: (error: unknown, what: string) => void;
}

/** How the test ended. Never rejects for a fault of the test: that is `errored` with the reason. */
export async function runTest(run: TestRun, signal: AbortSignal): Promise<EvalRow> {
  const startedMs = Date.now();
  const took = () => Date.now() - startedMs;
  try {
    const loaded = await loadTest(run.file);
    const { row, sent } = await replayTest(run, loaded, signal);
    return { name: loaded.test.name, durationMs: took(), sent, ...verdictOf(row, loaded) };
  } catch (error) {
    const { message, next } = failureOf(error);
    const why = next === undefined ? message : `${message} ${next}`;
    return {
      name: path.basename(run.file, ".json"),
      state: "errored",
      why,
      durationMs: took(),
      sent: 0,
      samples: [],
    };
  }
}

interface Ran {
  readonly row: ReplayRow;
  readonly sent: number;
}

async function replayTest(run: TestRun, loaded: LoadedTest, signal: AbortSignal): Promise<Ran> {
  const sending = { sent: 0, replies: undefined as RecordedReplies | undefined };
  const { engine, client } = await startEngineFor(run, sending);
  try {
    feed(engine, loaded.recording);
    if (loaded.replies !== undefined) feed(engine, loaded.replies);
    sending.replies = await repliesOf(client, loaded, signal);
    return { row: await replayOnce(client, run, loaded, signal), sent: sending.sent };
  } finally {
    await engine.stop();
  }
}

async function startEngineFor(run: TestRun, sending: { sent: number; replies: RecordedReplies | undefined }) {
  const engine = await run.start({
    send: (envelope: Envelope) => client.receive(envelope),
    onBug: run.onBug,
    replay: {
      ...(run.environment && { environment: run.environment }),
      runModule: gradeByModule,
      outside: {
        ...run.outside,
        replies: {
          take: (request) => sending.replies?.take(request),
          mayAsk: run.consentedHost !== undefined,
          onSent: () => {
            sending.sent++;
          },
        },
      },
    },
  });
  const client: Channel = new Channel((envelope) => engine.channel.receive(envelope));
  return { engine, client };
}

/** Hands OTLP JSON lines to an engine; empty lines are passed over. */
function feed(engine: TestedEngine, lines: string): void {
  for (const line of lines.split("\n")) {
    if (line.trim() === "") continue;
    if (line.includes('"resourceLogs"')) engine.ingest.accept("logs", logsJsonToProtobuf(line).body);
    if (line.includes('"resourceSpans"')) engine.ingest.accept("traces", tracesJsonToProtobuf(line).body);
  }
}

/** Those of the replays that were saved with the test, oldest first; else the recording's own. */
async function repliesOf(
  client: Channel,
  { test, replies }: LoadedTest,
  signal: AbortSignal,
): Promise<RecordedReplies> {
  const answers = asAnswers(client);
  // Masked as the replay's own requests are, which these must answer.
  const stepsOf = async (sessionId: string) => maskSteps(await readSteps(answers, sessionId, signal));
  if (replies === undefined) return new RecordedReplies([await stepsOf(test.sessionId)]);
  const { items } = await client.ask("session/list", { limit: 500 }, signal);
  const saved = items
    .filter((session) => session.sessionId !== test.sessionId)
    .sort((left, right) => left.startUs - right.startUs);
  return new RecordedReplies(await Promise.all(saved.map((session) => stepsOf(session.sessionId))));
}

function asAnswers(client: Channel): SessionAnswers {
  return {
    "session/list": (args, signal) => client.ask("session/list", args, signal),
    "session/get": (args, signal) => client.ask("session/get", args, signal),
    "session/steps": (args, signal) => client.ask("session/steps", args, signal),
    "step/get": (args, signal) => client.ask("step/get", args, signal),
  };
}

async function replayOnce(
  client: Channel,
  run: TestRun,
  loaded: LoadedTest,
  signal: AbortSignal,
): Promise<ReplayRow> {
  const { sessionId, target, mode, fromStepId, samples, policy, budget } = loaded.test;
  const plan = await client.ask(
    "replay/plan",
    {
      ...{ sessionId, target, mode, samples, budget },
      ...(fromStepId !== undefined && { fromStepId }),
      // Nobody is there to be asked.
      policy: policy === "nearest" ? "nearest" : "end",
      edits: [...loaded.edits],
      graders: loaded.test.graders.map((grader) => withPath(grader, loaded.folder)),
    },
    signal,
  );
  const host = run.consentedHost ?? plan.host;
  const done = new Promise<void>((resolve) => void client.on("replay/done", () => resolve()));
  const { replayId } = await client.ask("replay/start", { planId: plan.planId, consent: { host } }, signal);
  const cancel = () => void client.ask("replay/cancel", { replayId }).catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  await done;
  signal.removeEventListener("abort", cancel);
  return client.ask("replay/get", { replayId });
}

/** A module stands beside its test unless its path is whole. */
function withPath(grader: ReplayGrader, folder: string): ReplayGrader {
  return grader.kind === "module" ? { ...grader, path: path.resolve(folder, grader.path) } : grader;
}

type Verdict = Omit<EvalRow, "name" | "durationMs" | "sent">;

/** Passed is a test of which every sample came to its end and every grader said yes. */
function verdictOf(row: ReplayRow, { test }: LoadedTest): Verdict {
  const samples = row.samples.map(({ sample, state, verdicts, why, answer, costUsd }) => ({
    ...{ sample, state, verdicts, costUsd },
    ...(why !== undefined && { why }),
    ...(answer !== undefined && { answer }),
  }));
  const failed = row.samples.find((sample) => reasonOf(sample) !== undefined);
  const why = failed && reasonOf(failed);
  return {
    state: failed ? "failed" : "passed",
    ...(why !== undefined && { why }),
    samples,
    ...(test.expected !== undefined && { expected: test.expected }),
    ...(failed?.answer !== undefined && { actual: failed.answer }),
  };
}

function reasonOf({ state, verdicts, why }: SampleRow): string | undefined {
  if (state !== "done") return why ?? `The sample ended as ${state}.`;
  const failed = verdicts.find((verdict) => !verdict.pass);
  if (failed) return `${failed.grader}: ${failed.why}`;
  return verdicts.length === 0 ? "No grader judged it. Add one that needs no person." : undefined;
}

// Runs the graders of a replay on one sample. Code decides at once; a judge is asked, a module runs beside us.

import { grade, graderName } from "../../core/evals";
import type { Sample, Verdict } from "../../core/evals/grader";
import { fail } from "../../core/evals/grader";
import { judgeRequest, readVerdict } from "../../core/evals/model-judge";
import type { CanonicalRequest } from "../../core/replay/recorded";
import { textOfParts, type ModelReply } from "../../core/replay/recorded";
import type { ReplayGrader, ReplayTarget, VerdictRow } from "../../protocol/replay";
import { matchText } from "./match-text";

export interface GraderHelp {
  /** Asks a judge; the cost is null where its model has no known price. */
  readonly judge: (
    target: ReplayTarget | undefined,
    request: (model: string) => CanonicalRequest,
  ) => Promise<{ readonly reply: ModelReply; readonly costUsd: number | null }>;
  /** Runs a module of the trusted workspace; undefined where none may run. */
  readonly module?: (
    settings: { path: string; timeoutSeconds?: number | undefined },
    sample: Sample,
  ) => Promise<Verdict>;
}

/** The verdicts in the order of the graders. A human's is there only once it was given. */
export async function runGraders(
  graders: readonly ReplayGrader[],
  sample: Sample,
  help: GraderHelp,
): Promise<VerdictRow[]> {
  const rows: VerdictRow[] = [];
  for (const grader of graders) {
    const row = await runGrader(grader, sample, help);
    if (row) rows.push({ grader: graderName(grader), ...row });
  }
  return rows;
}

type Row = Omit<VerdictRow, "grader">;

async function runGrader(grader: ReplayGrader, sample: Sample, help: GraderHelp): Promise<Row | undefined> {
  switch (grader.kind) {
    case "human":
      return grader.pass === undefined
        ? undefined
        : { pass: grader.pass, why: grader.note ?? "Judged by hand.", costUsd: 0 };
    case "module":
      return { ...(await runModule(grader, sample, help)), costUsd: 0 };
    case "model":
      return runJudge(grader, sample, help);
    default:
      return { ...grade(grader, sample, matchText), costUsd: 0 };
  }
}

function runModule(
  grader: Extract<ReplayGrader, { kind: "module" }>,
  sample: Sample,
  help: GraderHelp,
): Promise<Verdict> {
  if (help.module) return help.module(grader, sample);
  return Promise.resolve(
    fail("Modules run as graders only in a trusted workspace. Trust it to use this one."),
  );
}

/** A judge that cannot be asked fails the sample with the reason: an unjudged sample must not pass. */
async function runJudge(
  grader: Extract<ReplayGrader, { kind: "model" }>,
  sample: Sample,
  help: GraderHelp,
): Promise<Row> {
  try {
    const { reply, costUsd } = await help.judge(grader.target, (model) =>
      judgeRequest(grader.rubric, sample, model),
    );
    return { ...readVerdict(textOfParts(reply.parts)), costUsd };
  } catch (error) {
    return {
      ...fail(`The judge could not be asked: ${error instanceof Error ? error.message : String(error)}`),
      costUsd: 0,
    };
  }
}

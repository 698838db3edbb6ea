// step/tools: which steps ran the tool calls that a step's messages show.

import type { ToolRequest } from "../../core/model/cost";
import type { Message } from "../../core/model/message";
import { type ToolRun, toolRunOf, toolRunsOf } from "../../core/model/tool-runs";
import type { ToolRunRow } from "../../protocol/rows";
import type { Analysis } from "../analysis/analyses";
import { argumentsHash } from "../analysis/step-read";
import { numberOf } from "./analysed";
import type { Engine, EngineHandlers } from "./engine";

export function toolAnswers(engine: Engine): EngineHandlers {
  return { "step/tools": async ({ stepId }) => ({ runs: await runsOf(engine, stepId) }) };
}

/** Nothing for a step that is gone: who asks for it has its detail on screen and is told there. */
async function runsOf(engine: Engine, stepId: string): Promise<readonly (ToolRunRow | null)[]> {
  const located = engine.store.steps.locate(stepId);
  const session = located && engine.store.sessions.byRowId(located.session);
  if (!located || !session) return [];
  const analysis = await engine.analyses.of(located.session, session.sessionId);
  const row = (run: ToolRun | null) => (run ? rowOf(run, analysis) : null);
  const call = analysis.contexts.byStepId.get(stepId);
  const step = analysis.costSteps.find((each) => each.stepId === stepId);
  if (!call || !step) return [row(toolRunOf(stepId, analysis.costSteps))];
  const input = (call.content.messages ?? []).flatMap(({ value }) => requestsIn(value));
  const output = call.content.output.flatMap(requestsIn);
  return toolRunsOf({ input, output }, step, analysis.costSteps).map(row);
}

function requestsIn({ parts }: Message): readonly ToolRequest[] {
  return parts.flatMap((part) =>
    part.type === "tool_call"
      ? [
          {
            name: part.name,
            ...(part.id !== undefined && { callId: part.id }),
            argsHash: argumentsHash(part.args),
          },
        ]
      : [],
  );
}

function rowOf({ step, attempt, sameAs }: ToolRun, analysis: Analysis): ToolRunRow {
  return {
    stepId: step.stepId,
    number: numberOf(analysis, step.stepId),
    name: step.tool ?? step.name,
    durationUs: step.durationUs,
    failed: step.status === "error",
    ...(attempt && { attempt }),
    sameAs: sameAs.map(({ stepId }) => ({ stepId, number: numberOf(analysis, stepId) })),
  };
}

// Which step ran a tool call that stands in the messages of a model call, and whether that was a try among others.

import type { CostStep, ToolRequest } from "./cost";
import { retriesOf, type SummaryStep } from "./summary";

/** A step that ran a tool, as one who reads the call wants to know it. */
export interface ToolRun {
  readonly step: SummaryStep;
  /** Its place among tries of the same call, where it was tried more than once; from 1. */
  readonly attempt?: { readonly number: number; readonly of: number };
  /** Earlier steps that ran the same tool with the same arguments to the same outcome. */
  readonly sameAs: readonly SummaryStep[];
}

/** The tool calls in a model call's input, in their order, and those that it asked for. */
export interface ToolCalls {
  readonly input: readonly ToolRequest[];
  readonly output: readonly ToolRequest[];
}

/**
 * The runs of the tool calls of a model call, input first; null where no step is known. A call is found by its id, else
 * by tool and arguments: those of the input among the last steps before the model call, its own among the first after.
 */
export function toolRunsOf(
  { input, output }: ToolCalls,
  model: Pick<SummaryStep, "startUs" | "agent">,
  steps: readonly SummaryStep[],
): readonly (ToolRun | null)[] {
  const tools = toolSteps(steps);
  const free = new Set(tools);
  const before = tools.filter(({ startUs }) => startUs < model.startUs).reverse();
  const after = tools.filter(({ startUs }) => startUs >= model.startUs);
  const take = (request: ToolRequest, order: readonly SummaryStep[]) => {
    const found =
      tools.find(
        (step) => free.has(step) && request.callId !== undefined && step.callId === request.callId,
      ) ?? order.find((step) => free.has(step) && isRunOf(step, request));
    if (found) free.delete(found);
    return found;
  };
  // From the newest back: after a compaction only the last calls stand in the messages.
  const ran = [...input]
    .reverse()
    .map((request) => take(request, before))
    .reverse();
  const asked = output.map((request) => take(request, after));
  const describe = describer(steps);
  return [...ran, ...asked].map((step) => (step ? describe(step) : null));
}

/** What is known of a step that ran a tool; null for one that is none. */
export function toolRunOf(stepId: string, steps: readonly SummaryStep[]): ToolRun | null {
  const step = toolSteps(steps).find((each) => each.stepId === stepId);
  return step ? describer(steps)(step) : null;
}

function toolSteps(steps: readonly SummaryStep[]): readonly SummaryStep[] {
  return steps
    .filter((step) => step.tool !== undefined && step.duplicateOf === undefined)
    .sort((left, right) => left.startUs - right.startUs || (left.stepId < right.stepId ? -1 : 1));
}

/** An id on both sides that differs says that it is another call. */
function isRunOf(step: CostStep, request: ToolRequest): boolean {
  if (step.callId !== undefined && request.callId !== undefined) return false;
  return step.tool === request.name && step.argsHash === request.argsHash;
}

function describer(steps: readonly SummaryStep[]): (step: SummaryStep) => ToolRun {
  const tools = toolSteps(steps);
  const attempts = new Map(
    retriesOf(tools).flatMap(({ stepIds }) =>
      stepIds.map((stepId, index) => [stepId, { number: index + 1, of: stepIds.length }] as const),
    ),
  );
  return (step) => {
    const attempt = attempts.get(step.stepId);
    const sameAs = tools.filter(
      (other) =>
        other.startUs < step.startUs &&
        other.tool === step.tool &&
        step.argsHash !== undefined &&
        step.resultHash !== undefined &&
        other.argsHash === step.argsHash &&
        other.resultHash === step.resultHash,
    );
    return { step, ...(attempt && { attempt }), sameAs };
  };
}

import { useEffect, useMemo } from "preact/hooks";
import type { ContextWindowRow, StepDetail, ToolRunRow } from "../../src/protocol/rows";
import { Asked } from "../state/asked";
import type { Panel } from "../state/panel";

/** The context window of a model call; nothing for other steps, and where the engine does not know it. */
export function useWindow(panel: Panel, step: StepDetail): ContextWindowRow | undefined {
  const asked = useMemo(() => new Asked<ContextWindowRow>(), [panel]);
  const { stepId, kind } = step;
  useEffect(() => {
    if (kind === "llm") {
      void asked.ask(stepId, (abort) => panel.channel.ask("step/context", { stepId }, abort));
    }
    return () => asked.stop();
  }, [asked, panel, step, stepId, kind]);
  const answer = asked.answer.value;
  return answer.kind === "ready" && answer.value.stepId === stepId ? answer.value : undefined;
}

/** The steps that ran the tool calls of a step; nothing while they are asked for, and for steps without any. */
export function useToolRuns(panel: Panel, step: StepDetail): readonly (ToolRunRow | null)[] {
  const asked = useMemo(() => new Asked<{ stepId: string; runs: readonly (ToolRunRow | null)[] }>(), [panel]);
  const { stepId } = step;
  const hasTools = step.tool !== undefined || callsTools(step);
  useEffect(() => {
    if (hasTools) {
      void asked.ask(stepId, async (abort) => {
        const { runs } = await panel.channel.ask("step/tools", { stepId }, abort);
        return { stepId, runs };
      });
    }
    return () => asked.stop();
  }, [asked, panel, step, stepId, hasTools]);
  const answer = asked.answer.value;
  return answer.kind === "ready" && answer.value.stepId === stepId ? answer.value.runs : NONE;
}

const NONE: readonly never[] = [];

function callsTools({ messages = [], output = [] }: StepDetail): boolean {
  return [...messages, ...output].some(({ parts }) => parts.some(({ type }) => type === "tool_call"));
}

/** Tokens that the call before had sent already, and that call; nothing where this is the first call. */
export function sentBefore(
  window: ContextWindowRow | undefined,
): { readonly stepId: string; readonly tokens: number } | undefined {
  if (window?.previousStepId === undefined) return undefined;
  const kept = window.changes.filter(({ change }) => change === "kept");
  const tokens = kept.reduce((sum, { segment }) => sum + segment.tokens, 0);
  return { stepId: window.previousStepId, tokens };
}

import { useEffect, useMemo } from "preact/hooks";
import type { ContextWindowRow, StepDetail } from "../../src/protocol/rows";
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

/** Tokens that the call before had sent already, and that call; nothing where this is the first call. */
export function sentBefore(
  window: ContextWindowRow | undefined,
): { readonly stepId: string; readonly tokens: number } | undefined {
  if (window?.previousStepId === undefined) return undefined;
  const kept = window.changes.filter(({ change }) => change === "kept");
  const tokens = kept.reduce((sum, { segment }) => sum + segment.tokens, 0);
  return { stepId: window.previousStepId, tokens };
}

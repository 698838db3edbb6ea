// settings/apply: what the user set in the editor.

import type { MemoryToolRule } from "../../core/model/memory";
import type { ArgumentsOf } from "../../protocol/messages";
import type { Engine, EngineHandlers } from "./engine";

export function settingsAnswers(engine: Engine): EngineHandlers {
  return {
    "settings/apply": (values) => {
      const before = engine.analyses.sessions();
      applyCosts(engine, values);
      if (values.journal) engine.journal.set(values.journal);
      if (values.memoryLayers) engine.analyses.labelAll(new Map(Object.entries(values.memoryLayers)));
      if (values.memoryTools) engine.analyses.useTools(values.memoryTools.map(ownTool));
      announce(engine, before);
      return {};
    },
  };
}

function ownTool({
  name,
  op,
  store,
  layer,
}: NonNullable<ArgumentsOf<"settings/apply">["memoryTools"]>[number]): MemoryToolRule {
  return { name, op, isOwn: true, ...(store !== undefined && { store }), ...(layer && { layer }) };
}

function applyCosts(
  { settings }: Engine,
  { toolPricesUsd, budgetUsd, whatIfModels, contextLimits }: ArgumentsOf<"settings/apply">,
): void {
  if (toolPricesUsd) settings.toolPricesUsd = new Map(Object.entries(toolPricesUsd));
  if (budgetUsd !== undefined) settings.budgetUsd = budgetUsd;
  if (whatIfModels) settings.whatIfModels = whatIfModels;
  if (contextLimits) settings.contextLimits = new Map(Object.entries(contextLimits));
}

/** Sessions that somebody looked at are not what they were: views of them ask again. */
export function announce({ store, announcer }: Engine, sessions: readonly number[]): void {
  for (const session of sessions) {
    const sessionId = store.sessions.byRowId(session)?.sessionId;
    if (sessionId !== undefined) announcer.changed(sessionId);
  }
}

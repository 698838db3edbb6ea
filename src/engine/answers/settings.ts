// settings/apply: what the user set in the editor.

import type { Engine, EngineHandlers } from "./engine";

export function settingsAnswers(engine: Engine): EngineHandlers {
  return {
    "settings/apply": ({ toolPricesUsd }) => {
      if (toolPricesUsd) applyToolPrices(engine, new Map(Object.entries(toolPricesUsd)));
      return {};
    },
  };
}

/** The costs of sessions that somebody looked at are not what they were: views of them ask again. */
function applyToolPrices(
  { settings, analyses, store, announcer }: Engine,
  prices: Map<string, number>,
): void {
  settings.toolPricesUsd = prices;
  for (const session of analyses.sessions()) {
    const sessionId = store.sessions.byRowId(session)?.sessionId;
    if (sessionId !== undefined) announcer.changed(sessionId);
  }
}

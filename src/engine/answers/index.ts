// Every request that the engine answers, by noun.

import type { Handlers } from "../../protocol/channel";
import { agentAnswers } from "./agents";
import { contextAnswers } from "./contexts";
import { costAnswers } from "./costs";
import type { Engine } from "./engine";
import { exportAnswers } from "./export";
import { memoryAnswers } from "./memory";
import { overviewAnswers } from "./overview";
import { findAnswers } from "./find";
import { searchAnswers } from "./search";
import { sessionAnswers } from "./sessions";
import { settingsAnswers } from "./settings";
import { statusAnswers } from "./status";
import { StepTexts } from "./step-texts";
import { stepAnswers } from "./steps";
import { summaryAnswers } from "./summary";
import { toolAnswers } from "./tools";

/** The handlers of a channel that an engine answers on. */
export function answersOf(engine: Engine): Handlers {
  const texts = new StepTexts(engine);
  return {
    ...statusAnswers(engine),
    ...settingsAnswers(engine),
    ...sessionAnswers(engine),
    ...stepAnswers(engine, texts),
    ...toolAnswers(engine),
    ...findAnswers(engine, texts),
    ...agentAnswers(engine),
    ...exportAnswers(engine),
    ...overviewAnswers(engine),
    ...summaryAnswers(engine),
    ...contextAnswers(engine),
    ...costAnswers(engine),
    ...memoryAnswers(engine),
    ...searchAnswers(engine),
  };
}

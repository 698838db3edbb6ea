// eval/run, answered: one test file of the workspace, in an engine of its own.

import type { Handlers } from "../../protocol/channel";
import { runTest, type TestRun } from "./run-test";

/** What every test of this engine is run with. */
export type EvalParts = Omit<TestRun, "file" | "consentedHost">;

/** The answers about tests. The starter of engines is handed in: an engine that imported it would import itself. */
export function evalAnswers(parts: EvalParts): Pick<Handlers, "eval/run"> {
  return {
    "eval/run": ({ file, consent }, signal) =>
      runTest({ ...parts, file, consentedHost: consent?.host }, signal),
  };
}

// Save as Test: a replay becomes a file that the Test Explorer and `engine.js eval` run, with its recording beside it.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ReplayGrader } from "../../protocol/replay";
import { SAVED_VERSION, savedFileName, type SavedEdit, type TestFile } from "../../protocol/saved-files";
import type { Engine } from "../engine";
import { otlpLines } from "../otlp-lines";
import { jsonText } from "./json-text";
import { readGrader } from "./options";
import type { PlanArguments } from "./replays";
import { TESTS, workspaceFolder, writeSaved } from "./saved-folder";

export interface TestSource {
  readonly replayId: string;
  readonly plan: PlanArguments;
  /** The edits as a variant keeps them, with links; the plan's own where absent. */
  readonly savedEdits?: readonly SavedEdit[] | undefined;
}

/** Asks for a name and, where the replay had none, a grader; writes the files. Undefined where the user turned away. */
export async function saveAsTest(
  engine: Pick<Engine, "ask">,
  source: TestSource,
  proposedName: string,
): Promise<vscode.Uri | undefined> {
  const folder = workspaceFolder();
  const name = await vscode.window.showInputBox({
    title: "Save as Test",
    prompt: `Name of the test. Its files go to ${TESTS}.`,
    value: proposedName,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Enter a name." : undefined),
  });
  if (name === undefined) return undefined;
  const graders = source.plan.graders?.length ? source.plan.graders : await askGrader();
  if (!graders) return undefined;
  const file = savedFileName(name.trim());
  const base = file.replace(/\.json$/, "");
  const { samples } = await engine.ask("replay/get", { replayId: source.replayId });
  const done = samples.filter(({ state }) => state === "done");
  if (done.length === 0)
    throw new UserFault(
      "unavailable",
      "No sample of this replay came to its end, so there is nothing to test against.",
      {
        next: "Replay it again.",
      },
    );
  const test = testFile(source, name.trim(), base, graders, done[0]?.answer);
  const recording = await linesOf(engine, [source.plan.sessionId]);
  const replies = await linesOf(
    engine,
    done.map(({ sessionId }) => sessionId),
  );
  if (!(await writeSaved(TESTS, file, jsonText(test)))) return undefined;
  const write = (to: string, text: string) =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, TESTS, to), new TextEncoder().encode(text));
  await write(test.recording, recording);
  await write(`${base}.replies.otlp.jsonl`, replies);
  return vscode.Uri.joinPath(folder, TESTS, file);
}

function testFile(
  { plan, savedEdits }: TestSource,
  name: string,
  base: string,
  graders: readonly ReplayGrader[],
  expected: string | undefined,
): TestFile {
  const { sessionId, fromStepId, target, mode, samples, policy, budget, edits } = plan;
  return {
    version: SAVED_VERSION,
    name,
    recording: `${base}.otlp.jsonl`,
    sessionId,
    replies: `${base}.replies.otlp.jsonl`,
    edits: [...(savedEdits ?? edits)],
    target,
    mode,
    ...(fromStepId !== undefined && { fromStepId }),
    ...(samples !== undefined && { samples }),
    graders: [...graders],
    // A test cannot ask anybody.
    policy: policy === undefined || policy === "ask" ? "end" : policy,
    ...(budget !== undefined && { budget }),
    ...(expected !== undefined && { expected }),
  };
}

async function askGrader(): Promise<ReplayGrader[] | undefined> {
  const line = await vscode.window.showInputBox({
    title: "Save as Test",
    prompt:
      "What a good answer does, such as contains: refund, regex: \\d+ days, calls: search or cost: 0.05",
    ignoreFocusOut: true,
    validateInput: (text) =>
      readGrader(text) ? undefined : "Write it as contains: text, calls: tool or cost: dollars.",
  });
  const grader = line === undefined ? undefined : readGrader(line);
  return grader && [grader];
}

async function linesOf(engine: Pick<Engine, "ask">, sessionIds: string[]): Promise<string> {
  return otlpLines(await engine.ask("export/otlp", { sessionIds }));
}

// Save as Test: a replay becomes a file that the Test Explorer and `engine.js eval` run, with its recording beside it.

import path from "node:path";
import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { ReplayGrader } from "../../protocol/replay";
import { SAVED_VERSION, savedFileName, type TestFile } from "../../protocol/saved-files";
import type { Engine } from "../engine";
import { otlpLines } from "../otlp-lines";
import { addGrader, type GradedSession } from "./grader-picker";
import { jsonText } from "./json-text";
import type { KeptPlan } from "./replays";
import { TESTS, workspaceFolder, writeSaved } from "./saved-folder";

export interface TestSource extends KeptPlan {
  readonly replayId: string;
}

const TITLE = "Save as Test";

/** Asks for a name and, where the replay had none, a grader; writes the files. Undefined where the user turned away. */
export async function saveAsTest(
  engine: Pick<Engine, "ask">,
  source: TestSource,
  proposedName: string,
  session: () => Promise<GradedSession>,
): Promise<vscode.Uri | undefined> {
  const folder = vscode.Uri.joinPath(workspaceFolder(), TESTS);
  const { samples } = await engine.ask("replay/get", { replayId: source.replayId });
  const done = samples.filter(({ state }) => state === "done");
  if (done.length === 0) throw nothingDone();
  const name = await askName(proposedName);
  if (name === undefined) return undefined;
  const graders = await gradersFor(source, session);
  if (!graders) return undefined;
  const file = savedFileName(name);
  const base = file.replace(/\.json$/, "");
  const test = testFile(source, name, base, done.length, {
    graders: graders.map((grader) => besideTest(grader, folder.fsPath)),
    expected: done[0]?.answer,
  });
  const recording = await linesOf(engine, [source.plan.sessionId]);
  const replies = await linesOf(
    engine,
    done.map(({ sessionId }) => sessionId),
  );
  const uri = await writeSaved(TESTS, file, jsonText(test));
  if (!uri) return undefined;
  const write = (to: string, text: string) =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, to), new TextEncoder().encode(text));
  await write(test.recording, recording);
  await write(`${base}.replies.otlp.jsonl`, replies);
  return uri;
}

async function askName(proposed: string): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: TITLE,
    prompt: `Name of the test. Its files go to ${TESTS}.`,
    value: proposed,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "Enter a name." : undefined),
  });
  return name?.trim();
}

async function gradersFor(
  { plan }: TestSource,
  session: () => Promise<GradedSession>,
): Promise<readonly ReplayGrader[] | undefined> {
  if (plan.graders?.length) return plan.graders;
  const added = await addGrader(TITLE, await session());
  return added && [added];
}

/** What the test replays: a variant by its name, so that editing the variant changes the test, else the edits. */
function testFile(
  { plan, savedEdits, variantFile }: TestSource,
  name: string,
  base: string,
  samples: number,
  judged: { readonly graders: readonly ReplayGrader[]; readonly expected: string | undefined },
): TestFile {
  const { sessionId, fromStepId, target, mode, policy, budget } = plan;
  return {
    version: SAVED_VERSION,
    name,
    recording: `${base}.otlp.jsonl`,
    sessionId,
    replies: `${base}.replies.otlp.jsonl`,
    edits: variantFile === undefined ? [...savedEdits] : [],
    ...(variantFile !== undefined && { variant: variantFile }),
    target,
    mode,
    ...(fromStepId !== undefined && { fromStepId }),
    samples,
    graders: [...judged.graders],
    // A test cannot ask anybody.
    policy: policy === undefined || policy === "ask" ? "end" : policy,
    ...(budget !== undefined && { budget }),
    ...(judged.expected !== undefined && { expected: judged.expected }),
  };
}

/** A module of the workspace is named from the test on, so that the test runs on another machine too. */
function besideTest(grader: ReplayGrader, folder: string): ReplayGrader {
  if (grader.kind !== "module") return grader;
  return { ...grader, path: path.relative(folder, grader.path).replaceAll(path.sep, "/") };
}

async function linesOf(engine: Pick<Engine, "ask">, sessionIds: string[]): Promise<string> {
  return otlpLines(await engine.ask("export/otlp", { sessionIds }));
}

function nothingDone(): UserFault {
  return new UserFault(
    "unavailable",
    "No sample of this replay came to its end, so there is nothing to test against.",
    { next: "Replay it again." },
  );
}

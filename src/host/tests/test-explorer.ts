// The tests of `.agent-loupe/tests` in the Test Explorer. The engine runs them, on recorded tools and, where the replies
// are recorded too, without a connection.

import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import type { EvalRow } from "../../protocol/replay";
import { readTestFile, type TestFile } from "../../protocol/saved-files";
import { Batch } from "../batch";
import type { Engine } from "../engine";
import { logThrown, type Log } from "../log";
import { TESTS } from "../replay/saved-folder";
import { hostOfTarget } from "../replay/targets";
import { countText } from "../text";

const CHANGE_MS = 200;
const MAX_TESTS = 1000;

export class TestExplorer implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("agentLoupe.tests", "Agent Loupe");
  private readonly files = new Map<string, TestFile>();
  private readonly disposables: readonly { dispose(): void }[];

  constructor(
    private readonly engine: Pick<Engine, "ask">,
    private readonly log: Log,
  ) {
    const { Run } = vscode.TestRunProfileKind;
    const changed = new Batch(() => void this.discover(), CHANGE_MS);
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${TESTS}/*.json`);
    const ask = () => changed.request();
    this.controller.createRunProfile("Run", Run, (request, token) => this.run(request, false, token), true);
    this.controller.createRunProfile("Run with Live Model Calls", Run, (request, token) =>
      this.run(request, true, token),
    );
    this.controller.refreshHandler = () => this.discover();
    this.disposables = [
      this.controller,
      changed,
      watcher,
      watcher.onDidCreate(ask),
      watcher.onDidChange(ask),
      watcher.onDidDelete(ask),
    ];
    ask();
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** Looks for the tests anew: one that was just saved need not wait for the watcher. */
  async discover(): Promise<void> {
    const found = await vscode.workspace.findFiles(`**/${TESTS}/*.json`, "**/node_modules/**", MAX_TESTS);
    const items = await Promise.all(found.map((uri) => this.itemOf(uri)));
    this.controller.items.replace(items.sort((left, right) => left.label.localeCompare(right.label)));
  }

  private async itemOf(uri: vscode.Uri): Promise<vscode.TestItem> {
    const id = uri.toString();
    const read = readTestFile(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    const name = read.ok ? read.file.name : (uri.path.split("/").at(-1) ?? id);
    const item = this.controller.createTestItem(id, name, uri);
    item.range = new vscode.Range(0, 0, 0, 0);
    if (read.ok) this.files.set(id, read.file);
    else {
      this.files.delete(id);
      item.error = `This test cannot be read. ${read.why}`;
    }
    return item;
  }

  private async run(
    request: vscode.TestRunRequest,
    live: boolean,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.controller.createTestRun(request);
    const items = this.itemsOf(request);
    for (const item of items) run.enqueued(item);
    for (const item of items) {
      if (token.isCancellationRequested) run.skipped(item);
      else await this.runOne(run, item, live, token);
    }
    run.end();
  }

  private itemsOf({ include, exclude }: vscode.TestRunRequest): vscode.TestItem[] {
    const items = include ?? [...this.controller.items].map(([, item]) => item);
    return items.filter((item) => !exclude?.includes(item));
  }

  private async runOne(
    run: vscode.TestRun,
    item: vscode.TestItem,
    live: boolean,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const abort = new AbortController();
    const cancelled = token.onCancellationRequested(() => abort.abort());
    run.started(item);
    try {
      if (!vscode.workspace.isTrusted)
        throw new UserFault("refused", "Tests are not run in a folder that is not trusted.");
      const host = live ? await this.consentTo(item) : undefined;
      const args = { file: item.uri?.fsPath ?? "", ...(host !== undefined && { consent: { host } }) };
      report(run, item, await this.engine.ask("eval/run", args, abort.signal));
    } catch (error) {
      this.failed(run, item, error, token);
    } finally {
      cancelled.dispose();
    }
  }

  /** The host of the test's target, once the user agreed to it for this run. */
  private async consentTo(item: vscode.TestItem): Promise<string> {
    const file = this.files.get(item.id);
    if (!file) throw new UserFault("invalid-args", "This test cannot be read.");
    const host = hostOfTarget(file.target);
    const agree = `Send to ${host}`;
    const detail = `${countText(file.samples ?? 1, "sample")} of “${file.name}”. Only model calls whose replies are not recorded are sent. Tools are not run.`;
    const message = `Send the prompts of this test to ${host}?`;
    if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, agree)) === agree)
      return host;
    throw new UserFault("refused", `You did not agree to ${host}, so nothing was sent.`);
  }

  private failed(
    run: vscode.TestRun,
    item: vscode.TestItem,
    error: unknown,
    token: vscode.CancellationToken,
  ): void {
    if (token.isCancellationRequested) {
      run.skipped(item);
      return;
    }
    logThrown(this.log, "A test", error);
    const message =
      error instanceof UserFault ? [error.message, error.next].filter(Boolean).join(" ") : undefined;
    run.errored(item, new vscode.TestMessage(message ?? "The test could not be run. The log says why."));
  }
}

/** Shows what came of a test: its verdicts as output, and the two answers as a diff where it failed. */
function report(run: vscode.TestRun, item: vscode.TestItem, row: EvalRow): void {
  for (const line of outputLines(row)) run.appendOutput(`${line}\r\n`, undefined, item);
  if (row.state === "passed") {
    run.passed(item, row.durationMs);
    return;
  }
  const why = row.why ?? "The test failed.";
  const message =
    row.expected !== undefined && row.actual !== undefined
      ? vscode.TestMessage.diff(why, row.expected, row.actual)
      : new vscode.TestMessage(why);
  if (item.uri && item.range) message.location = new vscode.Location(item.uri, item.range);
  if (row.state === "failed") run.failed(item, message, row.durationMs);
  else run.errored(item, message, row.durationMs);
}

/** One line a sample and verdict, and how many calls were sent. Text of a model cannot move the terminal's cursor. */
export function outputLines({ name, state, samples, sent }: EvalRow): string[] {
  const lines = samples.flatMap((sample) => [
    `  sample ${sample.sample + 1}: ${sample.state}${sample.why === undefined ? "" : `. ${sample.why}`}`,
    ...sample.verdicts.map(({ grader, pass, why }) => `    ${pass ? "pass" : "fail"}  ${grader}: ${why}`),
  ]);
  return [`${name}: ${state}, ${countText(sent, "model call")} sent`, ...lines].map((line) =>
    line.replace(/[\u0000-\u001F\u007F-\u009F]+/g, " "),
  );
}

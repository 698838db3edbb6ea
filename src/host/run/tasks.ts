// The task type `agent-loupe`: a command that is started with tracing, from tasks.json or from our command.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { TASK_TYPE } from "../ids";
import { readDefinition, runName, type RunDefinition } from "./definition";
import { foreignEndpoint, runIdIn, runVariables, type Variables } from "./environment";
import { gitState } from "./git";
import type { Runs } from "./runs";

export interface RunTasksParts {
  readonly runs: Runs;
  /** The port that agents send to, also while another window of ours has it. */
  readonly port: () => number;
  /** The run sends its telemetry elsewhere, because the user's own variables say so. */
  readonly onForeignEndpoint: (name: string, endpoint: string) => void;
}

export class RunTasks implements vscode.TaskProvider, vscode.Disposable {
  private readonly disposables: readonly vscode.Disposable[];

  constructor(private readonly parts: RunTasksParts) {
    this.disposables = [
      vscode.tasks.registerTaskProvider(TASK_TYPE, this),
      vscode.tasks.onDidStartTask(({ execution }) => parts.runs.started(runIdOf(execution.task), execution)),
      vscode.tasks.onDidEndTaskProcess((end) => parts.runs.ended(runIdOf(end.execution.task), end.exitCode)),
      vscode.tasks.onDidEndTask(({ execution }) => parts.runs.ended(runIdOf(execution.task), undefined)),
    ];
  }

  /** None by themselves: a command has to be given by the user. */
  provideTasks(): vscode.Task[] {
    return [];
  }

  /** A task of tasks.json, made ready to run; undefined where its definition cannot be read. */
  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = readDefinition(task.definition);
    if (!definition) return undefined;
    const scope = task.scope ?? vscode.TaskScope.Workspace;
    const resolved = await this.toTask(definition, scope, task.definition);
    resolved.presentationOptions = task.presentationOptions;
    return resolved;
  }

  /** Starts a run of ours, with its terminal in sight or behind; gives its id. */
  async run(definition: RunDefinition, terminal: "shown" | "behind" = "shown"): Promise<string | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0];
    const task = await this.toTask(definition, folder ?? vscode.TaskScope.Global, { ...definition });
    if (terminal === "behind") task.presentationOptions = BEHIND;
    await vscode.tasks.executeTask(task);
    return runIdOf(task);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async toTask(
    definition: RunDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope.Global | vscode.TaskScope.Workspace,
    raw: vscode.TaskDefinition,
  ): Promise<vscode.Task> {
    const name = runName(definition);
    const runId = randomUUID();
    const cwd = definition.cwd ?? folderOf(scope)?.uri.fsPath;
    const user = userVariables(definition.env);
    this.parts.runs.prepare({ runId, name, definition, git: await commitOf(cwd) });
    const elsewhere = foreignEndpoint(this.parts.port(), user);
    if (elsewhere !== undefined) this.parts.onForeignEndpoint(name, elsewhere);
    const env = { ...definition.env, ...runVariables(this.parts.port(), runId, user) };
    return new vscode.Task(raw, scope, name, TASK_TYPE, execution(definition, cwd, env));
  }
}

/** The panel is what to look at: the terminal stays closed and prints no command line of ours. */
const BEHIND = { reveal: vscode.TaskRevealKind.Silent, echo: false, showReuseMessage: false };

/** Everything the user set that the task's terminal would see: process, terminal setting, task. */
function userVariables(taskVariables: Variables | undefined): Variables {
  const platform = { darwin: "osx", win32: "windows" }[process.platform as string] ?? "linux";
  const terminal = vscode.workspace
    .getConfiguration("terminal.integrated.env")
    .get<Record<string, string | null>>(platform, {});
  const entries = [
    ...Object.entries(process.env),
    ...Object.entries(terminal),
    ...Object.entries(taskVariables ?? {}),
  ];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function execution(
  definition: RunDefinition,
  cwd: string | undefined,
  env: Variables,
): vscode.ShellExecution {
  const options = { env: { ...env }, ...(cwd === undefined ? {} : { cwd }) };
  return definition.args === undefined
    ? new vscode.ShellExecution(definition.command, options)
    : new vscode.ShellExecution(definition.command, [...definition.args], options);
}

/** Git runs only where the user trusts the folder: a repository's configuration can name programs. */
async function commitOf(cwd: string | undefined) {
  return cwd === undefined || !vscode.workspace.isTrusted ? undefined : await gitState(cwd);
}

function folderOf(scope: unknown): vscode.WorkspaceFolder | undefined {
  return typeof scope === "object" && scope !== null && "uri" in scope
    ? (scope as vscode.WorkspaceFolder)
    : vscode.workspace.workspaceFolders?.[0];
}

function runIdOf(task: vscode.Task): string | undefined {
  const { definition, execution: how } = task;
  return definition.type === TASK_TYPE && how instanceof vscode.ShellExecution
    ? runIdIn(how.options?.env)
    : undefined;
}

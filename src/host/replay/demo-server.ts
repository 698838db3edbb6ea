// The demo's scripted model server, started on this machine as a task of ours when the user chooses it as a target.

import { createServer } from "node:net";
import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";
import { TASK_TYPE } from "../ids";

const NAME = "Demo model server";
const START_MS = 10_000;
const TRY_MS = 100;

export class DemoServer implements vscode.Disposable {
  private running: { readonly execution: vscode.TaskExecution; readonly baseUrl: string } | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly extensionUri: vscode.Uri) {
    this.subscription = vscode.tasks.onDidEndTask(({ execution }) => {
      if (execution === this.running?.execution) this.running = undefined;
    });
  }

  /** The server's address; starts it where it does not run. */
  async baseUrl(): Promise<string> {
    if (this.running) return this.running.baseUrl;
    if (!vscode.workspace.isTrusted)
      throw new UserFault("refused", "Programs are not run in a folder that is not trusted.", {
        next: "Trust the folder with Workspaces: Manage Workspace Trust.",
      });
    const port = await freePort();
    const execution = await vscode.tasks.executeTask(this.task(port));
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    this.running = { execution, baseUrl };
    await listening(baseUrl);
    return baseUrl;
  }

  /** Ends the server, and only it. */
  dispose(): void {
    this.subscription.dispose();
    this.running?.execution.terminate();
  }

  private task(port: number): vscode.Task {
    const script = vscode.Uri.joinPath(this.extensionUri, "dist", "demo-model-server.mjs").fsPath;
    // In a desktop VS Code the program that runs us is Electron, which the variable makes a plain Node.
    const env = { ELECTRON_RUN_AS_NODE: "1", AGENT_LOUPE_DEMO_PORT: String(port) };
    const how = new vscode.ProcessExecution(process.execPath, [script], { env });
    const definition = { type: TASK_TYPE, command: NAME };
    const task = new vscode.Task(definition, vscode.TaskScope.Global, NAME, TASK_TYPE, how, []);
    task.isBackground = true;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent };
    return task;
  }
}

async function listening(baseUrl: string): Promise<void> {
  const end = Date.now() + START_MS;
  while (Date.now() < end) {
    const answered = await fetch(baseUrl).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
  throw new UserFault("unavailable", "The demo's model server did not start.", {
    next: `Its terminal, ${NAME}, says why.`,
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address) resolve(address.port);
        else reject(new Error("The system gave no port."));
      });
    });
  });
}

// Which modules may run as graders: files of a workspace that the user trusts.

import { realpath } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { UserFault } from "../../protocol/faults";

/** The module's real path. Fails with a UserFault where the workspace is not trusted or the file is not in it. */
export async function trustedModule(file: string): Promise<{ readonly path: string }> {
  if (!vscode.workspace.isTrusted)
    throw new UserFault("refused", "Modules run as graders only in a trusted workspace.", {
      next: "Trust the workspace to use this one.",
    });
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const root = await realpath(folder.uri.fsPath).catch(() => undefined);
    const found = root && (await realpath(path.resolve(root, file)).catch(() => undefined));
    if (root && found?.startsWith(root + path.sep)) return { path: found };
  }
  throw new UserFault("not-found", `There is no module ${file} in the workspace.`, {
    next: "Correct the path of the grader.",
  });
}

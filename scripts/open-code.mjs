// Opens the extension in the user's own VS Code, where `code` is on the PATH.

import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** The program of that name on the PATH of `environment`; undefined where there is none. */
export function onPath(name, environment = process.env, platform = process.platform) {
  const names = platform === "win32" ? [`${name}.cmd`, `${name}.exe`] : [name];
  const folders = (environment.PATH ?? "").split(path.delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((file) => path.join(folder, file))).find(isProgram);
}

/** Opens a window with the extension of `root` on the workspace, where the demo's scenario runs by itself; gives the exit code. */
export function openCode(program, { root, workspace, scenario, environment = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(program, ["--new-window", `--extensionDevelopmentPath=${root}`, workspace], {
      env: { ...environment, AGENT_LOUPE_OPEN_DEMO: scenario },
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    child.once("error", () => resolve(1));
    child.once("exit", (status) => resolve(status ?? 0));
  });
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

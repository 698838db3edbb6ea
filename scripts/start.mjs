// npm start: builds, opens the extension in a real VS Code on the demo workspace and runs the demo agents there.
// With --check it does the same without a window and compares the session on screen with what really happened.
//
// `code` on the PATH is used where it is; otherwise VS Code's server from npm, in the browser. --browser insists on that.

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkDemo } from "./check-demo.mjs";
import { freePort, startEditor } from "./editor/server.mjs";
import { installEditor } from "./install-editor.mjs";
import { onPath, openCode } from "./open-code.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const workspace = path.join(root, "demo/workspace");
const work = path.join(root, ".agent-loupe-start", String(process.pid));
const DEFAULT_PORT = 4318;
const SCENARIO = "sub-agents";

build();
const code = process.argv.includes("--browser") ? undefined : onPath("code");
if (process.argv.includes("--check")) await check();
else if (code) await openWindow(code);
else await openInBrowser();

function build() {
  console.log("Building …");
  const { status } = spawnSync(process.execPath, [path.join(root, "esbuild.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** A window of the user's own VS Code. It lives on when this script ends, as any window does. */
async function openWindow(program) {
  console.log("Opening VS Code with the demo workspace. The demo starts by itself.");
  process.exitCode = await openCode(program, { root, workspace, scenario: SCENARIO });
}

async function openInBrowser() {
  const token = randomBytes(16).toString("hex");
  const receiverPort = (await isFree(DEFAULT_PORT)) ? DEFAULT_PORT : await freePort();
  const editor = await start(receiverPort, { token });
  console.log(`\nOpen this address in a browser; the demo starts by itself:\n\n  ${editor.url}\n`);
  console.log(`Traces are received on http://127.0.0.1:${receiverPort}. Press Ctrl+C to end.`);
  await interrupted();
  await end(editor);
}

async function check() {
  const truthFile = path.join(work, "truth.jsonl");
  const artifacts = path.join(root, "artifacts");
  const editor = await start(await freePort(), { environment: { AGENT_LOUPE_DEMO_LOG: truthFile } });
  try {
    process.exitCode = (await checkDemo({ url: editor.url, truthFile, artifacts })) ? 0 : 1;
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await end(editor);
  }
}

async function start(receiverPort, { token, environment = {} }) {
  return startEditor({
    editor: await installEditor(),
    work,
    folder: workspace,
    extension: { link: root },
    settings: { "agentLoupe.receiver.port": receiverPort },
    environment: { ...environment, AGENT_LOUPE_OPEN_DEMO: SCENARIO },
    token,
  });
}

async function end(editor) {
  await editor.stop();
  rmSync(work, { recursive: true, force: true });
}

function interrupted() {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function isFree(port) {
  const { createServer } = await import("node:net");
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

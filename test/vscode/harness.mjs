// What all tests in a real VS Code share: the package, a window on a copy of the demo's workspace, steps that are counted.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startEditor } from "../../scripts/editor/server.mjs";
import { openBrowser } from "../../scripts/editor/workbench.mjs";
import { installEditor } from "../../scripts/install-editor.mjs";
import { makePackage } from "../../scripts/package.mjs";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const artifacts = path.join(root, "artifacts");
export const work = path.join(root, ".cache/test-vscode");

/** The packaged extension and the editor it is tested in; an empty folder for the windows, one for the pictures. */
export async function prepare() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  mkdirSync(artifacts, { recursive: true });
  const { file } = makePackage(path.join(root, ".cache/agent-loupe-test.vsix"));
  return { vsix: file, program: await installEditor() };
}

/** Runs steps one after the other and counts them. A step that fails ends the run: the next ones build on it. */
export function countedSteps() {
  let passed = 0;
  let failed = 0;
  const step = async (name, run) => {
    const startMs = Date.now();
    try {
      await run();
      passed += 1;
      console.log(`  ok    ${name} (${Date.now() - startMs} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`  FAIL  ${name}\n${error.stack ?? error}`);
      throw error;
    }
  };
  const end = () => {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  };
  return { step, end };
}

/**
 * A window of its own on a copy of the demo's workspace. `fill` may change the copy before it is opened; `picture` keeps
 * what is on screen; a window that is closed is gone with all it started.
 */
export async function openWindow({ name, vsix, program, settings, environment, trusted = true, fill }) {
  const folder = path.join(work, name, "workspace");
  cpSync(path.join(root, "demo/workspace"), folder, { recursive: true });
  fill?.(folder);
  const opened = await openBrowser();
  const editor = await startEditor({
    ...{ editor: program, work: path.join(work, name, "editor"), folder, extension: { vsix }, trusted },
    settings: { "agentLoupe.run.openSession": false, ...settings },
    ...(environment && { environment }),
  }).catch(async (error) => {
    await opened.browser.close();
    throw error;
  });
  const picture = (what) => opened.page.screenshot({ path: path.join(artifacts, `vscode-${what}.png`) });
  const close = async () => {
    await opened.browser.close();
    await editor.stop();
  };
  return { ...opened, editor, folder, picture, close };
}

/** The demo's own log once the demo has sent everything; undefined before. */
export function finishedTruth(file) {
  if (!existsSync(file)) return undefined;
  const entries = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return entries.some(({ kind }) => kind === "export") ? entries : undefined;
}

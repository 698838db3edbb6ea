// The extension from its VSIX in a real VS Code, driven as a user would. Pictures go to artifacts/.
//
// The steps build on each other in one window, so the first that fails ends the run.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import assert from "node:assert/strict";
import path from "node:path";
import { differences, readTree } from "../../scripts/demo-truth.mjs";
import { freePort } from "../../scripts/editor/server.mjs";
import * as workbench from "../../scripts/editor/workbench.mjs";
import { countedSteps, finishedTruth, openWindow, prepare, root, work } from "./harness.mjs";
import { clearSteps, nativeSteps } from "./native.mjs";
import { numberSteps } from "./numbers.mjs";
import { reloadSteps } from "./reload.mjs";
import { replaySteps } from "./replay.mjs";
import { untrustedSteps } from "./untrusted.mjs";

const truthFile = path.join(work, "truth.jsonl");
/** The names of theme.css that paint bars, icons and words: a theme may leave out what they are made of. */
const HUES = ["model", "tool", "agent", "memory", "other", "error", "warn", "ok", "error-text", "warn-text"]
  .concat(["ok-text", "fg", "fg-2", "fg-strong", "icon", "link", "focus", "line"])
  .map((name) => `--al-${name}`);

/** Runs in the page: those that paint nothing, or let the background through. */
function seeThrough(names) {
  const probe = document.body.appendChild(document.createElement("i"));
  const found = names.filter((name) => {
    // An invalid value leaves this as it was.
    probe.style.backgroundColor = "transparent";
    probe.style.backgroundColor = `var(${name})`;
    const { backgroundColor } = getComputedStyle(probe);
    return /^(transparent|rgba\(.*, 0(\.\d+)?\)|color\(.*\/ 0(\.\d+)?\))$/.test(backgroundColor);
  });
  probe.remove();
  return found;
}

const THEMES = {
  dark: "Dark Modern",
  light: "Light Modern",
  "high-contrast": "Dark High Contrast",
  "high-contrast-light": "Light High Contrast",
};

const receiverPort = await freePort();
const { step, end } = countedSteps();
const tested = await prepare();
const { editor, page, messages, picture, close } = await openWindow({
  ...tested,
  name: "main",
  settings: { "agentLoupe.receiver.port": receiverPort },
  fill: (folder) =>
    writeFileSync(
      path.join(folder, ".vscode/tasks.json"),
      JSON.stringify({ version: "2.0.0", tasks: tasks() }),
    ),
});
const { until } = workbench;
const sessions = () => workbench.rowsOf(page, "Sessions");
const statusText = async () => (await workbench.statusItem(page).innerText()).trim();

try {
  await step("the sidebar has three views, and says what to do while there is no session", async () => {
    await workbench.openWorkbench(page, editor.url);
    await workbench.openSidebar(page);
    for (const view of ["Sessions", "Agents", "Findings"])
      await page.locator(".sidebar .pane-header").filter({ hasText: view }).first().waitFor();
    await page.locator(".sidebar .welcome-view").getByText("No session yet").first().waitFor();
    for (const action of ["Run an Agent with Tracing", "Copy Environment Variables", "Open Demo"])
      await page.locator(".sidebar .welcome-view").getByText(action).first().waitFor();
    await picture("welcome-dark");
    await workbench.useTheme(page, THEMES.light);
    await picture("welcome-light");
    await workbench.useTheme(page, THEMES.dark);
  });

  await step("the status bar says the port", () => statusSays(String(receiverPort)));

  await step(
    "a task of type agent-loupe starts an agent, and its session comes to life in the tree",
    async () => {
      await runTask("demo by task");
      await until("a session in the tree", 60_000, async () => (await sessions().count()) === 1);
      await until("a status bar that names the run", 20_000, async () =>
        (await statusText()).includes("demo by task"),
      );
    },
  );

  await step("the panel of the session shows every call that the demo's own log has", async () => {
    const truth = await until("the end of the demo", 120_000, () => finishedTruth(truthFile));
    await sessions().first().click();
    const frame = await panelFrame();
    let found = [];
    await until("all steps", 30_000, async () => {
      found = differences(truth, await readTree(frame));
      return found.length === 0;
    }).catch(() => undefined);
    assert.deepEqual(found, []);
  });

  await step("the session ends well in the tree, and the status bar says what it cost", async () => {
    await until(
      "an ended session",
      10_000,
      async () => !(await sessions().first().innerText()).includes("running"),
    );
    assert.match(await sessions().first().innerText(), /\$0\.0\d\d/);
    await statusSays(`${receiverPort} · $0.0`);
  });

  await step("selecting a step shows it in the inspector", async () => {
    const frame = await panelFrame();
    await frame.locator('[role=row][data-kind="llm"]').first().click();
    await frame.getByRole("tab", { name: "Messages" }).first().waitFor();
    await frame.getByText("gpt-5", { exact: false }).first().waitFor();
  });

  await step("the panel and the sidebar follow the four themes", async () => {
    for (const [name, label] of Object.entries(THEMES)) {
      await workbench.useTheme(page, label);
      const frame = await panelFrame();
      await until(`the theme ${name}`, 20_000, () =>
        frame.evaluate((kind) => document.body.classList.contains(`vscode-${kind}`), name),
      );
      await page.waitForTimeout(300);
      await picture(`session-${name}`);
      assert.deepEqual(await frame.evaluate(seeThrough, HUES), [], `no colour in ${name}`);
    }
    await workbench.useTheme(page, THEMES.dark);
  });

  const truth = finishedTruth(truthFile) ?? [];
  await numberSteps({ page, step, sessions, picture, truth, editor });

  await nativeSteps({ page, step, sessions, picture, truth, folder: work });

  await step("Stop Run ends the run that we started, and nothing else", async () => {
    await runTask("somebody else's task");
    await runTask("endless agent");
    const [own, other] = [await pidIn("endless.pid"), await pidIn("other.pid")];
    await workbench.runCommand(page, "Agent Loupe: Stop Run");
    await until("the end of the run", 30_000, () => !isAlive(own));
    assert.ok(isAlive(other), "the other task still runs");
    process.kill(other);
  });

  await step(
    "a stranger on the port is told once with what to do, and the port is taken when it is free",
    async () => {
      const taken = await freePort();
      const stranger = createServer((_request, response) => response.end("I am not a receiver"));
      await new Promise((resolve) => stranger.listen(taken, "127.0.0.1", resolve));
      editor.changeSettings({ "agentLoupe.receiver.port": taken });
      await statusSays(`${taken} in use`);
      const toast = page
        .locator(".notification-toast")
        .filter({ hasText: `Port ${taken} is used by another program` });
      await toast.first().waitFor({ timeout: 30_000 });
      for (const action of ["Choose Another Port", "Try Again"])
        await toast.getByText(action).first().waitFor();
      assert.equal(await toast.count(), 1);
      await picture("port-in-use");
      await new Promise((resolve) => stranger.close(resolve));
      await statusSays(`${taken} · `, (text) => !text.includes("in use"));
      assert.equal((await sessions().count()) > 0, true, "nothing that was stored is lost");
    },
  );

  await step(
    "another window of ours on the port is named in the status bar, and taken over from",
    async () => {
      const taken = await freePort();
      const other = spawn(process.execPath, [path.join(root, "dist/engine.js"), "--http", String(taken)], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      await new Promise((resolve) => other.stdout.once("data", resolve));
      editor.changeSettings({ "agentLoupe.receiver.port": taken });
      await statusSays(`${taken} used by another window`);
      other.stdin.end();
      await statusSays(`${taken} · `, (text) => !text.includes("used by"));
    },
  );

  await reloadSteps({ page, step, sessions, picture });

  await clearSteps({ page, step, sessions, picture });

  await step(
    "after a reload of the window the panel of a session that was cleared says that it is gone",
    async () => {
      await workbench.reloadWindow(page);
      const frame = await workbench.webviewFrame(page, "#app > *", 30_000);
      await frame
        .getByText("It was deleted, or was so old that it made room.")
        .first()
        .waitFor({ timeout: 30_000 });
      await picture("reloaded");
    },
  );

  await step("no page broke its content security policy", () => {
    assert.deepEqual(messages, []);
  });

  await close();
  await untrustedSteps({ ...tested, step });
  await replaySteps({ ...tested, step });
} catch {
  await picture("failed").catch(() => undefined);
} finally {
  await close();
}
end();

function tasks() {
  const writePid = (file) =>
    `require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid)); setInterval(() => {}, 1000)`;
  const forever = (file) => ["-e", writePid(path.join(work, file))];
  const demo = [
    path.join(root, "dist/demo.mjs"),
    "sub-agents",
    "--workspace",
    path.join(root, "demo/workspace"),
  ];
  const agent = { type: "agent-loupe", command: process.execPath };
  return [
    {
      ...agent,
      label: "demo by task",
      name: "demo by task",
      args: demo,
      env: { AGENT_LOUPE_DEMO_LOG: truthFile },
    },
    { ...agent, label: "endless agent", args: forever("endless.pid") },
    {
      type: "process",
      label: "somebody else's task",
      command: process.execPath,
      args: forever("other.pid"),
      problemMatcher: [],
    },
  ];
}

/** Runs a task of tasks.json from the palette. */
async function runTask(label) {
  await workbench.runCommand(page, "Tasks: Run Task");
  await workbench.quickInput(page).fill(label);
  await workbench.quickRows(page).filter({ hasText: label }).first().click({ timeout: 30_000 });
}

function panelFrame() {
  return workbench.webviewFrame(page, "[role=row][data-step-id]");
}

async function statusSays(text, also = () => true) {
  let last = "";
  await until(`a status bar with “${text}”`, 40_000, async () => {
    last = await statusText();
    return last.includes(text) && also(last);
  }).catch((error) => {
    throw new Error(`${error.message}; it says “${last}”`);
  });
}

function pidIn(file) {
  const at = path.join(work, file);
  return until(
    `a process id in ${file}`,
    15_000,
    () => (existsSync(at) && Number(readFileSync(at, "utf8"))) || undefined,
  );
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

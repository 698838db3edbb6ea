// Starts VS Code's own server out of code-server, in a folder of its own, and ends it again.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";

/** Nothing asks, updates, reports or moves by itself. */
const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.reduceMotion": "on",
  "workbench.quickOpen.closeOnFocusLost": false,
  "chat.disableAIFeatures": true,
  "window.commandCenter": false,
  "window.confirmBeforeClose": "never",
  "terminal.integrated.gpuAcceleration": "off",
  "remote.autoForwardPorts": false,
  "git.enabled": false,
};

const START_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 5_000;

/**
 * A running editor: its address with the folder opened, and `stop`.
 *
 * `extension` is `{ vsix }` or `{ link }` (a source folder). `token` guards the address with a connection token; without
 * one any program of this machine may drive the editor, which is for tests only. `trusted: false` leaves it to VS Code
 * and its user whether the folder is.
 */
export async function startEditor({
  editor,
  work,
  folder,
  extension,
  settings = {},
  environment = {},
  token,
  trusted = true,
}) {
  const places = prepare(work, settings);
  if (extension.link)
    symlinkSync(extension.link, path.join(places.extensions, "agent-loupe.agent-loupe-0.0.0"), "dir");
  else installVsix(editor, places, extension.vsix);
  const port = await freePort();
  const log = openSync(path.join(work, "server.log"), "w");
  const child = spawn(editor.node, [editor.server, ...serverArguments(places, port, token, trusted)], {
    env: { ...cleanEnvironment(), ...environment, HOME: places.home },
    stdio: ["ignore", log, log],
  });
  const stop = () => stopChild(child);
  try {
    await answers(`http://127.0.0.1:${port}/version`, child);
  } catch (error) {
    await stop();
    throw new Error(`The editor did not start; its log is ${path.join(work, "server.log")}`, {
      cause: error,
    });
  }
  const query = new URLSearchParams({ folder, ...(token ? { tkn: token } : {}) });
  const changeSettings = (changed) => writeSettings(places, { ...settings, ...changed });
  return { port, url: `http://127.0.0.1:${port}/?${query}`, changeSettings, stop };
}

/** A port of 127.0.0.1 that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function prepare(work, settings) {
  rmSync(work, { recursive: true, force: true });
  const at = (name) => path.join(work, name);
  const places = { user: at("user"), extensions: at("extensions"), data: at("data"), home: at("home") };
  for (const part of ["user/User", "user/Machine", "extensions", "home"])
    mkdirSync(at(part), { recursive: true });
  writeSettings(places, settings);
  return places;
}

/** Settings of the scope `machine` are read from Machine/ when the editor is remote, as it is here. */
function writeSettings(places, settings) {
  const text = JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
  for (const part of ["User", "Machine"]) writeFileSync(path.join(places.user, part, "settings.json"), text);
}

function installVsix(editor, places, vsix) {
  const dirs = [
    "--extensions-dir",
    places.extensions,
    "--user-data-dir",
    places.user,
    "--server-data-dir",
    places.data,
  ];
  const { status, stdout, stderr } = spawnSync(
    editor.node,
    [editor.server, "--accept-server-license-terms", "--install-extension", vsix, "--force", ...dirs],
    { env: { ...cleanEnvironment(), HOME: places.home }, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`Installing ${vsix} failed:\n${stdout}\n${stderr}`);
}

function serverArguments(places, port, token, trusted) {
  return [
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...(token ? ["--connection-token", token] : ["--without-connection-token"]),
    "--accept-server-license-terms",
    ...["--telemetry-level", "off", "--disable-telemetry", "--disable-experiments"],
    ...(trusted ? ["--disable-workspace-trust"] : []),
    "--disable-getting-started-override",
    ...[
      "--user-data-dir",
      places.user,
      "--extensions-dir",
      places.extensions,
      "--server-data-dir",
      places.data,
    ],
  ];
}

/** Variables that would make a server of ours talk to the editor that we may run inside of. */
function cleanEnvironment() {
  const foreign = /^(?:VSCODE_|OTEL_|PASSWORD$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

async function answers(url, child) {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    child.exitCode === null ? "It did not answer in time." : `It ended with ${child.exitCode}.`,
  );
}

function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill("SIGKILL"), END_TIMEOUT_MS);
    child.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

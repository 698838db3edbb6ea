// Finds a Chromium for the tests that need one, and installs Debian's where none is found and we may.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser's path: $CHROME_PATH, one that is installed, or Debian's after installing it. Throws with what to do. */
export function installBrowser(say = console.log) {
  const found = findBrowser();
  if (found) return found;
  if (!mayInstall()) throw new Error(ADVICE);
  say("Installing Chromium with apt-get …");
  run("apt-get", ["update", "-qq"]);
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  const installed = findBrowser();
  if (!installed) throw new Error(ADVICE);
  return installed;
}

/** The path of a browser that is there already, or undefined. A wrong $CHROME_PATH is a fault, not a reason to look on. */
export function findBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (!isProgram(chosen)) throw new Error(`CHROME_PATH is ${chosen}, which is no program.`);
    return chosen;
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...candidates, ...APPLICATIONS].find(isProgram);
}

const ADVICE =
  "No Chromium was found. Install the package chromium (or Google Chrome), or set CHROME_PATH to a browser that is there.";

function mayInstall() {
  return process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function run(command, args) {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env: environment });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}. ${ADVICE}`);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(installBrowser());

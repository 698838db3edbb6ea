// Writes THIRD_PARTY_NOTICES: the licence of every package whose code or fonts are in the VSIX, found from what the
// bundles were made of. `--check` only compares.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "THIRD_PARTY_NOTICES");

/** The text of the notices, for the bundles as they are built now. */
export function notices() {
  const packages = [...new Set([...bundledFiles(), ...COPIED].map(packageOf).filter(Boolean))].sort();
  const parts = [...byLicenceText(packages)].map(([text, folders]) => notice(text, folders));
  return `Agent Loupe contains the following software of others.\n\n${parts.join("\n")}`;
}

/** Files that are copied beside the bundles instead of bundled. */
const COPIED = ["node_modules/sql.js/dist/sql-wasm.wasm", "node_modules/@vscode/codicons/dist/codicon.ttf"];

function bundledFiles() {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, "esbuild.mjs"), "--inputs"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (status !== 0) throw new Error(`The build failed:\n${stderr}`);
  return JSON.parse(stdout);
}

/** The folder of the package that a file belongs to, seen from the root; undefined for our own files. */
function packageOf(file) {
  const at = file.lastIndexOf("node_modules/");
  if (at === -1) return undefined;
  const [scopeOrName, name] = file.slice(at + "node_modules/".length).split("/");
  const own = scopeOrName.startsWith("@") ? `${scopeOrName}/${name}` : scopeOrName;
  return `${file.slice(0, at)}node_modules/${own}`;
}

/** Packages that come under the same words share them. */
function byLicenceText(folders) {
  const groups = new Map();
  for (const folder of folders) {
    const text = licenceText(folder);
    groups.set(text, [...(groups.get(text) ?? []), folder]);
  }
  return groups;
}

function notice(text, folders) {
  const heads = folders.map(headOf);
  return ["=".repeat(80), ...heads, "", text, ""].join("\n");
}

function headOf(folder) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(path.join(root, folder, "package.json"), "utf8"),
  );
  const home = typeof repository === "string" ? repository : repository?.url;
  const head = [`${name} ${version} (${license})`, ...(home ? [`  ${home}`] : [])];
  return [...head, ...(name === "@vscode/codicons" ? [CODICONS] : [])].join("\n");
}

const CODICONS =
  "  The icons and the font are licensed under Creative Commons Attribution 4.0 International\n  (https://creativecommons.org/licenses/by/4.0/), by Microsoft Corporation; the code under MIT.";

/** The licence files of a package; one that ships none is named by its licence above. */
function licenceText(folder) {
  const names = readdirSync(path.join(root, folder)).filter((name) =>
    /^(licen[cs]e|copying|notice)/i.test(name),
  );
  const files = names.map((name) => path.join(root, folder, name)).filter((file) => existsSync(file));
  if (files.length === 0)
    return "This package comes without a licence file; its package.json names the licence above.";
  return files.map((file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim()).join("\n\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = notices();
  if (!process.argv.includes("--check")) writeFileSync(target, text);
  else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
    console.error("THIRD_PARTY_NOTICES is out of date. Run: npm run notices");
    process.exitCode = 1;
  }
}

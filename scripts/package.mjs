// Makes the VSIX: builds, then packs what .vscodeignore leaves. `--out FILE` names it; prints its size.

import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
/** What a VSIX of ours may weigh. */
const MAX_BYTES = 2_500_000;

/** Builds and packs; gives the VSIX's path. Throws where a step fails or the file is too big. */
export function makePackage(out = defaultName()) {
  run(process.execPath, [path.join(root, "esbuild.mjs")]);
  // vsce runs `vscode:prepublish` by itself; the build is done already, and dependencies are inside the bundles.
  run(process.execPath, [
    path.join(root, "node_modules/@vscode/vsce/vsce"),
    "package",
    "--no-dependencies",
    "--skip-license",
    "--no-rewrite-relative-links",
    "--out",
    out,
  ]);
  const { size } = statSync(out);
  if (size > MAX_BYTES) throw new Error(`${out} has ${size} bytes, more than ${MAX_BYTES}.`);
  return { file: out, bytes: size };
}

function defaultName() {
  const { name, version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  return path.join(root, `${name}-${version}.vsix`);
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf("--out");
  const { file, bytes } = makePackage(at === -1 ? undefined : path.resolve(process.argv[at + 1]));
  console.log(`${file}: ${(bytes / 1e6).toFixed(2)} MB`);
}

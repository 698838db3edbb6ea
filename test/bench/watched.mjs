// Prints what one change costs the engine while a session is watched: `npm run bench -- watched`.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.join(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "bench-watched-"));
try {
  const outfile = path.join(folder, "bench.js");
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, "watched.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
    define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
  });
  copyFileSync(path.join(root, "node_modules/sql.js/dist/sql-wasm.wasm"), path.join(folder, "sql-wasm.wasm"));
  const profile = process.env.PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.PROFILE] : [];
  const { status } = spawnSync(process.execPath, [...profile, outfile, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

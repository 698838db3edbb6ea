// Runs a bench that is written over the engine's own source: bundled into a folder of its own, in a process of its own.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.join(import.meta.dirname, "../..");

/** Runs test/bench/`file` with the arguments of this process; gives its exit code. PROFILE names a folder for a profile. */
export async function runBundled(file) {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  try {
    const outfile = path.join(folder, "bench.js");
    await esbuild.build({
      entryPoints: [path.join(import.meta.dirname, file)],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      logLevel: "warning",
      define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
    });
    copyFileSync(
      path.join(root, "node_modules/sql.js/dist/sql-wasm.wasm"),
      path.join(folder, "sql-wasm.wasm"),
    );
    const profile = process.env.PROFILE ? ["--cpu-prof", "--cpu-prof-dir", process.env.PROFILE] : [];
    const options = [...profile, outfile, ...process.argv.slice(2)];
    return spawnSync(process.execPath, options, { stdio: "inherit" }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

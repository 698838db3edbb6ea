// Prints how long questions about the contexts of a long session take: `node test/bench/contexts.mjs`.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.join(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "bench-contexts-"));
try {
  const outfile = path.join(folder, "bench.js");
  await esbuild.build({
    entryPoints: [path.join(import.meta.dirname, "contexts.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
    define: { "import.meta.dirname": JSON.stringify(import.meta.dirname) },
  });
  copyFileSync(path.join(root, "node_modules/sql.js/dist/sql-wasm.wasm"), path.join(folder, "sql-wasm.wasm"));
  process.exitCode = spawnSync(process.execPath, [outfile], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

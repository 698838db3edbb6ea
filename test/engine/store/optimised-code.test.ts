// The store under V8's optimising compiler: vitest's own transform hides it, so this runs a bundle in a process of its own.

import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { expect, it } from "vitest";

const bench = path.join(import.meta.dirname, "../../bench");
const SPANS = 20_000;

it("takes in twenty thousand spans without the compiled code ending the process (Node 20's V8 did)", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "agent-loupe-optimised-"));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [await programIn(folder)]);
    expect(Number(stdout)).toBe(SPANS);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);

/** Writes the program that feeds a store, not minified: only in this form was the crash seen. */
async function programIn(folder: string): Promise<string> {
  const bundle = path.join(folder, "store.cjs");
  await esbuild.build({
    entryPoints: [path.join(bench, "ingest-ours.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
  });
  const wasm = createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm");
  await copyFile(wasm, path.join(folder, "sql-wasm.wasm"));
  const program = path.join(folder, "feed.mjs");
  await writeFile(
    program,
    `import { batches, encode } from ${JSON.stringify(pathToFileURL(path.join(bench, "gen.mjs")).href)};
     import { createRequire } from "node:module";
     const { openOurs } = createRequire(import.meta.url)("./store.cjs");
     const engine = await openOurs();
     for (const batch of batches(11, { fat: false }, { size: 512, spans: ${SPANS} })) engine.accept(encode(batch));
     process.stdout.write(String(engine.spans()));
     engine.close();`,
  );
  return program;
}

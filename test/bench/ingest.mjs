// npm run bench -- ingest: accepted spans per second, ours against a plain design, on the same seeded requests.
//
// Both run in this process, round by round in turn, each round into an empty database. Medians of 7 rounds after three
// that are not counted: a receiver runs all day. Only the ratio means anything on a machine that others use too. What the
// journal costs is told in processor time, the least of all rounds.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { batches, encode } from "./gen.mjs";
import { openPlain } from "./ingest-plain.mjs";

const ROUNDS = 7;
const WARM_UP = 3;
const megabytes = Number(process.env.BENCH_MB ?? 65);
const SETS = {
  fat: [7, { fat: true, flatShare: 0.25 }, { size: 64, bytes: megabytes * 1e6 }],
  lean: [11, { fat: false }, { size: 512, spans: 60_000 }],
};

const { openOurs } = await loadOurs();
console.log(
  `node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(2)} at the start`,
);
for (const [name, parameters] of Object.entries(SETS))
  await compare(name, [...batches(...parameters)].map(encode));
console.log(`load ${os.loadavg()[0].toFixed(2)} at the end`);

async function compare(name, requests) {
  const bytes = requests.reduce((sum, request) => sum + request.length, 0);
  const kept = mkdtempSync(path.join(os.tmpdir(), "agent-loupe-bench-journal-"));
  const designs = { ours: () => openOurs(), journal: () => openOurs(kept), plain: openPlain };
  const times = { ours: [], journal: [], plain: [] };
  const processor = { ours: Infinity, journal: Infinity, plain: Infinity };
  const last = {};
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [design, open] of Object.entries(designs)) {
      const result = await measure(open, requests);
      last[design] = result;
      if (design === "journal") emptyFolder(kept);
      if (round < 0) continue;
      times[design].push(result.ms);
      processor[design] = Math.min(processor[design], result.processorMs);
    }
  }
  console.log(
    `\n${name}: ${requests.length} requests, ${last.ours.spans} spans, ${(bytes / 1e6).toFixed(1)} MB`,
  );
  rmSync(kept, { recursive: true, force: true });
  for (const design of Object.keys(designs)) report(design, times[design], last[design], bytes);
  console.log(
    `  ours / plain: ${(median(times.plain) / median(times.ours)).toFixed(1)} times the spans per second`,
  );
  console.log(
    `  with journal: ${(processor.journal / processor.ours).toFixed(2)} times the processor time ` +
      `(${processor.journal.toFixed(0)} ms against ${processor.ours.toFixed(0)} ms)`,
  );
}

async function measure(open, requests) {
  globalThis.gc?.();
  const engine = await open();
  const start = performance.now();
  const usedBefore = process.cpuUsage();
  for (const request of requests) engine.accept(request);
  const used = process.cpuUsage(usedBefore);
  const ms = performance.now() - start;
  const processorMs = (used.user + used.system) / 1000;
  const result = {
    ms,
    processorMs,
    spans: engine.spans(),
    bytesStored: engine.bytesStored(),
    backend: engine.backend,
  };
  engine.close();
  return result;
}

function emptyFolder(folder) {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
}

function report(design, times, { spans, bytesStored, backend }, bytes) {
  const ms = median(times);
  const perSecond = Math.round((spans / ms) * 1000).toLocaleString("en");
  const rate = (bytes / ms / 1000).toFixed(0);
  const stored = (bytesStored / bytes).toFixed(2);
  const spread = `${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}`;
  const label = `${design}${backend ? ` (${backend})` : ""}`.padEnd(16);
  console.log(
    `  ${label} ${perSecond} spans/s, ${rate} MB/s, ${ms.toFixed(0)} ms (${spread}), stored ${stored} of raw`,
  );
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Bundles our engine as the build does, beside the wasm file of sql.js. */
async function loadOurs() {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const outfile = path.join(mkdtempSync(path.join(os.tmpdir(), "agent-loupe-bench-")), "ours.cjs");
  await esbuild.build({
    entryPoints: [path.join(here, "ingest-ours.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minify: true,
  });
  const require = createRequire(import.meta.url);
  copyFileSync(
    require.resolve("sql.js/dist/sql-wasm.wasm"),
    path.join(path.dirname(outfile), "sql-wasm.wasm"),
  );
  return require(outfile);
}

// npm run bench -- <name>: runs test/bench/<name>.mjs. The figures are printed, never asserted.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../test/bench/", import.meta.url));
/** Files there that are tools of the benches and not benches. */
const TOOLS = ["bundled.mjs", "gen.mjs", "loadgen.mjs"];
const [name = "", ...rest] = process.argv.slice(2);
const benches = readdirSync(folder)
  .filter((file) => file.endsWith(".mjs") && !TOOLS.includes(file))
  .map((file) => file.slice(0, -".mjs".length));

if (!benches.includes(name)) {
  console.error(`usage: npm run bench -- ${benches.join(" | ")}`);
  process.exit(2);
}
const bench = path.join(folder, `${name}.mjs`);
const { status } = spawnSync(process.execPath, ["--expose-gc", bench, ...rest], { stdio: "inherit" });
process.exit(status ?? 1);

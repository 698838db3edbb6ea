// Builds dist/: the extension, the engine (a worker, or a program of its own) and the webview. `--watch` rebuilds.
import { copyFile, mkdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const production = !process.argv.includes("--dev");

const shared = {
  bundle: true,
  minify: production,
  sourcemap: !production,
  metafile: true,
  logLevel: "warning",
};
const node = { ...shared, platform: "node", target: "node20", format: "cjs", external: ["vscode"] };

const builds = [
  { ...node, entryPoints: [at("src/extension.ts")], outfile: at("dist/extension.js") },
  { ...node, entryPoints: [at("src/engine/worker.ts")], outfile: at("dist/engine.js") },
  {
    ...shared,
    platform: "browser",
    target: "chrome120",
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
    entryPoints: [at("webview/main.tsx")],
    outfile: at("dist/webview.js"),
    loader: { ".ttf": "file", ".svg": "text" },
    assetNames: "[name]",
  },
  {
    // The demo agents, which the command Open Demo runs. An ES module, since they wait at the top level.
    ...node,
    format: "esm",
    entryPoints: [at("demo/agent/main.mjs")],
    outfile: at("dist/demo.mjs"),
    // sql.js asks for these two, which ES modules do not have.
    banner: {
      js: [
        'import { createRequire } from "node:module";',
        "const require = createRequire(import.meta.url);",
        "const __dirname = import.meta.dirname;",
      ].join("\n"),
    },
  },
  {
    // The demo's model server alone, which a replay of the demo's sessions can be sent to.
    ...node,
    format: "esm",
    entryPoints: [at("demo/model-server/main.mjs")],
    outfile: at("dist/demo-model-server.mjs"),
  },
].filter((build) => existsSync(build.entryPoints[0]));

await mkdir(at("dist"), { recursive: true });
await copyFile(at("node_modules/sql.js/dist/sql-wasm.wasm"), at("dist/sql-wasm.wasm"));

if (process.argv.includes("--watch")) {
  for (const build of builds) await (await esbuild.context(build)).watch();
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build)));
  // For the notices: every file that ended up in a bundle.
  if (process.argv.includes("--inputs")) {
    console.log(JSON.stringify(results.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
  }
}

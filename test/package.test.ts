// What goes into the VSIX. Needs a build (`npm test` makes one first; alone: `npm run build`).

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { listFiles, PackageManager } from "@vscode/vsce";
import { describe, expect, it } from "vitest";

const root = path.join(import.meta.dirname, "..");

/** Every file of the VSIX but the demo's workspace, which is listed from the disk. */
const FILES = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "THIRD_PARTY_NOTICES",
  "dist/codicon.ttf",
  "dist/demo-model-server.mjs",
  "dist/demo.mjs",
  "dist/engine.js",
  "dist/extension.js",
  "dist/sql-wasm.wasm",
  "dist/webview.css",
  "dist/webview.js",
  "media/agent-loupe.svg",
  "media/icon.png",
  "media/panel-dark.svg",
  "media/panel-light.svg",
  "media/schemas/test.schema.json",
  "media/schemas/variant.schema.json",
  "media/walkthrough/compare.png",
  "media/walkthrough/connect.md",
  "media/walkthrough/context.png",
  "media/walkthrough/cost.png",
  "media/walkthrough/demo.md",
  "media/walkthrough/look.md",
  "media/walkthrough/memory.png",
  "media/walkthrough/replay.md",
  "media/walkthrough/replays.png",
  "media/walkthrough/run.md",
  "media/walkthrough/timeline.png",
  "package.json",
  "package.nls.json",
];

describe("the package", () => {
  it("holds exactly these files", async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const demo = filesBelow("demo/workspace");
    expect(demo.length).toBeGreaterThan(5);
    expect(files.sort()).toEqual([...FILES, ...demo].sort());
  });

  it("has no source maps and names no folder of the machine that built it", () => {
    for (const name of FILES.filter((file) => /\.(m?js|css)$/.test(file))) {
      const text = readFileSync(path.join(root, name), "utf8");
      expect(text, name).not.toMatch(/sourceMappingURL=/);
      expect(text.includes(root), `${name} names ${root}`).toBe(false);
    }
  });

  it("weighs less than 2.5 MB once it is compressed", () => {
    const files = [...FILES, ...filesBelow("demo/workspace")];
    const packed = files.map((file) => gzipSync(readFileSync(path.join(root, file))).length);
    expect(packed.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(2_500_000);
  });

  it("carries the licences of everything that is in it", () => {
    const check = [path.join(root, "scripts/notices.mjs"), "--check"];
    const { stderr, status } = spawnSync(process.execPath, check, { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(readFileSync(path.join(root, "THIRD_PARTY_NOTICES"), "utf8")).toContain(
      "https://creativecommons.org/licenses/by/4.0/",
    );
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .filter((name) => statSync(path.join(root, name)).isFile());
}

import { defineConfig } from "vitest/config";

export default defineConfig({
  // The host's modules import an editor that only exists inside VS Code.
  resolve: { alias: { vscode: new URL("test/fixtures/fake-vscode.ts", import.meta.url).pathname } },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/browser/**", "test/vscode/**", "node_modules/**"],
    testTimeout: 30_000,
    pool: "threads",
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});

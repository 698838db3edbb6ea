import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/browser/**", "test/vscode/**", "node_modules/**"],
    testTimeout: 30_000,
    pool: "threads",
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});

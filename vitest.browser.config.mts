import { defineConfig } from "vitest/config";

/** Tests of the built webview in Chromium: CHROME_PATH, else the system's. They need `npm run build` first. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    // Only what hangs should end here: axe over a full view takes a minute on a machine that is busy with other work.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Two cores: one browser at a time.
    fileParallelism: false,
    pool: "threads",
  },
});

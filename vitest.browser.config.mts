import { defineConfig } from "vitest/config";

/** Tests of the built webview in Chromium: CHROME_PATH, else the system's. They need `npm run build` first. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.browser.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: one browser at a time.
    fileParallelism: false,
    pool: "threads",
  },
});

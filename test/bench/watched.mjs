// Prints what one change costs the engine while a session is watched: `npm run bench -- watched`.

import { runBundled } from "./bundled.mjs";

process.exitCode = await runBundled("watched.ts");

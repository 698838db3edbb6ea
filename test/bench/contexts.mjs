// Prints how long questions about the contexts of a long session take: `npm run bench -- contexts`.

import { runBundled } from "./bundled.mjs";

process.exitCode = await runBundled("contexts.ts");

// Shows the session panel in a plain browser with made-up sessions: test/browser/page/README.md lists the addresses.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { servePage } from "../test/browser/serve.mjs";

const root = path.join(import.meta.dirname, "..");
execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
const port = Number(process.argv[2] ?? 0);
const { url } = await servePage({ port });
console.log(`${url}/?theme=dark`);
console.log(`${url}/?theme=light&running=1&arrived=20&live=700`);
console.log(`${url}/?theme=hc&hostile=1`);

// Finds the workspace files that hold a recorded prompt word for word. Bounded: prompts are small, workspaces are not.

import * as vscode from "vscode";
import { placeOf, type PromptPlace } from "./links";

export interface FoundPlace {
  readonly uri: vscode.Uri;
  /** The path below the workspace folder, with forward slashes. */
  readonly file: string;
  readonly place: PromptPlace;
}

const FILES =
  "**/*.{md,mdx,txt,prompt,prompty,jinja,jinja2,j2,hbs,mustache,liquid,tmpl,py,ts,tsx,js,jsx,mjs,cjs,json,yaml,yml,toml,go,rs,java,kt,cs,rb,php,swift}";
const LEFT_OUT = "**/{node_modules,.git,.venv,venv,dist,build,out,target,.agent-loupe}/**";
const MAX_FILES = 3000;
const MAX_BYTES = 512 * 1024;
const MAX_FOUND = 20;

/** The places of a prompt, whole files first. `isCut` where there were more files than are searched. */
export async function findPlaces(
  prompt: string,
  folder: vscode.Uri,
  token: vscode.CancellationToken,
): Promise<{ readonly places: readonly FoundPlace[]; readonly isCut: boolean }> {
  const pattern = new vscode.RelativePattern(folder, FILES);
  const files = await vscode.workspace.findFiles(pattern, LEFT_OUT, MAX_FILES, token);
  const places: FoundPlace[] = [];
  for (const uri of files) {
    if (token.isCancellationRequested || places.length >= MAX_FOUND) break;
    const place = placeOf(prompt, await smallText(uri));
    if (place) places.push({ uri, file: uri.path.slice(folder.path.length).replace(/^\//, ""), place });
  }
  const whole = (found: FoundPlace) => (found.place.between ? 1 : 0);
  return {
    places: places.sort((left, right) => whole(left) - whole(right)),
    isCut: files.length >= MAX_FILES,
  };
}

/** The text of a file; empty where it is too big or cannot be read. */
async function smallText(uri: vscode.Uri): Promise<string> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_BYTES) return "";
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Deleted meanwhile, or not to be read: it holds no prompt for us.
    return "";
  }
}

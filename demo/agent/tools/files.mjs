// Tools that read the workspace, and nothing outside it.

import { readFile, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { ToolError, textParameters } from "./tool.mjs";

const MAX_HITS = 40;

/** @type {import("./tool.mjs").Tool} */
export const listFiles = {
  name: "list_files",
  description: "Lists all files of the workspace, one path a line.",
  parameters: textParameters({}),
  execute: async (_args, { run }) => (await filesOf(run.workspace)).join("\n"),
};

/** @type {import("./tool.mjs").Tool} */
export const readTextFile = {
  name: "read_file",
  description: "Reads one file of the workspace as text.",
  parameters: textParameters({ path: "Path inside the workspace, as list_files gives it" }),
  execute: async (args, { run }) => readInside(run.workspace, String(args.path)),
};

/** @type {import("./tool.mjs").Tool} */
export const searchText = {
  name: "search_text",
  description: "Finds a text in all files but tables, in any case. Gives path:line: text, at most 40 lines.",
  parameters: textParameters({ text: "What to look for" }),
  execute: async (args, { run }) => {
    const hits = await hitsIn(run.workspace, String(args.text).toLowerCase());
    if (hits.length === 0) return "Nothing found.";
    const more = hits.length > MAX_HITS ? [`(${hits.length - MAX_HITS} more)`] : [];
    return [...hits.slice(0, MAX_HITS), ...more].join("\n");
  },
};

/**
 * The text of a file of the workspace. Throws a ToolError where it is not there or not inside.
 * @param {string} workspace
 * @param {string} file
 */
export async function readInside(workspace, file) {
  try {
    const root = await realpath(workspace);
    const resolved = await realpath(path.resolve(root, file));
    if (!resolved.startsWith(root + path.sep))
      throw new ToolError("outside", `${file} is outside the workspace`);
    return await readFile(resolved, "utf8");
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError("not_found", `${file} cannot be read`);
  }
}

/**
 * Paths of all files, sorted, with forward slashes; hidden folders are left out.
 * @param {string} workspace
 */
async function filesOf(workspace) {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(workspace, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"),
    )
    .filter((file) => !file.split("/").some((part) => part.startsWith(".")))
    .sort();
}

/**
 * @param {string} workspace
 * @param {string} text
 */
async function hitsIn(workspace, text) {
  /** @type {string[]} */
  const hits = [];
  for (const file of (await filesOf(workspace)).filter((path) => !path.endsWith(".csv"))) {
    const lines = (await readInside(workspace, file)).split("\n");
    for (const [index, line] of lines.entries())
      if (line.toLowerCase().includes(text)) hits.push(`${file}:${index + 1}: ${line.trim()}`);
  }
  return hits;
}

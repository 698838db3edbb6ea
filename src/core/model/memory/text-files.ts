// Memories that are files: Anthropic's memory tool (`/memories/…`) and the notes that coding agents read at their start.
//
// Edits are kept as edits and replayed on the text (`snapshots.ts`). Commands of the memory tool: view, create,
// str_replace, insert, delete, rename.

import type { Draft } from "./draft";
import type { MemoryEffect, MemoryOp } from "./operation";
import { asText, firstOf } from "./plain";
import type { ToolCall } from "./tool-call";

/** Files that agents read into every session. Any folder may hold one. */
const NOTE_FILES = /(?:^|[/\\])(CLAUDE(\.local)?|AGENTS|GEMINI|QWEN|MEMORY|copilot-instructions)\.md$/;

/** What a tool did to a memory file; undefined where it touches none. */
export function textFileTool(call: ToolCall): Draft[] | undefined {
  const path = asText(firstOf(call.args, ["path", "file_path", "filePath", "filename", "old_path"]));
  if (path === undefined) return undefined;
  const inMemories = /^\/?memories(\/|$)/.test(path);
  if (!inMemories && !NOTE_FILES.test(path)) return undefined;
  const command = commandOf(call);
  if (command === undefined) return undefined;
  const made = changeOf(command, call, path);
  return [
    {
      store: inMemories ? "/memories" : "memory files",
      source: inMemories ? "memory tool, edits replayed" : "memory file, edits replayed",
      known: inMemories
        ? undefined
        : { layer: "semantic", layerReason: "agents read this file at the start of each session" },
      hints: ["facts in files"],
      key: path,
      ...made,
    },
  ];
}

type Command = "view" | "create" | "str_replace" | "insert" | "delete" | "rename";

/** The command of the call, or what the names of editors' tools mean: Read, Write, Edit, and the like. */
function commandOf(call: ToolCall): Command | undefined {
  const said = asText(call.args["command"]);
  if (said !== undefined && /^(view|create|str_replace|insert|delete|rename)$/.test(said))
    return said as Command;
  const name = call.name.toLowerCase();
  if (/^(read|read_file|view|cat|open)$/.test(name)) return "view";
  if (/^(write|write_file|create_file|create)$/.test(name)) return "create";
  if (/^(edit|edit_file|replace|str_replace|replace_in_file|multiedit)$/.test(name)) return "str_replace";
  return undefined;
}

type Change = { readonly op: MemoryOp; readonly value?: unknown; readonly effect: MemoryEffect };

function changeOf(command: Command, call: ToolCall, path: string): Change {
  const { args } = call;
  switch (command) {
    case "view":
      return view(call, path);
    case "create": {
      const value = asText(firstOf(args, ["file_text", "content", "text"])) ?? "";
      return { op: "upsert", value, effect: { kind: "set", key: path, value } };
    }
    case "str_replace": {
      const old = asText(firstOf(args, ["old_str", "old_string"])) ?? "";
      const next = asText(firstOf(args, ["new_str", "new_string"])) ?? "";
      return textEdit(path, next, { kind: "replace", old, new: next });
    }
    case "insert": {
      const line = Number(firstOf(args, ["insert_line", "line"]) ?? 0);
      const text = asText(firstOf(args, ["insert_text", "new_str", "text"])) ?? "";
      return textEdit(path, text, { kind: "insert", line: Number.isFinite(line) ? line : 0, text });
    }
    case "delete":
      return { op: "delete", effect: { kind: "clear", prefix: path } };
    case "rename": {
      const to = asText(firstOf(args, ["new_path", "newPath"])) ?? path;
      return { op: "update", value: to, effect: { kind: "move", key: path, to } };
    }
  }
}

function textEdit(key: string, value: string, edit: (MemoryEffect & { kind: "edit-text" })["edit"]): Change {
  return { op: "update", value, effect: { kind: "edit-text", key, edit } };
}

/** The text that was read. A view of a folder, or of some lines only, shows no whole file and so proves no content. */
function view(call: ToolCall, path: string): Change {
  const text = typeof call.result === "string" ? call.result : undefined;
  const part = firstOf(call.args, ["view_range", "offset", "limit"]) !== undefined;
  if (text === undefined || part || !/\.[a-z0-9]+$/i.test(path)) {
    return { op: "search", value: text, effect: { kind: "none" } };
  }
  const value = withoutLineNumbers(text);
  return { op: "search", value, effect: { kind: "seen", entries: [[path, value]] } };
}

/** Both the memory tool and coding agents number the lines they show: `     1\ttext` or `1→text`. */
function withoutLineNumbers(text: string): string {
  const lines = text.split("\n");
  if (/^Here's the (content|result)/.test(lines[0] ?? "")) lines.shift();
  const numbered = lines.map((line) => /^\s*\d+[\t→](.*)$/.exec(line)?.[1]);
  return numbered.length > 0 && numbered.every((line, index) => line !== undefined || lines[index] === "")
    ? numbered.map((line) => line ?? "").join("\n")
    : text;
}

// A task definition as tasks.json gives it, checked, and the name of its run. Pure.

import { TASK_TYPE } from "../ids";
import type { Variables } from "./environment";

export interface RunDefinition {
  readonly type: typeof TASK_TYPE;
  /** A command line, or the program where `args` are given. */
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly name?: string;
  readonly env?: Variables;
}

/** The definition, or undefined where a field has the wrong type: tasks.json is written by hand. */
export function readDefinition(raw: unknown): RunDefinition | undefined {
  if (!isRecord(raw)) return undefined;
  const { command, args, cwd, name, env } = raw;
  if (typeof command !== "string" || command.trim() === "") return undefined;
  if (args !== undefined && !isTexts(args)) return undefined;
  if (cwd !== undefined && typeof cwd !== "string") return undefined;
  if (name !== undefined && typeof name !== "string") return undefined;
  if (env !== undefined && !isVariables(env)) return undefined;
  return {
    type: TASK_TYPE,
    command,
    ...(args === undefined ? {} : { args }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(name === undefined ? {} : { name }),
    ...(env === undefined ? {} : { env }),
  };
}

/** The name that the run's sessions carry: the one given, else the command without its folders, at most 60 characters. */
export function runName(definition: RunDefinition): string {
  const given = definition.name?.trim();
  if (given !== undefined && given !== "") return given;
  const words = [...definition.command.trim().split(/\s+/), ...(definition.args ?? [])];
  return words.map(withoutFolders).join(" ").slice(0, 60);
}

function withoutFolders(word: string): string {
  return /^(?:[\w.-]*[\\/])+[\w.-]+$/.test(word) ? (word.split(/[\\/]/).at(-1) ?? word) : word;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isVariables(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === "string");
}

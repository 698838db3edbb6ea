// The kinds of graders as the user meets them: what each is called, what is typed for it, and its words in a list. Pure.

import { isRecord, parsedJson } from "./json-text";
import type { ReplayGrader } from "../../protocol/replay";

/** A kind that one line of text makes a grader of. Tools, files and judges are chosen from lists instead. */
export interface TypedKind {
  readonly label: string;
  readonly detail: string;
  /** What to type. */
  readonly prompt: string;
  readonly example: string;
  /** The grader, or why the text makes none. */
  readonly read: (text: string) => ReplayGrader | string;
}

export const TYPED_KINDS: readonly TypedKind[] = [
  {
    label: "Answer contains",
    detail: "These words stand in the final answer",
    prompt: "Words that the final answer has to contain",
    example: "refund",
    read: (text) => withText(text, { kind: "contains", text }),
  },
  {
    label: "Answer does not contain",
    detail: "These words stand nowhere in the final answer",
    prompt: "Words that the final answer must not contain",
    example: "sorry",
    read: (text) => withText(text, { kind: "contains", text, not: true }),
  },
  {
    label: "Answer equals",
    detail: "The final answer is this text or JSON, and nothing else",
    prompt: "The whole final answer, as text or JSON",
    example: '{"approved": true}',
    read: (text) => withText(text, { kind: "equals", value: parsedJson(text) ?? text }),
  },
  {
    label: "Answer matches",
    detail: "A regular expression is found in the final answer",
    prompt: "Regular expression to find in the final answer",
    example: "\\d+ days",
    read: readPattern,
  },
  {
    label: "Answer fits a JSON schema",
    detail: "The final answer is JSON of this shape",
    prompt: "JSON schema that the final answer has to fit",
    example: '{"type": "object", "required": ["total"]}',
    read: readSchema,
  },
  {
    label: "Value in the JSON answer",
    detail: "A JSON path finds something, or finds this very value",
    prompt: "JSON path, and after = the value it has to find",
    example: "$.total = 12",
    read: readPath,
  },
  {
    label: "Cost at most",
    detail: "The whole sample costs no more than this",
    prompt: "Most that a sample may cost, in dollars",
    example: "0.05",
    read: (text) => bounded(text.replace(/^\s*\$/, ""), (maxUsd) => ({ kind: "cost", maxUsd })),
  },
  {
    label: "Time at most",
    detail: "Model calls included; tools answer from the record at once",
    prompt: "Most seconds that a sample may take",
    example: "20",
    read: (text) => bounded(text.replace(/\s*s$/, ""), (maxSeconds) => ({ kind: "latency", maxSeconds })),
  },
  {
    label: "Tools in this order",
    detail: "These tools are called one after the other; others may stand between",
    prompt: "Names of tools in their order, with commas between",
    example: "search, read_file",
    read: readOrder,
  },
];

/** A grader in a few words, as it stands in lists and questions. */
export function graderText(grader: ReplayGrader): string {
  if (grader.name !== undefined) return grader.name;
  switch (grader.kind) {
    case "contains":
      return `${grader.not ? "does not contain" : "contains"} “${grader.text}”`;
    case "equals":
      return `equals ${typeof grader.value === "string" ? `“${grader.value}”` : JSON.stringify(grader.value)}`;
    case "regex":
      return `matches /${grader.pattern}/${grader.flags ?? ""}`;
    case "json-schema":
      return "fits the JSON schema";
    case "json-path":
      return `${grader.path}${grader.equals === undefined ? " is there" : ` = ${JSON.stringify(grader.equals)}`}`;
    case "tool-use":
      return toolUseText(grader);
    case "cost":
      return `costs at most $${grader.maxUsd}`;
    case "latency":
      return `takes at most ${grader.maxSeconds} s`;
    case "module":
      return `passes ${grader.path.split(/[/\\]/).at(-1) ?? "the module"}`;
    case "model":
      return `judge: ${grader.rubric}`;
    case "human":
      return "you";
  }
}

function toolUseText(grader: Extract<ReplayGrader, { kind: "tool-use" }>): string {
  const { called = [], notCalled = [], inOrder = [], args = [] } = grader;
  return [
    called.length > 0 ? `calls ${called.join(", ")}` : "",
    notCalled.length > 0 ? `does not call ${notCalled.join(", ")}` : "",
    inOrder.length > 0 ? `calls ${inOrder.join(", then ")}` : "",
    ...args.map(({ tool, match }) => `calls ${tool} with ${JSON.stringify(match)}`),
  ]
    .filter(Boolean)
    .join(" and ");
}

function withText(text: string, grader: ReplayGrader): ReplayGrader | string {
  return text.trim() === "" ? "Enter a text." : grader;
}

function readPattern(pattern: string): ReplayGrader | string {
  if (pattern === "") return "Enter a regular expression.";
  try {
    new RegExp(pattern);
    return { kind: "regex", pattern };
  } catch (error) {
    return error instanceof Error ? error.message : "This is no regular expression.";
  }
}

function readSchema(text: string): ReplayGrader | string {
  const schema = parsedJson(text);
  return isRecord(schema) ? { kind: "json-schema", schema } : "Enter a JSON schema as a JSON object.";
}

function readPath(text: string): ReplayGrader | string {
  const [, path = "", wanted] = /^\s*(\$.*?)\s*(?:=\s*(\S.*?)\s*)?$/.exec(text) ?? [];
  if (path === "") return "Write it as $.key or $.key = value.";
  return { kind: "json-path", path, ...(wanted !== undefined && { equals: parsedJson(wanted) ?? wanted }) };
}

function readOrder(text: string): ReplayGrader | string {
  const inOrder = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return inOrder.length < 2 ? "Name at least two tools." : { kind: "tool-use", inOrder };
}

function bounded(text: string, make: (value: number) => ReplayGrader): ReplayGrader | string {
  const value = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(value) && value >= 0 ? make(value) : "Enter a number.";
}

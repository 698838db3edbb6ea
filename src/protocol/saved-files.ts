// The files of `.agent-loupe/`: variants and tests, as the editor writes them and the engine reads them.
//
// Both are read by people and by `git diff`, so that names are whole words and a prompt that stands in a workspace file
// is a link to it and no copy.

import * as v from "valibot";
import {
  NO_RECORD_POLICIES,
  REPLAY_BUDGET,
  REPLAY_EDIT,
  REPLAY_GRADER,
  REPLAY_MODES,
  REPLAY_TARGET,
} from "./replay";

export const SAVED_VERSION = 1;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const id = v.pipe(v.string(), v.maxLength(4096));
/** A file beside the test: a name without folders. */
const fileBeside = v.pipe(v.string(), v.maxLength(255), v.regex(/^(?!\.)[^/\\:]+$/, "is no file name"));
/** A file below the workspace folder that holds `.agent-loupe`, with forward slashes. */
const workspaceFile = v.pipe(
  v.string(),
  v.maxLength(4096),
  v.regex(/^(?![/\\])(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))[^\\:]+$/, "is no path inside the workspace"),
);

/** What stands right before and after the prompt where the file holds more than it. */
const between = v.object({
  before: v.pipe(v.string(), v.maxLength(400)),
  after: v.pipe(v.string(), v.maxLength(400)),
});

/** An edit with its value here, or the text of a workspace file in its place. */
const savedEdit = v.union([
  REPLAY_EDIT,
  v.object({ where: REPLAY_EDIT.entries.where, file: workspaceFile, between: v.optional(between) }),
]);

/** `.agent-loupe/variants/<name>.json`: a named set of edits. */
export const VARIANT_FILE = v.object({
  version: v.literal(SAVED_VERSION),
  name,
  edits: v.pipe(v.array(savedEdit), v.maxLength(1000)),
});

/** `.agent-loupe/tests/<name>.json`: a recorded session, what is changed in it, and what the result must be. */
export const TEST_FILE = v.object({
  version: v.literal(SAVED_VERSION),
  name,
  /** OTLP JSON lines of the recorded session. */
  recording: fileBeside,
  /** The session in `recording` that is replayed. */
  sessionId: id,
  /**
   * OTLP JSON lines of replays whose model calls answer this test: a request that is the same as one of theirs gets its
   * reply, and nothing is sent. Absent: the recording's own model calls answer.
   */
  replies: v.optional(fileBeside),
  /** Edits here come after those of the variant. */
  edits: v.pipe(v.array(savedEdit), v.maxLength(1000)),
  /** The name of a variant in `.agent-loupe/variants`: editing it changes the test. */
  variant: v.optional(name),
  target: REPLAY_TARGET,
  mode: v.picklist(REPLAY_MODES),
  fromStepId: v.optional(id),
  samples: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
  graders: v.pipe(v.array(REPLAY_GRADER), v.minLength(1), v.maxLength(100)),
  policy: v.optional(v.picklist(NO_RECORD_POLICIES)),
  budget: v.optional(REPLAY_BUDGET),
  /** The answer when the test was saved: the left side of a diff when it fails. Not compared. */
  expected: v.optional(v.pipe(v.string(), v.maxLength(1024 * 1024))),
});

export type SavedEdit = v.InferOutput<typeof savedEdit>;
/** An edit whose text stands in a workspace file. */
export type LinkedEdit = Extract<SavedEdit, { readonly file: string }>;
export type VariantFile = v.InferOutput<typeof VARIANT_FILE>;
export type TestFile = v.InferOutput<typeof TEST_FILE>;

/** What a file holds, or why it cannot be read, as a sentence without the file's name. */
export type ReadFile<File> =
  { readonly ok: true; readonly file: File } | { readonly ok: false; readonly why: string };

/** Reads a variant from the text of its file. */
export function readVariantFile(text: string): ReadFile<VariantFile> {
  return readAs(VARIANT_FILE, text);
}

/** Reads a test from the text of its file. */
export function readTestFile(text: string): ReadFile<TestFile> {
  return readAs(TEST_FILE, text);
}

/**
 * The prompt in the text of a linked file: all of it, or what stands between the marks. Undefined where a mark is gone.
 * Line ends are those of Unix, as in what clients record.
 */
export function linkedText(fileText: string, link: Pick<LinkedEdit, "between">): string | undefined {
  const text = fileText.replaceAll("\r\n", "\n");
  const range = linkedRange(text, link);
  return range && text.slice(range.start, range.end);
}

/** Where the prompt stands in a file with line ends of Unix. The line ends at the end of a whole file are not the prompt's. */
export function linkedRange(
  text: string,
  { between }: Pick<LinkedEdit, "between">,
): { readonly start: number; readonly end: number } | undefined {
  if (!between) return { start: 0, end: text.trimEnd().length };
  const found = between.before === "" ? 0 : text.indexOf(between.before);
  if (found < 0) return undefined;
  const start = found + between.before.length;
  const end = between.after === "" ? text.length : text.indexOf(between.after, start);
  return end < 0 ? undefined : { start, end };
}

/** The file name of a variant or test: its name in lower case, with dashes for all but letters and digits. */
export function savedFileName(name: string): string {
  const base = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  return `${base || "unnamed"}.json`;
}

function readAs<Output>(schema: v.GenericSchema<unknown, Output>, text: string): ReadFile<Output> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "It is not JSON." };
  }
  const found = v.safeParse(schema, value);
  if (found.success) return { ok: true, file: found.output };
  const [issue] = found.issues;
  const where = v.getDotPath(issue);
  return { ok: false, why: `${where === null ? "" : `${where}: `}${issue.message}.` };
}

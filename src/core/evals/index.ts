// The graders that need nothing but the sample. Those of the kinds `module`, `model` and `human` are run by the engine.

import { gradeCost, gradeLatency } from "./bounds";
import type { MatchText, Sample, Verdict } from "./grader";
import { gradeJsonPath } from "./json-path";
import { gradeJsonSchema, type Schema } from "./json-schema";
import { gradeContains, gradeEquals, gradeRegex } from "./text";
import { gradeToolUse, type ToolUse } from "./tool-use";

export type CodeGrader =
  | {
      readonly kind: "contains";
      readonly text: string;
      readonly not?: boolean | undefined;
      readonly ignoreCase?: boolean | undefined;
    }
  | { readonly kind: "equals"; readonly value: unknown; readonly ignoreCase?: boolean | undefined }
  | { readonly kind: "regex"; readonly pattern: string; readonly flags?: string | undefined }
  | { readonly kind: "json-schema"; readonly schema: Schema }
  | { readonly kind: "json-path"; readonly path: string; readonly equals?: unknown }
  | ({ readonly kind: "tool-use" } & ToolUse)
  | { readonly kind: "cost"; readonly maxUsd: number }
  | { readonly kind: "latency"; readonly maxSeconds: number };

/** The verdict of a grader on a sample. */
export function grade(grader: CodeGrader, sample: Sample, matchText: MatchText): Verdict {
  switch (grader.kind) {
    case "contains":
      return gradeContains(grader, sample);
    case "equals":
      return gradeEquals(grader, sample);
    case "regex":
      return gradeRegex(grader, sample, matchText);
    case "json-schema":
      return gradeJsonSchema(grader, sample, matchText);
    case "json-path":
      return gradeJsonPath(grader, sample);
    case "tool-use":
      return gradeToolUse(grader, sample);
    case "cost":
      return gradeCost(grader, sample);
    case "latency":
      return gradeLatency(grader, sample);
  }
}

/** The name a grader is shown by: its own, else what it looks for. */
export function graderName(grader: { readonly kind: string; readonly name?: string | undefined }): string {
  return grader.name ?? grader.kind;
}

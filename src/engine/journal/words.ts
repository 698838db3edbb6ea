// What the user is told where the disk refuses: what happened and what to do.

import type { Failure } from "../../protocol/messages";

export type JournalFailure = Failure;

const NOT_KEPT = "Sessions are received but not kept over a reload of the window";

/** The sentence and the next step for what the file system threw. */
export function failureOfDisk(error: unknown, folder: string): JournalFailure {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return {
        code,
        message: `${NOT_KEPT}: the disk is full.`,
        next: "Free some space; keeping goes on by itself.",
      };
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        code,
        message: `${NOT_KEPT}: the folder ${folder} cannot be written.`,
        next: "Allow writing there, or turn keeping off in Settings: Keep Sessions.",
      };
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        code,
        message: `${NOT_KEPT}: ${reason}.`,
        next: "Turn keeping off in Settings: Keep Sessions, or export what you need.",
      };
    }
  }
}

// What the host writes down, and for whom: bugs with their stack, faults as one sentence.

import { UserFault } from "../protocol/faults";
import { visible } from "./text";

/** The part of VS Code's LogOutputChannel that we use, so that tests can hand in a list. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Logs a thrown value: a UserFault as its sentence, anything else as a bug with its stack. */
export function logThrown(log: Log, where: string, thrown: unknown): void {
  if (thrown instanceof UserFault) log.warn(`${where}: ${visible(thrown.message)}`);
  else
    log.error(
      `${where}: ${visible(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))}`,
    );
}

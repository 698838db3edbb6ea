// Whose a segment is: the process that writes it, so that two windows never read or write the same one.

import { readFileSync } from "node:fs";

export interface Owner {
  readonly pid: number;
  /** When the process began, in the system's own words; `x` where the system does not say. A process id is used again. */
  readonly start: string;
}

const UNKNOWN_START = "x";

/** This process. */
export function thisOwner(): Owner {
  return ownerOf(process.pid);
}

/** The process that has this id now. */
export function ownerOf(pid: number): Owner {
  return { pid, start: startOf(pid) ?? UNKNOWN_START };
}

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.start === other.start;
}

/** Whether that process still runs. Where the start is not known, another program with its id counts as alive. */
export function isAlive(owner: Owner): boolean {
  if (process.platform === "linux") return startOf(owner.pid) === owner.start;
  try {
    // Signal 0 asks and sends nothing.
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The boot and the clock tick at which a process began (proc(5), field 22); nothing where it is gone or not said. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in the second field may hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0] ?? "Z";
    const startTicks = fields[19] ?? "";
    return state === "Z" || state === "X" ? undefined : `${bootId()}${startTicks}`;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8);
}

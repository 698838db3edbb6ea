// The journal's folder: one file a segment, whose name says when it was begun, who writes it and how often its reading
// ended the engine.
//
//   <milliseconds>-<random>-<process id>-<start of the process>.journal[.r<tries> | .aside]

import { randomBytes } from "node:crypto";
import { readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { isAlive, isSameOwner, type Owner } from "./owner";

const NAME = /^(\d{15})-([0-9a-f]{8})-(\d+)-([0-9a-z]+)\.journal(?:\.r(\d+)|(\.aside))?$/;

export interface SegmentFile {
  readonly file: string;
  /** When it was begun and a random part: the order of segments. */
  readonly key: string;
  readonly owner: Owner;
  /** How often it was begun to be read without coming to an end. */
  readonly tries: number;
  /** Reading it ended the engine again and again: it is read no more. */
  readonly aside: boolean;
  readonly bytes: number;
  /** When it was last written. */
  readonly writtenMs: number;
}

/** The path of a segment that is begun now. `beginMs` must grow from one to the next. */
export function newSegmentFile(folder: string, beginMs: number, owner: Owner): string {
  const key = `${String(beginMs).padStart(15, "0")}-${randomBytes(4).toString("hex")}`;
  return path.join(folder, nameOf(key, owner));
}

/** Every segment of the folder, the oldest first; none where there is no such folder. Throws where it cannot be read. */
export function segmentsIn(folder: string): SegmentFile[] {
  return namesIn(folder)
    .sort()
    .flatMap((name) => segmentOf(folder, name) ?? []);
}

/** When the newest segment of the folder was begun, by its name; 0 where there is none. */
export function newestBegin(folder: string): number {
  return Math.max(0, ...namesIn(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
}

/** Whether this process may read the segment: it is its own, or nobody's any more. */
export function isFree({ owner }: SegmentFile, us: Owner): boolean {
  return isSameOwner(owner, us) || !isAlive(owner);
}

/** Makes a segment ours, marked as being read; undefined where another window was faster. */
export function claim(segment: SegmentFile, us: Owner): SegmentFile | undefined {
  return renamed(segment, us, segment.tries + 1);
}

/** Takes the mark of being read off. */
export function settled(segment: SegmentFile): SegmentFile | undefined {
  return renamed(segment, segment.owner, 0);
}

/** Keeps a segment on disk that is not read again; it goes when its time has come, as others do. */
export function setAside(segment: SegmentFile): SegmentFile | undefined {
  return renamed(segment, segment.owner, 0, ".aside");
}

/** Whether the file is gone now. */
export function removeFile(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function segmentOf(folder: string, name: string): SegmentFile | undefined {
  const [, begun, random, pid, start = "", tries = "0", aside] = NAME.exec(name) ?? [];
  if (begun === undefined || random === undefined) return undefined;
  const file = path.join(folder, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return undefined;
  const { size: bytes, mtimeMs: writtenMs } = found;
  const owner = { pid: Number(pid), start };
  const key = `${begun}-${random}`;
  return { file, key, owner, tries: Number(tries), aside: aside !== undefined, bytes, writtenMs };
}

function renamed(
  segment: SegmentFile,
  owner: Owner,
  tries: number,
  ending = tries > 0 ? `.r${tries}` : "",
): SegmentFile | undefined {
  const file = path.join(path.dirname(segment.file), nameOf(segment.key, owner) + ending);
  try {
    renameSync(segment.file, file);
    return { ...segment, file, owner, tries, aside: ending === ".aside" };
  } catch {
    return undefined;
  }
}

function nameOf(key: string, { pid, start }: Owner): string {
  return `${key}-${pid}-${start}.journal`;
}

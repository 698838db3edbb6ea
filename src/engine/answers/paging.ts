// Cursors: where a page ended, as text that means nothing to whoever carries it.

import { UserFault } from "../../protocol/faults";

/** A cursor that holds these numbers. */
export function cursorOf(...numbers: readonly number[]): string {
  return numbers.join(".");
}

/** The numbers of a cursor. Throws a UserFault where it is none of ours. */
export function numbersOf(cursor: string, count: number): readonly number[] {
  const numbers = cursor.split(".").map(Number);
  if (numbers.length === count && numbers.every((number) => Number.isSafeInteger(number) && number >= 0))
    return numbers;
  throw new UserFault(
    "invalid-args",
    "The cursor is not one that an answer gave. Ask without it to start again.",
  );
}

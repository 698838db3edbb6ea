// A fault that the user can do something about: a code, a sentence and a next step. Everything else is a bug.

import type { Failure } from "./messages";

export type FaultCode =
  "invalid-args" | "not-found" | "unavailable" | "cancelled" | "refused" | "internal" | (string & {});

export class UserFault extends Error {
  override readonly name = "UserFault";
  readonly next: string | undefined;
  constructor(
    readonly code: FaultCode,
    message: string,
    options: { readonly next?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.next = options.next;
  }
}

/** What crosses the wire for a thrown value. A bug says `internal` and keeps its stack out of the reply. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof UserFault) {
    return {
      code: thrown.code,
      message: thrown.message,
      ...(thrown.next === undefined ? {} : { next: thrown.next }),
    };
  }
  return { code: "internal", message: thrown instanceof Error ? thrown.message : String(thrown) };
}

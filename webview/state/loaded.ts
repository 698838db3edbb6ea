// A value that is asked for: not there yet, there, or refused with a reason.

import { UserFault } from "../../src/protocol/faults";

export type Loaded<Value> =
  | { readonly kind: "waiting" }
  | { readonly kind: "ready"; readonly value: Value }
  | { readonly kind: "failed"; readonly fault: UserFault };

export const WAITING = { kind: "waiting" } as const;

/** What to show for something thrown; undefined for a request that we cancelled ourselves. */
export function faultOf(thrown: unknown): UserFault | undefined {
  if (!(thrown instanceof UserFault)) {
    return new UserFault("internal", thrown instanceof Error ? thrown.message : String(thrown), {
      cause: thrown,
    });
  }
  return thrown.code === "cancelled" ? undefined : thrown;
}

// What to tell the user when a provider does not answer: what happened, and what to do.

import type { ModelReply } from "../../core/replay/recorded";
import { UserFault } from "../../protocol/faults";

/** A call that failed after some of the reply had come; `received` is that part. */
export class CutReply extends UserFault {
  constructor(
    code: string,
    message: string,
    next: string,
    readonly received: ModelReply,
  ) {
    super(code, message, { next });
  }
}

/** Longer messages of a provider are cut. */
const MAX_QUOTED = 500;

/** The fault of a refused request, by its status. `said` is the provider's own message, the key already masked. */
export function faultOfStatus(status: number, host: string, said: string): UserFault {
  const quote = said === "" ? "" : ` It says: ${said.slice(0, MAX_QUOTED)}`;
  if (status === 401 || status === 403) {
    return new UserFault(
      "refused-key",
      `${host} refused the key (${status}). Nothing was sent twice.${quote}`,
      {
        next: "Enter the key again.",
      },
    );
  }
  if (status === 404) {
    return new UserFault("unknown-model", `${host} does not know this model or path (404).${quote}`, {
      next: "Choose another model, or correct the address.",
    });
  }
  if (status === 413 || status === 400 || status === 422) {
    return new UserFault("refused-request", `${host} refused the request (${status}).${quote}`, {
      next: "Change the edit or the parameters that the message names.",
    });
  }
  return new UserFault("provider-error", `${host} failed (${status}).${quote}`, { next: "Try again later." });
}

export function faultOfRedirect(status: number, host: string): UserFault {
  return new UserFault(
    "refused",
    `${host} wants the request sent to another address (${status}). It was not followed: you agreed to this host only.`,
    { next: "Enter the other address yourself if it is the right one." },
  );
}

export function faultOfTries(status: number, host: string, tries: number): UserFault {
  const why = status === 429 ? "has too many requests from you (429)" : `fails (${status})`;
  return new UserFault("provider-busy", `${host} ${why}; it was asked ${tries} times.`, {
    next: "Try again later, or with fewer samples at one time.",
  });
}

export function faultOfWait(host: string, seconds: number): UserFault {
  return new UserFault(
    "provider-busy",
    `${host} asks to wait ${Math.ceil(seconds)} s before the next request (429).`,
    {
      next: "Try again after that time.",
    },
  );
}

export function faultOfNetwork(host: string, cause: unknown): UserFault {
  return new UserFault("offline", `${host} could not be reached (${networkReason(cause)}).`, {
    next: "Look at the network, or whether the server runs at this address.",
    cause,
  });
}

export function cutStream(host: string, received: ModelReply): CutReply {
  return new CutReply(
    "cut-reply",
    `${host} ended its answer in the middle. What came before is kept.`,
    "Replay the sample again.",
    received,
  );
}

export function cancelledStream(reason: Error, received: ModelReply): CutReply {
  return new CutReply("cancelled", reason.message, "What came before is kept.", received);
}

export function malformedStream(host: string, received: ModelReply): CutReply {
  return new CutReply(
    "malformed-reply",
    `${host} sent an answer that cannot be read. What came before is kept.`,
    "Look whether this address speaks the chosen API.",
    received,
  );
}

export function silentStream(host: string, seconds: number, received: ModelReply): CutReply {
  return new CutReply(
    "timeout",
    `${host} sent nothing for ${seconds} s. What came before is kept.`,
    "Try again, or choose a faster model.",
    received,
  );
}

export function failedStream(host: string, said: string, received: ModelReply): CutReply {
  return new CutReply(
    "provider-error",
    `${host} ended its answer with an error: ${said.slice(0, MAX_QUOTED)} What came before is kept.`,
    "Replay the sample again.",
    received,
  );
}

/** The system's word for it (ECONNREFUSED, ENOTFOUND), ours where it has none, else the message. */
function networkReason(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof Error && "code" in inner && typeof inner.code === "string")
    return inner.code === "UND_ERR_SOCKET" ? "the connection was closed" : inner.code;
  return inner instanceof Error ? inner.message : "no reason given";
}

// A model call on its way out: the request, and the body as the client sent it where the recording holds it.

import type { Message } from "../model/message";
import type { ApiName, CanonicalRequest } from "./recorded";
import type { RecordedCall } from "./recording";

export interface OutgoingCall {
  /** The recorded call whose place this one takes. */
  readonly recorded: RecordedCall;
  readonly request: CanonicalRequest;
  /** The recorded body, edited, and the messages to add at its end. Absent: build the body from `request`. */
  readonly raw?: { readonly api: ApiName; readonly text: string; readonly appended: readonly Message[] };
  /** True while the request is the recorded one but for the edit and the words that other agents handed over. */
  readonly asRecorded: boolean;
  /** True where it holds what another agent said now, in place of what was recorded. */
  readonly carried?: boolean;
}

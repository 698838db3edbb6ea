// Model replies out of recordings, for tests that need no network: the same request gets the reply it got.

import { canonicalJson } from "../../core/replay/canonical";
import type { CanonicalRequest, ModelReply, RecordedStep } from "../../core/replay/recorded";
import { requestOf } from "../../core/replay/request";

export class RecordedReplies {
  private readonly byRequest = new Map<string, ModelReply[]>();
  private readonly taken = new Map<string, number>();

  /** `sessions`: the steps of each session whose calls answer, in the order their replies are to be handed out. */
  constructor(sessions: readonly (readonly RecordedStep[])[]) {
    for (const steps of sessions) for (const step of steps) this.add(step);
  }

  /** The reply to a request: the first time the first that was recorded, and so on, then the last one again. */
  take(request: CanonicalRequest): ModelReply | undefined {
    const key = keyOf(request);
    const replies = this.byRequest.get(key) ?? [];
    const count = this.taken.get(key) ?? 0;
    this.taken.set(key, count + 1);
    return replies[Math.min(count, replies.length - 1)];
  }

  private add(step: RecordedStep): void {
    const request = step.kind === "llm" && step.duplicateOf === undefined ? requestOf(step) : null;
    const parts = (step.output ?? []).flatMap((message) => message.parts);
    if (!request || parts.length === 0) return;
    const key = keyOf(request);
    const { usage, finishReasons, responseModel } = step;
    const reply: ModelReply = {
      parts,
      ...(usage && { usage }),
      ...(finishReasons && { finishReasons }),
      ...(responseModel !== undefined && { responseModel }),
    };
    this.byRequest.set(key, [...(this.byRequest.get(key) ?? []), reply]);
  }
}

/** All that decides about an answer; where the system prompt stands makes no difference. */
function keyOf({ model, system, messages, tools, params }: CanonicalRequest): string {
  const lead = system.length === 0 ? [] : [{ role: "system", parts: system }];
  return canonicalJson({ model, messages: [...lead, ...messages], tools, params });
}

// Who sends, in which dialects, and whether what was said comes along.

import type { StepFacts } from "../core/model/step";
import type { SenderRow } from "../protocol/rows";
import { contentSwitch } from "./content-switches";

interface Sender {
  readonly dialects: Set<string>;
  lastSeenMs: number;
  modelCalls: number;
  contentCaptured: boolean;
}

/** Services in memory; the one silent for longest is forgotten first. */
const MAX_SENDERS = 200;

export class Senders {
  private readonly byService = new Map<string, Sender>();

  /** `arrivedMs` says when what is noted came. */
  constructor(private readonly arrivedMs: () => number) {}

  /** Notes what a step says about its sender. Content is looked at only until some was seen. */
  saw(service: string, facts: StepFacts): void {
    const sender = this.byService.get(service) ?? newSender();
    this.byService.delete(service);
    this.byService.set(service, sender);
    sender.lastSeenMs = Math.max(sender.lastSeenMs, this.arrivedMs());
    for (const dialect of facts.dialects) if (dialect !== "generic") sender.dialects.add(dialect);
    if (facts.kind === "llm") {
      sender.modelCalls++;
      if (isLookedAt(sender)) sender.contentCaptured = facts.content().state === "captured";
    }
    if (this.byService.size > MAX_SENDERS) this.forgetOldest();
  }

  /** A row for each service, the latest first. The hint names the switch where model calls come without content. */
  rows(): readonly SenderRow[] {
    return [...this.byService].reverse().map(([service, sender]) => {
      const dialects = [...sender.dialects].sort();
      const hint = sender.modelCalls > 0 && !sender.contentCaptured ? contentSwitch(dialects) : undefined;
      return {
        service: service || "unknown service",
        dialects,
        lastSeenUs: sender.lastSeenMs * 1000,
        contentCaptured: sender.contentCaptured,
        ...(hint !== undefined && { hint }),
      };
    });
  }

  private forgetOldest(): void {
    for (const service of this.byService.keys()) {
      this.byService.delete(service);
      return;
    }
  }
}

/** Reading content costs: of a sender that sent none in a hundred calls, only some of the next ones are looked at. */
function isLookedAt({ contentCaptured, modelCalls }: Sender): boolean {
  return !contentCaptured && (modelCalls <= 100 || modelCalls % 16 === 0);
}

function newSender(): Sender {
  return { dialects: new Set(), lastSeenMs: 0, modelCalls: 0, contentCaptured: false };
}

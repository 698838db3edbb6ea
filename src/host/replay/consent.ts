// What the user agrees to before the first send, and which hosts were agreed to in this window. Pure.

import type { ReplayPlanRow, SecretCount } from "../../protocol/replay";
import { costText, countText, oneLine, tokensText } from "../text";

export interface ConsentQuestion {
  readonly message: string;
  readonly detail: string;
  readonly agree: string;
}

/** What is known of a plan when it is asked about; a judge at a host of its own has neither tokens nor bytes yet. */
export type ConsentPlan = Pick<ReplayPlanRow, "host" | "model" | "calls" | "costBoundUsd" | "redactions"> &
  Partial<Pick<ReplayPlanRow, "secrets" | "tokens" | "bytes" | "incomplete" | "exact">>;

/** Missing pieces that are named one by one; the rest is counted. */
const NAMED_MISSING = 8;

/** The question for a plan: where it goes, what is sent, what it may cost, and what the recording does not hold. */
export function consentQuestion(plan: ConsentPlan): ConsentQuestion {
  const to = plan.host === "editor" ? "the language models of the editor" : oneLine(plan.host, 100);
  return {
    message: `Send the recorded prompts to ${to}?`,
    detail: [
      `Model: ${oneLine(plan.model, 100) || "unknown"}`,
      `Expected: ${countText(plan.calls, "model call")}${plan.tokens === undefined ? "" : `, ${tokensText(plan.tokens)} tokens`}`,
      `Cost: ${costBound(plan.costBoundUsd)}`,
      plan.bytes === undefined ? undefined : `Size: ${bytesText(plan.bytes)} a sample`,
      redactionsText(plan),
      (plan.exact ?? true)
        ? undefined
        : "Not exact: requests are put together anew and may differ from the recorded ones.",
      "Tools are not run: their results come from the recording.",
      ...missingLines(plan.incomplete ?? []),
    ]
      .filter((line) => line !== undefined)
      .join("\n"),
    agree: plan.host === "editor" ? "Send to the Editor's Models" : `Send to ${oneLine(plan.host, 40)}`,
  };
}

type AgreedPlan = Pick<ReplayPlanRow, "host" | "costBoundUsd"> &
  Partial<Pick<ReplayPlanRow, "redactions" | "secrets">>;

/**
 * The hosts agreed to until the window closes. A host is asked about again where a plan may cost more than what was
 * agreed to, where its cost is unknown and was not before, and each time that secrets would be sent unmasked.
 */
export class Consents {
  private readonly boundUsd = new Map<string, number>();

  has(plan: AgreedPlan): boolean {
    const agreed = this.boundUsd.get(plan.host);
    return agreed !== undefined && (plan.costBoundUsd ?? Infinity) <= agreed && !sendsSecrets(plan);
  }

  add({ host, costBoundUsd }: AgreedPlan): void {
    this.boundUsd.set(host, Math.max(costBoundUsd ?? Infinity, this.boundUsd.get(host) ?? 0));
  }
}

function sendsSecrets({ redactions = 0, secrets = [] }: AgreedPlan): boolean {
  return redactions === 0 && secrets.length > 0;
}

/** Decimal units, as in the views: `128 kB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return countText(bytes, "byte");
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function costBound(costBoundUsd: number | null): string {
  if (costBoundUsd === null) return "unknown, this model has no known price";
  return costBoundUsd === 0
    ? "$0"
    : `at most ${costText(costBoundUsd)}, if as many calls are made as recorded`;
}

/** What looks like a secret in what is sent, by kind, and whether it is masked. */
function redactionsText({ redactions, secrets = [] }: ConsentPlan): string {
  const kinds = secrets.map(({ kind, count }) => countText(count, SECRET_WORDS[kind])).join(", ");
  if (redactions > 0)
    return `${countText(redactions, "secret")} masked${kinds && `: ${kinds}`}. The requests differ from the recorded ones there.`;
  return kinds === ""
    ? "Nothing is masked: the prompts go out as recorded."
    : `Not masked, by your choice: ${kinds}.`;
}

const SECRET_WORDS: Readonly<Record<SecretCount["kind"], string>> = {
  "api-key": "API key",
  "aws-key": "AWS key",
  "bearer-token": "bearer token",
  jwt: "JWT",
  "private-key": "private key",
  password: "password",
};

function missingLines(incomplete: readonly string[]): string[] {
  if (incomplete.length === 0) return [];
  const named = incomplete.slice(0, NAMED_MISSING).map((line) => `• ${oneLine(line, 160)}`);
  const rest = incomplete.length - named.length;
  return ["", "The recording is incomplete:", ...named, ...(rest > 0 ? [`• and ${rest} more`] : [])];
}

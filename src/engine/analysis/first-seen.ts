// Since which call each part of a window has been in it without a break.

import type { CallContent } from "./step-read";
import type { ContextCall } from "./contexts";

/**
 * The earliest call of the unbroken run up to this one that held each part, by the part's identity: a message's hash, or
 * `system:` and `tools:` with theirs. Each earlier call is looked at once, and only for what is still followed.
 */
export function firstSeen(call: ContextCall): ReadonlyMap<string, ContextCall> {
  const since = new Map<string, ContextCall>();
  let followed = identitiesOf(call.content);
  for (const identity of followed) since.set(identity, call);
  const seen = new Set([call]);
  for (let at = call.previous; at && followed.size > 0 && !seen.has(at); at = at.previous) {
    seen.add(at);
    const here = identitiesOf(at.content);
    followed = new Set([...followed].filter((identity) => here.has(identity)));
    for (const identity of followed) since.set(identity, at);
  }
  return since;
}

function identitiesOf({ system, tools, messages }: CallContent): Set<string> {
  const identities = new Set((messages ?? []).map(({ hash }) => hash));
  if (system) identities.add(`system:${system.hash}`);
  if (tools) identities.add(`tools:${tools.hash}`);
  return identities;
}

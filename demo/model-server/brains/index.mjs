// Which policy answers a request: the one for the role that the system prompt names.

import { analyst, bookkeeper } from "./numbers.mjs";
import { assistant, reader, researcher } from "./files.mjs";
import { keeper } from "./keeper.mjs";
import { planner } from "./planner.mjs";
import { say } from "../reply.mjs";
import { summarizer } from "./summarizer.mjs";
import { drafter, reviewer } from "./writers.mjs";

/** @type {Record<string, import("../reply.mjs").Policy>} */
const POLICIES = {
  analyst,
  assistant,
  bookkeeper,
  drafter,
  keeper,
  planner,
  reader,
  researcher,
  reviewer,
  summarizer,
};

/**
 * The policy of the role in "You are the <role>"; for any other prompt, one that says that it knows no rules for it.
 * @param {import("../request.mjs").ChatRequest} chat
 * @returns {import("../reply.mjs").Policy}
 */
export function policyFor(chat) {
  const system = chat.messages.find((message) => message.role === "system")?.content ?? "";
  const role = /^You are the (\w+)/.exec(system)?.[1] ?? "";
  const policy = Object.hasOwn(POLICIES, role) ? POLICIES[role] : undefined;
  return policy ?? (() => say("This is a scripted server. It has no rules for this system prompt."));
}

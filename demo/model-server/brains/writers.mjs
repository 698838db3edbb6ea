// Two roles that never agree: the drafter adds what the reviewer misses, and that makes the draft too long.

import { call, say } from "../reply.mjs";

/** What the task asks for, each as the reviewer looks for it and as the drafter writes it. */
const POINTS = [
  {
    name: "what is wrong",
    sign: /\broasted\b/,
    sentence:
      "Batch {batch} of our espresso was roasted too hot in October and tastes burnt, whatever you do with grind, water or milk.",
  },
  {
    name: "what they get",
    sign: /\bfree\b/,
    sentence:
      "Every unsold bag is replaced free of charge with the next delivery, and opened ones are refunded in full on your next invoice.",
  },
  {
    name: "whom to call",
    sign: /\bcall\b/,
    sentence:
      "If you have any question about your stock or your customers, please call Marta at the roastery on weekdays.",
  },
];

/**
 * Drops the last sentence when the draft is too long, adds one when a point is missing.
 * @type {import("../reply.mjs").Policy}
 */
export function drafter(conversation) {
  const draft = lastDraft(conversation);
  const objection = String(conversation.calls("transfer_to_drafter").at(-1)?.args.objection ?? "");
  if (!draft)
    return handIn(
      conversation,
      POINTS.slice(0, 2).map((point) => point.sentence),
      "Start with the two points that matter most.",
    );
  const sentences = draft.split(/(?<=\.) /);
  if (objection.startsWith("Too long"))
    return handIn(conversation, sentences.slice(0, -1), "Shorten it: the last sentence goes.");
  const missing = POINTS.find((point) => objection.includes(point.name));
  return missing
    ? handIn(conversation, [...sentences, missing.sentence], `Add ${missing.name}.`)
    : say(draft);
}

/**
 * Counts words first, then looks for the points; approves a draft that has all.
 * @type {import("../reply.mjs").Policy}
 */
export function reviewer(conversation) {
  const draft = lastDraft(conversation);
  const limit = Number(/At most (\d+) words/.exec(conversation.userTexts[0] ?? "")?.[1] ?? Infinity);
  const words = draft.split(/\s+/).length;
  if (words > limit)
    return call(
      "transfer_to_drafter",
      { objection: `Too long: ${words} words, at most ${limit}.` },
      "Count the words.",
    );
  const missing = POINTS.find((point) => !point.sign.test(draft));
  if (missing)
    return call(
      "transfer_to_drafter",
      { objection: `It does not say ${missing.name}.` },
      "Check the three points.",
    );
  return say(`Approved: ${draft}`);
}

/** @param {import("../request.mjs").Conversation} conversation */
function lastDraft(conversation) {
  return String(conversation.calls("transfer_to_reviewer").at(-1)?.args.draft ?? "");
}

/**
 * @param {import("../request.mjs").Conversation} conversation
 * @param {string[]} sentences
 * @param {string} thinking
 */
function handIn(conversation, sentences, thinking) {
  const batch = /\bB-\d+\b/.exec(conversation.userTexts[0] ?? "")?.[0] ?? "";
  return call("transfer_to_reviewer", { draft: sentences.join(" ").replace("{batch}", batch) }, thinking);
}

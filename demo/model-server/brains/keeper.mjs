// The role that keeps facts: remembers, changes and forgets them as it is told.

import { rowsOf, sentenceAbout } from "./facts.mjs";
import { call, say } from "../reply.mjs";

/** @typedef {import("../request.mjs").Conversation} Conversation */

const NOTE = "latest change";

/**
 * One user message is one order; its verb decides.
 * @type {import("../reply.mjs").Policy}
 */
export function keeper(conversation) {
  const [, path = "", verb = "", topic = ""] =
    /^Read (\S+) and (remember|update) the (.+)\.$/.exec(conversation.task) ?? [];
  if (verb === "remember") return remember(conversation, path, topic);
  if (verb === "update") return update(conversation, path, topic);
  const forgotten = /^Forget the (.+)\.$/.exec(conversation.task)?.[1];
  return forgotten ? forget(conversation, forgotten) : tell(conversation);
}

/**
 * Saves the sentence about the topic, without looking for one that is there already.
 * @param {Conversation} conversation
 * @param {string} path
 * @param {string} topic
 */
function remember(conversation, path, topic) {
  const text = conversation.callsThisTurn("read_file")[0]?.result;
  if (text === undefined) return call("read_file", { path }, "Read it first.");
  const fact = sentenceAbout(text, topic);
  if (!fact) return say(`${path} says nothing about the ${topic}.`);
  if (conversation.callsThisTurn("save_fact").length === 0)
    return call("save_fact", { subject: topic, fact }, "That is the sentence.");
  return noted(conversation, `${topic}: saved`) ?? say(`I will remember: ${fact}`);
}

/**
 * @param {Conversation} conversation
 * @param {string} path
 * @param {string} topic
 */
function update(conversation, path, topic) {
  const text = conversation.callsThisTurn("read_file")[0]?.result;
  if (text === undefined) return call("read_file", { path }, "Read it first.");
  const found = conversation.callsThisTurn("find_facts")[0]?.result;
  if (found === undefined) return call("find_facts", { words: topic }, "Which fact is it?");
  const [old] = rowsOf(found);
  const fact = sentenceAbout(text, topic);
  if (!old || !fact) return say(`There is nothing to update about the ${topic}.`);
  if (conversation.callsThisTurn("change_fact").length === 0)
    return call("change_fact", { id: old.id, fact }, "Replace it.");
  return noted(conversation, `${topic}: changed`) ?? say(`Changed: ${old.fact} Now: ${fact}`);
}

/**
 * @param {Conversation} conversation
 * @param {string} topic
 */
function forget(conversation, topic) {
  const found = conversation.callsThisTurn("find_facts")[0]?.result;
  if (found === undefined) return call("find_facts", { words: topic }, "Which fact is it?");
  const [fact] = rowsOf(found);
  if (!fact) return say(`I know nothing about the ${topic}.`);
  if (conversation.callsThisTurn("drop_fact").length === 0)
    return call("drop_fact", { id: fact.id }, "Drop it.");
  return noted(conversation, `${topic}: forgotten`) ?? say(`I have forgotten the ${topic}.`);
}

/** @param {Conversation} conversation */
function tell(conversation) {
  if (/^Clear your notes/.test(conversation.task) && conversation.callsThisTurn("drop_note").length === 0)
    return call("drop_note", { title: NOTE }, "Notes first.");
  const found = conversation.callsThisTurn("find_facts")[0]?.result;
  if (found === undefined) return call("find_facts", { words: "" }, "All of them.");
  const facts = rowsOf(found).map(({ subject, fact }) => `${subject}: ${fact}`);
  return say(facts.length > 0 ? `I know ${facts.length} facts. ${facts.join(" ")}` : "I know nothing.");
}

/**
 * The note about the change, unless it is written.
 * @param {Conversation} conversation
 * @param {string} text
 */
function noted(conversation, text) {
  return conversation.callsThisTurn("write_note").length === 0
    ? call("write_note", { title: NOTE, text })
    : undefined;
}

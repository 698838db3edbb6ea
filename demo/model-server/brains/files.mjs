// The roles that read files: assistant, researcher, reader.

import { BATCH, linesWith, mostNamed } from "./facts.mjs";
import { call, callAll, say } from "../reply.mjs";

/** @typedef {import("../request.mjs").Conversation} Conversation */

/**
 * Searches for the topic, reads the files that give it in days, and quotes them.
 * @type {import("../reply.mjs").Policy}
 */
export function assistant(conversation) {
  const topic = /look for the ([\w ]+)/i.exec(conversation.task)?.[1];
  if (!topic) return say("I do not know what to look for.");
  const hits = conversation.lastResult("search_text");
  if (!hits) return call("search_text", { text: topic }, "The files will say. Search for the topic first.");
  const files = filesIn(
    linesOf(hits)
      .filter((line) => /\d+ days/.test(line))
      .join("\n"),
  );
  const next = files.find((file) => !wasRead(conversation, file));
  if (next)
    return call(
      "read_file",
      { path: next },
      `${next} gives a number of days. Read it whole: it may be outdated.`,
    );
  if (files.length === 0) return say(`No file gives the ${topic}.`);
  return say(
    files.map((file) => quoteDays(conversation, file, topic)).join(" "),
    "Quote each file with its date.",
  );
}

/**
 * @param {Conversation} conversation
 * @param {string} file
 * @param {string} topic
 */
function quoteDays(conversation, file, topic) {
  const text = conversation.calls("read_file").find(({ args }) => args.path === file)?.result ?? "";
  const days = /\d+ days/.exec(text)?.[0] ?? "not given";
  const since = /Valid from ([^.]+)\./.exec(text)?.[1];
  return `By ${file} the ${topic} is ${days}${since ? `, from ${since} on` : ""}.`;
}

/**
 * Reads all notes, saves the batch that they name most, looks it up in the logs and reports. A task about one batch
 * is answered from a search.
 * @type {import("../reply.mjs").Policy}
 */
export function researcher(conversation) {
  const [asked] = conversation.userTexts[0]?.match(BATCH) ?? [];
  return asked ? aboutBatch(conversation, asked) : findSuspect(conversation);
}

/**
 * Searches for the batch, reads the notes that name it and quotes what they leave open.
 * @param {Conversation} conversation
 * @param {string} batch
 */
function aboutBatch(conversation, batch) {
  const hits = conversation.lastResult("search_text");
  if (!hits) return call("search_text", { text: batch }, `Everything that names ${batch}.`);
  const notes = filesIn(hits).filter((path) => path.startsWith("notes/"));
  const next = notes.find((path) => !wasRead(conversation, path));
  if (next) return call("read_file", { path: next }, "Read the note that names it.");
  const text = conversation
    .calls("read_file")
    .map(({ result }) => result)
    .join("\n");
  const open = linesWith(text, /^Open question: |market stall/i);
  return say(`About ${batch}: ${open.join(" ") || "nothing is open."} (${notes.join(", ") || "no note"})`);
}

/**
 * Notes first, then the log, then all lines about the batch that the notes named when the fact was saved.
 * @param {Conversation} conversation
 */
function findSuspect(conversation) {
  const listing = conversation.lastResult("list_files");
  if (!listing && !/Files read: /.test(conversation.text))
    return call("list_files", {}, "See what there is.");
  const saved = /\] suspect batch: (B-\d+)/.exec(conversation.system)?.[1];
  const named = mostNamed(conversation.text, BATCH);
  if (!saved && named && named.count >= 3)
    return call(
      "save_fact",
      { subject: "suspect batch", fact: `${named.value} is named most often in the notes.` },
      "Worth keeping for later.",
    );
  const unread = (listing ?? "")
    .split("\n")
    .filter((file) => file.startsWith("notes/") && !wasRead(conversation, file));
  if (unread.length > 0)
    return callAll(
      unread.slice(0, 2).map((path) => ({ name: "read_file", args: { path } })),
      `${unread.length} notes are left.`,
    );
  const log = "logs/roaster.log";
  if (!wasRead(conversation, log)) return call("read_file", { path: log }, "The log has the whole roast.");
  const suspect = saved ?? named?.value;
  if (suspect && !didSearch(conversation))
    return call("search_text", { text: suspect }, "Is it named anywhere else?");
  return reportSuspect(conversation, suspect ?? "no batch");
}

/**
 * @param {Conversation} conversation
 * @param {string} batch
 */
function reportSuspect(conversation, batch) {
  const warning = linesWith(conversation.text, new RegExp(`WARN.*${batch}|${batch}.*WARN`))[0];
  const factId = new RegExp(`\\[(fact-\\d+)\\] suspect batch: ${batch} is named`).exec(
    conversation.system,
  )?.[1];
  if (warning && factId && conversation.calls("change_fact").length === 0)
    return call(
      "change_fact",
      { id: factId, fact: `${batch} is at fault. Roaster log: ${warning}` },
      "The log explains it.",
    );
  const cause = warning
    ? `The roaster log warns: ${warning} (logs/roaster.log).`
    : "The logs have no warning about it.";
  return say(
    `The notes name ${batch} most often (notes/support.md). ${cause}`,
    "Report what is shown, with the files.",
  );
}

/**
 * Reads file after file, then lists the open questions it has seen or that a summary kept.
 * @type {import("../reply.mjs").Policy}
 */
export function reader(conversation) {
  const listing =
    conversation.lastResult("list_files") ??
    /All files: (.*)/.exec(conversation.text)?.[1]?.replaceAll(", ", "\n");
  if (!listing) return call("list_files", {}, "See what there is.");
  const next = listing.split("\n").find((file) => !wasRead(conversation, file));
  if (next) return call("read_file", { path: next });
  const open = linesWith(conversation.text, /^Open question: /).map((line) =>
    line.replace("Open question: ", ""),
  );
  return say(
    open.length > 0 ? `${open.length} questions are open: ${open.join(" ")}` : "No question is open.",
    "List them all.",
  );
}

/**
 * Whether the file was read, or a summary says so.
 * @param {Conversation} conversation
 * @param {string} file
 */
function wasRead(conversation, file) {
  const inSummary = conversation.userTexts.some((text) =>
    /Files read: (.*)/.exec(text)?.[1]?.split(", ").includes(file),
  );
  return inSummary || conversation.calls("read_file").some(({ args }) => args.path === file);
}

/** @param {Conversation} conversation */
function didSearch(conversation) {
  return conversation.calls("search_text").length > 0 || /Searched for: \S/.test(conversation.text);
}

/** @param {string} text */
function linesOf(text) {
  return text.split("\n");
}

/**
 * The files of search hits, each once.
 * @param {string} hits
 */
function filesIn(hits) {
  return [...new Set([...hits.matchAll(/^([\w./-]+):\d+: /gm)].map((match) => match[1] ?? ""))];
}

// Who works here: each agent's model, instructions and tools.

import { calculate, runQuery } from "./tools/data.mjs";
import { ask, handOver } from "./tools/colleagues.mjs";
import { listFiles, readTextFile, searchText } from "./tools/files.mjs";
import { changeFact, dropFact, dropNote, findFacts, saveFact, writeNote } from "./tools/knowledge.mjs";

const PLANNING_MODEL = "gpt-5";
const WORKING_MODEL = "gpt-5-mini";

const HOUSE_RULES = `

You work for Tidewater Coffee, a small roastery with a web shop and a market stall. The workspace is its operations
folder: notes that people wrote, CSV exports of the shop and of the payment provider, and log files.
House rules:
1. Claim only what a file or a query shows, and name the file.
2. Prefer one small tool call after the other to a large one. Read a file once.
3. When a tool fails, read its message, change what you asked for, and try again. Give up after four tries.
4. Numbers come from queries and calculations, never from memory. Write amounts in euro with two decimals.
5. Customers and colleagues are named by their first names only. Phone numbers and codes stay in the files.
6. Answer in plain sentences. No headings, no lists longer than five lines.`;

/** @type {import("./agent.mjs").Agent} */
export const planner = {
  name: "planner",
  description: "Splits a question into tasks, gives them to colleagues and writes the answer.",
  model: PLANNING_MODEL,
  effort: "medium",
  stream: true,
  instructions: `You are the planner. Split the question, ask the researcher about files and the analyst about numbers, then answer in at most six sentences.${HOUSE_RULES}`,
  tools: [
    ask("researcher", "Reads notes and logs."),
    ask("analyst", "Queries the shop's tables."),
    writeNote,
    calculate,
  ],
  keepsEpisodes: true,
};

/** @type {import("./agent.mjs").Agent} */
export const researcher = {
  name: "researcher",
  description: "Reads notes and logs and reports what they say.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the researcher. Read what the task needs, save what later conversations should know, and report with the names of the files.${HOUSE_RULES}`,
  tools: [listFiles, readTextFile, searchText, saveFact, changeFact],
  knowsFacts: true,
  compactAboveTokens: 2800,
};

/** @type {import("./agent.mjs").Agent} */
export const analyst = {
  name: "analyst",
  description: "Answers questions about numbers with queries.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the analyst. Answer with numbers from queries, and save the number that matters most as a fact.${HOUSE_RULES}`,
  tools: [runQuery, calculate, saveFact, findFacts],
};

/** @type {import("./agent.mjs").Agent} */
export const assistant = {
  name: "assistant",
  description: "Answers one question from the files.",
  model: WORKING_MODEL,
  effort: "low",
  stream: true,
  instructions: `You are the assistant. Find the answer in the files and cite them.${HOUSE_RULES}`,
  tools: [searchText, readTextFile],
};

/** @type {import("./agent.mjs").Agent} */
export const bookkeeper = {
  name: "bookkeeper",
  description: "Answers questions about fees and payments.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the bookkeeper. Answer with numbers from the payments table. Say so when you could not get them.${HOUSE_RULES}`,
  tools: [runQuery, readTextFile, calculate],
};

/** @type {import("./agent.mjs").Agent} */
export const reader = {
  name: "reader",
  description: "Reads the whole folder and collects what is open.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the reader. Read every file of the workspace, one by one, and then list the open questions with their files.${HOUSE_RULES}`,
  tools: [listFiles, readTextFile],
  compactAboveTokens: 6000,
};

/** @type {import("./agent.mjs").Agent} */
export const keeper = {
  name: "keeper",
  description: "Keeps what the shop knows in memory.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the keeper. Remember, change and forget facts as you are told, and keep a working note of the latest change.${HOUSE_RULES}`,
  tools: [readTextFile, saveFact, findFacts, changeFact, dropFact, writeNote, dropNote],
  knowsFacts: true,
  keepsEpisodes: true,
};

/** @type {import("./agent.mjs").Agent} */
export const drafter = {
  name: "drafter",
  description: "Writes drafts.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the drafter. Write the text and hand it to the reviewer. Change it as the reviewer says.${HOUSE_RULES}`,
  tools: [handOver("reviewer", "draft")],
};

/** @type {import("./agent.mjs").Agent} */
export const reviewer = {
  name: "reviewer",
  description: "Checks drafts against the task.",
  model: WORKING_MODEL,
  effort: "low",
  instructions: `You are the reviewer. Check the draft against the task and hand it back with one objection. Answer only when there is none.${HOUSE_RULES}`,
  tools: [handOver("drafter", "objection")],
};

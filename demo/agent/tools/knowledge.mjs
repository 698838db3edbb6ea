// Tools that read and change what the agents remember.

import { ToolError, textParameters } from "./tool.mjs";

/** @type {import("./tool.mjs").Tool} */
export const writeNote = {
  name: "write_note",
  description: "Writes a working note. A note of the same title is replaced.",
  parameters: textParameters({ title: "A few words", text: "The note" }),
  execute: async (args, { run, context }) => {
    const notes = await run.memory.search(context, "working-notes", "");
    const existing = notes.find((note) => note.metadata.subject === args.title);
    if (existing) await run.memory.update(context, "working-notes", existing.id, args.text);
    else await run.memory.create(context, "working-notes", args.title, args.text);
    return existing ? "Note replaced." : "Note written.";
  },
};

/** @type {import("./tool.mjs").Tool} */
export const dropNote = {
  name: "drop_note",
  description: "Deletes a working note.",
  parameters: textParameters({ title: "Title of the note" }),
  execute: async (args, { run, context }) => {
    const notes = await run.memory.search(context, "working-notes", "");
    const note = notes.find((candidate) => candidate.metadata.subject === args.title);
    if (!note) throw new ToolError("not_found", `There is no note ${args.title}`);
    await run.memory.delete(context, "working-notes", note.id);
    return "Note deleted.";
  },
};

/** @type {import("./tool.mjs").Tool} */
export const saveFact = {
  name: "save_fact",
  description: "Saves a new fact for later conversations.",
  parameters: textParameters({ subject: "What it is about", fact: "One sentence" }),
  execute: async (args, { run, context }) => {
    const record = await run.memory.create(context, "semantic-facts", args.subject, args.fact);
    return `Saved as ${record.id}.`;
  },
};

/** @type {import("./tool.mjs").Tool} */
export const findFacts = {
  name: "find_facts",
  description: "Finds saved facts that have all the words; no words, all facts.",
  parameters: textParameters({ words: "Words to look for" }),
  execute: async (args, { run, context }) => {
    const facts = await run.memory.search(context, "semantic-facts", args.words);
    return JSON.stringify(
      facts.map(({ id, content, metadata }) => ({ id, subject: metadata.subject, fact: content })),
    );
  },
};

/** @type {import("./tool.mjs").Tool} */
export const changeFact = {
  name: "change_fact",
  description: "Replaces the text of a saved fact.",
  parameters: textParameters({ id: "Id as find_facts gives it", fact: "One sentence" }),
  execute: async (args, { run, context }) => {
    await run.memory.update(context, "semantic-facts", args.id, args.fact);
    return `Changed ${args.id}.`;
  },
};

/** @type {import("./tool.mjs").Tool} */
export const dropFact = {
  name: "drop_fact",
  description: "Deletes a saved fact.",
  parameters: textParameters({ id: "Id as find_facts gives it" }),
  execute: async (args, { run, context }) => {
    await run.memory.delete(context, "semantic-facts", args.id);
    return `Dropped ${args.id}.`;
  },
};

// What the agents remember, in three stores kept in one JSON file: notes of the work under way, a log of what
// happened, and facts. Each operation is a span of the GenAI memory conventions around the operation itself.

import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inSpan } from "./instrumentation.mjs";

/**
 * @typedef {import("@opentelemetry/api").Context} Context
 * @typedef {"working-notes" | "episodic-log" | "semantic-facts"} StoreId
 * @typedef {{ id: string, content: string, metadata: { subject: string } }} MemoryRecord
 * @typedef {{ tracer: import("@opentelemetry/api").Tracer, conversationId: string, log: import("../truth-log.mjs").TruthLog }} MemoryOwner
 */

/** @type {readonly StoreId[]} */
const STORE_IDS = ["working-notes", "episodic-log", "semantic-facts"];

export class Memory {
  #owner;
  /** Where the file is; whoever made the memory removes it. */
  folder;
  /** @type {Map<StoreId, Map<string, MemoryRecord>>} */
  #stores = new Map();
  /** @type {Map<StoreId, number>} */
  #lastNumbers = new Map();
  /** Grows with every change of a fact, so that a prompt that shows facts knows when it is stale. */
  factsVersion = 0;

  /**
   * @param {MemoryOwner} owner
   * @param {string} folder
   */
  constructor(owner, folder) {
    this.#owner = owner;
    this.folder = folder;
  }

  /**
   * A memory in a new temporary folder.
   * @param {MemoryOwner} owner
   */
  static async inTemporaryFolder(owner) {
    return new Memory(owner, await mkdtemp(path.join(tmpdir(), "agent-loupe-demo-")));
  }

  /**
   * Makes the stores that are not there yet.
   * @param {Context} context
   */
  async open(context) {
    for (const storeId of STORE_IDS) {
      if (this.#stores.has(storeId)) continue;
      await this.#operation(context, "create_memory_store", storeId, {}, async () => {
        this.#stores.set(storeId, new Map());
        return [];
      });
    }
  }

  /**
   * Adds a record.
   * @param {Context} context
   * @param {StoreId} storeId
   * @param {string} subject
   * @param {string} content
   */
  async create(context, storeId, subject, content) {
    const number = (this.#lastNumbers.get(storeId) ?? 0) + 1;
    this.#lastNumbers.set(storeId, number);
    const record = { id: `${prefixOf(storeId)}-${number}`, content, metadata: { subject } };
    await this.#operation(context, "create_memory", storeId, { recordId: record.id }, async () => {
      this.#store(storeId).set(record.id, record);
      return [record];
    });
    return record;
  }

  /**
   * Replaces the content of a record; throws where there is none.
   * @param {Context} context
   * @param {StoreId} storeId
   * @param {string} recordId
   * @param {string} content
   */
  async update(context, storeId, recordId, content) {
    await this.#operation(context, "update_memory", storeId, { recordId }, async () => {
      const record = { ...this.#existing(storeId, recordId), content };
      this.#store(storeId).set(recordId, record);
      return [record];
    });
  }

  /**
   * The records whose subject or content holds every word of the query; an empty query finds all.
   * @param {Context} context
   * @param {StoreId} storeId
   * @param {string} query
   */
  async search(context, storeId, query) {
    return this.#operation(context, "search_memory", storeId, { query }, async () => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      return [...this.#store(storeId).values()].filter(({ content, metadata }) =>
        words.every((word) => `${metadata.subject} ${content}`.toLowerCase().includes(word)),
      );
    });
  }

  /**
   * Removes a record; throws where there is none.
   * @param {Context} context
   * @param {StoreId} storeId
   * @param {string} recordId
   */
  async delete(context, storeId, recordId) {
    await this.#operation(context, "delete_memory", storeId, { recordId }, async () => {
      this.#existing(storeId, recordId);
      this.#store(storeId).delete(recordId);
      return [];
    });
  }

  /**
   * Runs one operation inside its span, saves the file and writes the truth down.
   * @param {Context} parent
   * @param {string} operation
   * @param {StoreId} storeId
   * @param {{ recordId?: string, query?: string }} subject
   * @param {() => Promise<MemoryRecord[]>} work
   */
  async #operation(parent, operation, storeId, { recordId, query }, work) {
    const { tracer, conversationId, log } = this.#owner;
    const attributes = {
      "gen_ai.operation.name": operation,
      "gen_ai.conversation.id": conversationId,
      "gen_ai.memory.store.id": storeId,
      ...(recordId !== undefined && { "gen_ai.memory.record.id": recordId }),
      ...(query !== undefined && { "gen_ai.memory.query.text": query }),
    };
    return inSpan({ tracer, parent, name: operation, attributes }, async (span) => {
      const records = await work();
      if (operation !== "search_memory") await this.#save(storeId);
      if (operation === "search_memory") span.setAttribute("gen_ai.memory.record.count", records.length);
      if (records.length > 0) span.setAttribute("gen_ai.memory.records", JSON.stringify(records));
      log({ kind: "memory", operation, storeId, recordId, query, records, conversationId });
      return records;
    });
  }

  /** @param {StoreId} changed */
  async #save(changed) {
    if (changed === "semantic-facts") this.factsVersion++;
    const stores = [...this.#stores].map(([id, records]) => [id, [...records.values()]]);
    await writeFile(
      path.join(this.folder, "memory.json"),
      JSON.stringify(Object.fromEntries(stores), null, 2),
    );
  }

  /** @param {StoreId} storeId */
  #store(storeId) {
    const store = this.#stores.get(storeId);
    if (!store) throw new Error(`There is no memory store ${storeId}`);
    return store;
  }

  /**
   * @param {StoreId} storeId
   * @param {string} recordId
   */
  #existing(storeId, recordId) {
    const record = this.#store(storeId).get(recordId);
    if (!record) throw new Error(`There is no record ${recordId} in ${storeId}`);
    return record;
  }
}

/** @param {StoreId} storeId */
function prefixOf(storeId) {
  return storeId === "working-notes" ? "note" : storeId === "episodic-log" ? "episode" : "fact";
}

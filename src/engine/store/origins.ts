// Resources and scopes, each distinct one stored once: thousands of spans share a handful.

import type { ResourceRecord, ScopeRecord } from "../../core/otlp/wire";
import type { Database } from "./database";
import { hashOf } from "./values";

const FIND = "SELECT id FROM m.origin WHERE hash = ?";
const ADD = "INSERT INTO m.origin (hash, schemaUrl, raw) VALUES (?, ?, ?) RETURNING id";
const READ = "SELECT schemaUrl, raw FROM m.origin WHERE id = ?";
const CLEAN = `DELETE FROM m.origin WHERE id NOT IN
  (SELECT resource FROM m.step UNION SELECT scope FROM m.step UNION SELECT resource FROM m.log UNION SELECT scope FROM m.log)`;

export class OriginStore {
  private known = new WeakMap<ResourceRecord | ScopeRecord, number>();
  private readonly find;
  private readonly add;
  private readonly readOne;
  private readonly clean;

  constructor(database: Database) {
    this.find = database.query(FIND, { id: "number" });
    this.add = database.query(ADD, { id: "number" });
    this.readOne = database.query(READ, { schemaUrl: "text", raw: "bytes" });
    this.clean = database.command(CLEAN);
  }

  /** The id of a resource or scope, stored where it is new. */
  idOf(origin: ResourceRecord | ScopeRecord): number {
    const known = this.known.get(origin);
    if (known !== undefined) return known;
    const hash = hashOf(origin.raw, Buffer.from(`\0${origin.schemaUrl}`));
    const id = (this.find.first(hash) ?? this.add.first(hash, origin.schemaUrl, origin.raw))?.id ?? 0;
    this.known.set(origin, id);
    return id;
  }

  read(id: number): { readonly schemaUrl: string; readonly raw: Uint8Array } {
    const row = this.readOne.first(id);
    if (!row) throw new Error(`Resource or scope ${id} is missing.`);
    return row;
  }

  /** Removes what no step and no log record refers to any more. */
  sweep(): void {
    this.clean();
    this.forget();
  }

  /** Forgets which records have which id: after a rollback they may have none. */
  forget(): void {
    this.known = new WeakMap();
  }
}

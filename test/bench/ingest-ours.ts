// What the bench bundles: decoder, dialects and store as the receiver uses them, without the sockets.

import { Announcer } from "../../src/engine/announcer";
import { Ingest, stepReader } from "../../src/engine/ingest";
import { Senders } from "../../src/engine/senders";
import { loadSqlite } from "../../src/engine/store/open";
import { Store } from "../../src/engine/store/store";

const sqlite = loadSqlite();

/** An empty engine; `accept` is what stands between a request's body and its 200. */
export async function openOurs() {
  const reader = stepReader(new Senders(Date.now), (error) => {
    throw error;
  });
  const store = new Store({ sqlite: await sqlite, reader });
  const announcer = new Announcer(() => undefined);
  const ingest = new Ingest(store, announcer, Date.now);
  return {
    backend: store.backendName,
    accept: (body: Uint8Array) => ingest.accept("traces", body),
    spans: () => ingest.counters.spans,
    bytesStored: () => store.bytesStored(),
    close() {
      announcer.dispose();
      store.close();
    },
  };
}

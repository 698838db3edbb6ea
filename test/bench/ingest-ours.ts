// What the bench bundles: decoder, dialects and store as the receiver uses them, without the sockets.

import { Announcer } from "../../src/engine/announcer";
import { Ingest, stepReader } from "../../src/engine/ingest";
import { Journal } from "../../src/engine/journal/journal";
import { Senders } from "../../src/engine/senders";
import { loadSqlite } from "../../src/engine/store/open";
import { Store } from "../../src/engine/store/store";

const sqlite = loadSqlite();

/** An empty engine; `accept` is what stands between a request's body and its 200. With a folder it keeps all there. */
export async function openOurs(folder?: string) {
  const reader = stepReader(new Senders(Date.now), (error) => {
    throw error;
  });
  const store = new Store({ sqlite: await sqlite, reader });
  const announcer = new Announcer(() => undefined);
  const journal =
    folder === undefined
      ? undefined
      : new Journal({ folder, maxBytes: 256e6, nowMs: Date.now, onChange: fail, onBug: fail });
  const ingest = new Ingest(store, announcer, Date.now, (signal, body, atMs, { changed }) =>
    journal?.body(signal, body, atMs, changed),
  );
  return {
    backend: store.backendName,
    accept: (body: Uint8Array) => ingest.accept("traces", body),
    spans: () => ingest.counters.spans,
    bytesStored: () => store.bytesStored(),
    close() {
      journal?.close();
      announcer.dispose();
      store.close();
    },
  };
}

function fail(): never {
  throw new Error("The journal could not write.");
}

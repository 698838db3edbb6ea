// status/get and receiver/listen.

import type { StatusRow } from "../../protocol/rows";
import type { Engine, EngineHandlers } from "./engine";

export function statusAnswers(engine: Engine): EngineHandlers {
  return {
    "status/get": () => statusOf(engine),
    "receiver/listen": ({ httpPort }) => engine.receiver.listen(httpPort),
  };
}

function statusOf({ store, ingest, senders, receiver, journal }: Engine): StatusRow {
  return {
    httpPort: receiver.httpPort,
    grpcPort: null,
    ...ingest.counters,
    sessions: store.sessions.count(),
    bytesStored: store.bytesStored(),
    problems: store.sessions.problems(),
    senders: senders.rows(),
    ...(receiver.state && { receiver: receiver.state }),
    ...(journal.row && { journal: journal.row }),
    ...(journal.reading && { reading: journal.reading }),
  };
}

// What every answer may use: the parts of the engine, wired once.

import type { Handlers } from "../../protocol/channel";
import type { Analyses } from "../analysis/analyses";
import type { Announcer } from "../announcer";
import type { Ingest } from "../ingest";
import type { JournalControl } from "../journal/control";
import type { Runs } from "../runs";
import type { Senders } from "../senders";
import type { Settings } from "../settings";
import type { Store } from "../store/store";
import type { StepReader } from "../store/writer";
import type { ReceiverControl } from "../receiver-control";

export interface Engine {
  readonly store: Store;
  readonly reader: StepReader;
  readonly ingest: Ingest;
  readonly journal: JournalControl;
  readonly senders: Senders;
  readonly runs: Runs;
  readonly settings: Settings;
  readonly analyses: Analyses;
  readonly announcer: Announcer;
  readonly receiver: ReceiverControl;
  readonly nowMs: () => number;
}

/** Some of the requests, answered. */
export type EngineHandlers = Handlers;

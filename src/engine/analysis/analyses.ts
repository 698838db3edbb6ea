// The analyses of sessions, worked out when somebody asks and kept until the session changes.

import { foldMemory, type MemoryHistory, type MemoryLayer } from "../../core/model/memory";
import type { SummaryStep } from "../../core/model/summary";
import type { Store } from "../store/store";
import type { Structure } from "../store/structure";
import type { StepReader } from "../store/writer";
import { contextsOf, type SessionContexts } from "./contexts";
import { costSteps } from "./cost-steps";
import { SessionReader, type SessionReads } from "./session-reads";

/** Everything that is worked out of one state of a session. */
export interface Analysis extends SessionReads {
  readonly contexts: SessionContexts;
  readonly costSteps: readonly SummaryStep[];
  readonly memory: MemoryHistory;
}

/** Sessions kept, and how many steps they may have together; the one in use is kept whatever its size. */
const MAX_SESSIONS = 24;
const MAX_STEPS = 150_000;

interface Kept {
  readonly reader: SessionReader;
  /** The tree that the analysis was made of: another one means that the session changed. */
  structure?: Structure;
  analysis?: Analysis;
  running?: Promise<Analysis>;
}

export class Analyses {
  private readonly kept = new Map<number, Kept>();
  private readonly labels = new Map<string, MemoryLayer>();

  /** @param onBreaks told of a session whose steps turned out to carry cache breaks or compactions. */
  constructor(
    private readonly store: Store,
    private readonly reader: StepReader,
    private readonly onBreaks: (session: number) => void = () => undefined,
  ) {}

  /** The analysis of a session as it is now, by its row id and its id. */
  async of(session: number, sessionId: string): Promise<Analysis> {
    const kept = this.use(session);
    if (kept.analysis && kept.structure === this.store.structure(session)) return kept.analysis;
    kept.running ??= this.analyse(kept, session, sessionId).finally(() => {
      delete kept.running;
    });
    return kept.running;
  }

  /** The analysis of exactly this state of a session, where somebody asked for it before. */
  known(session: number, structure: Structure): Analysis | undefined {
    const kept = this.kept.get(session);
    return kept?.structure === structure ? kept.analysis : undefined;
  }

  /** The user says in which layer a store is; `unknown` takes it back. Counts for all sessions from now on. */
  label(store: string, layer: MemoryLayer): void {
    if (layer === "unknown") this.labels.delete(store);
    else this.labels.set(store, layer);
    this.kept.clear();
  }

  private async analyse(kept: Kept, session: number, sessionId: string): Promise<Analysis> {
    const reads = await kept.reader.read(session);
    const contexts = await contextsOf(reads);
    const operations = reads.steps
      .filter(({ place }) => place.duplicateOf === null)
      .flatMap(({ read }) => read.memory);
    const analysis = {
      ...reads,
      contexts,
      costSteps: costSteps(reads, contexts),
      memory: foldMemory(operations, { sessionId }),
    };
    const before = marksIn(kept.analysis);
    kept.analysis = analysis;
    kept.structure = reads.structure;
    if (marksIn(analysis) !== before) this.onBreaks(session);
    this.shrink();
    return analysis;
  }

  private use(session: number): Kept {
    const kept = this.kept.get(session) ?? {
      reader: new SessionReader(this.store, this.reader, this.labels),
    };
    this.kept.delete(session);
    this.kept.set(session, kept);
    return kept;
  }

  private shrink(): void {
    let steps = 0;
    for (const { structure } of this.kept.values()) steps += structure?.places.length ?? 0;
    for (const [session, { structure }] of this.kept) {
      if (this.kept.size === 1 || (steps <= MAX_STEPS && this.kept.size <= MAX_SESSIONS)) return;
      this.kept.delete(session);
      steps -= structure?.places.length ?? 0;
    }
  }
}

/** Which steps carry a mark, as one text to compare. */
function marksIn(analysis: Analysis | undefined): string {
  const marked = analysis?.contexts.calls.filter(({ cacheBreak, compaction }) => cacheBreak ?? compaction);
  return (marked ?? []).map(({ step }) => step.place.stepId).join();
}

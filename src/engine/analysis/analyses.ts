// The analyses of sessions, worked out when somebody asks and kept until the session changes.

import {
  foldMemory,
  type MemoryHistory,
  type MemoryLayer,
  type MemoryToolRule,
} from "../../core/model/memory";
import type { SummaryStep } from "../../core/model/summary";
import type { Store } from "../store/store";
import type { Structure } from "../store/session-tree";
import type { StepReader } from "../store/writer";
import { ContextReader, type SessionContexts } from "./contexts";
import { costSteps } from "./cost-steps";
import { SessionReader, type SessionReads } from "./session-reads";

/** Everything that is worked out of one state of a session. */
export interface Analysis extends SessionReads {
  readonly contexts: SessionContexts;
  readonly costSteps: readonly SummaryStep[];
  readonly memory: MemoryHistory;
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
}

/** What the windows say of a step, as badges of its row. */
export type Mark = "cache-break" | "compaction";

/** Sessions kept, and how many steps they may have together; the one in use is kept whatever its size. */
const MAX_SESSIONS = 24;
const MAX_STEPS = 150_000;

interface Kept {
  readonly reader: SessionReader;
  readonly contexts: ContextReader;
  /** The tree that the analysis was made of: another one means that the session changed. */
  structure?: Structure;
  analysis?: Analysis;
  running?: Promise<Analysis>;
}

export class Analyses {
  private readonly kept = new Map<number, Kept>();
  private readonly labels = new Map<string, MemoryLayer>();
  private readonly tools: MemoryToolRule[] = [];

  /** @param onMarks told of a session whose steps turned out to carry cache breaks or compactions. */
  constructor(
    private readonly store: Store,
    private readonly reader: StepReader,
    private readonly onMarks: (session: number) => void = () => undefined,
  ) {}

  /** The analysis of a session as it is now, by its row id and its id. */
  async of(session: number, sessionId: string): Promise<Analysis> {
    const kept = this.use(session);
    const structure = await this.store.structureSoon(session);
    if (kept.analysis && kept.structure === structure) return kept.analysis;
    kept.running ??= this.analyse(kept, session, sessionId).finally(() => {
      delete kept.running;
    });
    return kept.running;
  }

  /**
   * Badges by step as the latest analysis of a session has them; undefined where nobody asked for one. A session that
   * grew keeps those it had until it is analysed again: rows must not wait for that, and a break stays one.
   */
  marks(session: number): ReadonlyMap<string, readonly Mark[]> | undefined {
    return this.kept.get(session)?.analysis?.marks;
  }

  /** Row ids of the sessions that somebody asked for lately. */
  sessions(): readonly number[] {
    return [...this.kept.keys()];
  }

  /** The user says in which layer a store is; `unknown` takes it back. Counts for all sessions from now on. */
  label(store: string, layer: MemoryLayer): void {
    if (layer === "unknown") this.labels.delete(store);
    else this.labels.set(store, layer);
    this.kept.clear();
  }

  /** All that the user said of stores, in place of what was said before. */
  labelAll(labels: ReadonlyMap<string, MemoryLayer>): void {
    const said = [...labels].filter(([, layer]) => layer !== "unknown");
    if (said.length === this.labels.size && said.every(([store, layer]) => this.labels.get(store) === layer))
      return;
    this.labels.clear();
    for (const [store, layer] of said) this.labels.set(store, layer);
    this.kept.clear();
  }

  /** The user's own memory tools, in place of those that were said before; the first that fits a name counts. */
  useTools(tools: readonly MemoryToolRule[]): void {
    if (JSON.stringify(tools) === JSON.stringify(this.tools)) return;
    this.tools.splice(0, Infinity, ...tools);
    this.kept.clear();
  }

  private async analyse(kept: Kept, session: number, sessionId: string): Promise<Analysis> {
    const reads = await kept.reader.read(session);
    const contexts = await kept.contexts.read(reads);
    const operations = reads.steps
      .filter(({ place }) => place.duplicateOf === null)
      .flatMap(({ read }) => read.memory);
    const analysis = {
      ...reads,
      contexts,
      costSteps: costSteps(reads, contexts),
      memory: foldMemory(operations, { sessionId }),
      marks: marksOf(contexts),
    };
    const before = keyOf(kept.analysis?.marks);
    kept.analysis = analysis;
    kept.structure = reads.structure;
    if (keyOf(analysis.marks) !== before) this.onMarks(session);
    this.shrink();
    return analysis;
  }

  private use(session: number): Kept {
    const kept = this.kept.get(session) ?? {
      reader: new SessionReader(this.store, this.reader, { labels: this.labels, tools: this.tools }),
      contexts: new ContextReader(),
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

function marksOf({ calls }: SessionContexts): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, readonly Mark[]>();
  for (const { step, cacheBreak, compaction } of calls) {
    const own: Mark[] = [];
    if (cacheBreak) own.push("cache-break");
    if (compaction) own.push("compaction");
    if (own.length > 0) marks.set(step.place.stepId, own);
  }
  return marks;
}

function keyOf(marks: Analysis["marks"] | undefined): string {
  return JSON.stringify([...(marks ?? [])]);
}

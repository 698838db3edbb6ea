// Engines with a journal, one after the other in one folder, as a window that is reloaded.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { JournalSettings } from "../../../src/protocol/journal";
import { segmentsIn } from "../../../src/engine/journal/folder";
import type { EngineOptions } from "../../../src/engine/start";
import type { Signal } from "../../../src/engine/receiver/routes";
import { protobufOf } from "../store/feed";
import type { Recording } from "../../fixtures/recordings";
import { testEngine, type TestEngine } from "../test-engine";

type Replay = NonNullable<EngineOptions["replay"]>;

export interface KeptFolder {
  readonly folder: string;
  /** Starts an engine on the folder and waits until it has read back what is there. */
  readonly start: (
    change?: Partial<JournalSettings>,
    maxStoreBytes?: number,
    replay?: Replay,
  ) => Promise<TestEngine>;
  /** Starts an engine on the folder and does not wait. */
  readonly startNow: (
    change?: Partial<JournalSettings>,
    maxStoreBytes?: number,
    replay?: Replay,
  ) => Promise<TestEngine>;
  /** The paths of the segments, the oldest first. */
  readonly files: () => string[];
  readonly bytes: () => number;
}

/** Folders for the tests of a file; they and their engines end with each test. */
export function useKeptFolders(): () => KeptFolder {
  const ends: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return () => {
    const base = mkdtempSync(path.join(os.tmpdir(), "agent-loupe-journal-"));
    ends.push(() => rmSync(base, { recursive: true, force: true }));
    const folder = path.join(base, "storage", "journal");
    const startNow: KeptFolder["startNow"] = async (change = {}, maxStoreBytes, replay) => {
      const settings = { folder, enabled: true, maxBytes: 64e6, keepDays: 30, patienceMs: 0, ...change };
      const test = await testEngine(maxStoreBytes, replay, {}, settings);
      ends.push(() => test.engine.stop());
      return test;
    };
    const files = () => segmentsIn(folder).map(({ file }) => file);
    return {
      folder,
      files,
      bytes: () => files().reduce((sum, file) => sum + statSync(file).size, 0),
      startNow,
      async start(change, maxStoreBytes, replay) {
        const test = await startNow(change, maxStoreBytes, replay);
        await test.engine.journal.whenRead();
        return test;
      },
    };
  };
}

export interface KeptBody {
  readonly signal: Signal;
  readonly body: Uint8Array;
}

/** The bodies of a recording, as the ingest gets them. */
export function bodiesOf(recording: Recording): readonly KeptBody[] {
  return recording.requests().flatMap((request): KeptBody[] => {
    if (/\/v1\/traces|trace\.v1/.test(request.path))
      return [{ signal: "traces", body: protobufOf(request, "traces") }];
    if (/\/v1\/logs|logs\.v1/.test(request.path))
      return [{ signal: "logs", body: protobufOf(request, "logs") }];
    return [];
  });
}

// What is kept on disk of what arrives: where, how much, and how it goes.

/** What the engine is told when it starts. */
export interface JournalSettings {
  readonly folder: string;
  /** Turned off, nothing is kept and what was kept is removed. */
  readonly enabled: boolean;
  readonly maxBytes: number;
  /** What was written longer ago is removed at the next start. */
  readonly keepDays: number;
  /** How long to wait at the start for a window that is about to end and still has the folder. */
  readonly patienceMs: number;
}

/** Whether what arrives is kept; where not, why and what to do. */
export type JournalRow =
  | { readonly state: "on"; readonly bytes: number }
  | { readonly state: "off" }
  | { readonly state: "failed"; readonly code: string; readonly message: string; readonly next?: string };

/** How far the reading back is. */
export interface ReadingRow {
  readonly readBytes: number;
  /** All that is to be read, as far as it is known yet. */
  readonly ofBytes: number;
}

/** The code of what is answered about a session that may still be on its way. */
export const READING = "reading";

// The settings, typed. VS Code checks the schema in the editor only, so values are checked again here.

import * as vscode from "vscode";
import type { JournalSettings } from "../protocol/journal";
import type { ArgumentsOf } from "../protocol/messages";
import { SETTINGS } from "./ids";
import { memoryToolsIn } from "./memory-tools";
import {
  JOURNAL_DAYS,
  JOURNAL_MEGABYTES,
  isDollars,
  layersIn,
  limitsIn,
  modelsIn,
  pricesIn,
  wholeIn,
} from "./setting-values";

export const DEFAULT_PORT = 4318;

/** The receiver's port; the default where the setting is no port. */
export function receiverPort(): number {
  const value = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.receiverPort);
  return isPort(value) ? value : DEFAULT_PORT;
}

/** Whether the first session of a run that we start is opened by itself. */
export function opensSessionOfRun(): boolean {
  return vscode.workspace.getConfiguration().get<unknown>(SETTINGS.openSessionOfRun) !== false;
}

/** Calls `listener` when the receiver's port was changed. */
export function onReceiverPortChange(listener: (port: number) => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SETTINGS.receiverPort)) listener(receiverPort());
  });
}

function isPort(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535;
}

/** What the engine needs to know of the settings. */
export function engineSettings(): ArgumentsOf<"settings/apply"> {
  const read = (name: string) => vscode.workspace.getConfiguration().get<unknown>(name);
  const budget = read(SETTINGS.budgetUsd);
  return {
    budgetUsd: isDollars(budget) ? budget : null,
    toolPricesUsd: pricesIn(read(SETTINGS.toolPricesUsd)),
    whatIfModels: modelsIn(read(SETTINGS.whatIfModels)),
    contextLimits: limitsIn(read(SETTINGS.contextLimits)),
    memoryTools: [...memoryTools().tools],
    memoryLayers: layersIn(read(SETTINGS.memoryLayers)),
    journal: journalSettings(),
  };
}

/** What is kept on disk; the defaults where a setting makes no sense. */
export function journalSettings(): Pick<JournalSettings, "enabled" | "maxBytes" | "keepDays"> {
  const read = (name: string) => vscode.workspace.getConfiguration().get<unknown>(name);
  return {
    enabled: read(SETTINGS.keepSessions) !== false,
    maxBytes: wholeIn(read(SETTINGS.journalMegabytes), JOURNAL_MEGABYTES) * 1e6,
    keepDays: wholeIn(read(SETTINGS.journalDays), JOURNAL_DAYS),
  };
}

/** What a session may cost in dollars; null where nothing is set. */
export function budgetUsd(): number | null {
  return engineSettings().budgetUsd ?? null;
}

/** The user's own memory tools, and what is wrong with their entries. */
export function memoryTools(): ReturnType<typeof memoryToolsIn> {
  return memoryToolsIn(vscode.workspace.getConfiguration().get<unknown>(SETTINGS.memoryTools));
}

const ENGINE_SETTINGS = [
  SETTINGS.budgetUsd,
  SETTINGS.toolPricesUsd,
  SETTINGS.whatIfModels,
  SETTINGS.contextLimits,
  SETTINGS.memoryTools,
  SETTINGS.memoryLayers,
  SETTINGS.keepSessions,
  SETTINGS.journalMegabytes,
  SETTINGS.journalDays,
] as const;

/** Calls `listener` when a setting changed that the engine needs to know of. */
export function onEngineSettingsChange(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (ENGINE_SETTINGS.some((name) => change.affectsConfiguration(name))) listener();
  });
}

/** Keeps a value in the user's settings; undefined takes it out. */
export async function keepSetting(name: (typeof ENGINE_SETTINGS)[number], value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
}

/** Keeps the user's word for what a memory store is; `unknown` takes it back. */
export async function keepLayer(store: string, layer: string): Promise<void> {
  const kept = Object.entries(engineSettings().memoryLayers ?? {}).filter(([name]) => name !== store);
  const layers = layer === "unknown" ? kept : [...kept, [store, layer] as const];
  await keepSetting(SETTINGS.memoryLayers, Object.fromEntries(layers));
}

// What a session may cost, what tools cost, which models to compare with: asked natively, kept in the user's settings.

import * as vscode from "vscode";
import type { ArgumentsOf } from "../../protocol/messages";
import type { Engine } from "../engine";
import { SETTINGS } from "../ids";
import { amountIn } from "../setting-values";
import { engineSettings, keepSetting } from "../settings";
import { oneLine } from "../text";

/** Asks for one of the settings of costs and keeps it. Nothing changes where the user leaves. */
export async function editCost(engine: Engine, about: ArgumentsOf<"host/edit-cost">): Promise<void> {
  if (about.what === "budget") await editBudget();
  else if (about.what === "models") await editModels(engine);
  else await editToolPrice(about.tool);
}

async function editBudget(): Promise<void> {
  const { budgetUsd } = engineSettings();
  const amount = await askAmount({
    title: "Budget of a Session",
    prompt: "US dollars that a session may cost. Leave it empty for no budget. Nothing is stopped.",
    value: budgetUsd?.toString() ?? "",
  });
  if (amount !== undefined) await keepSetting(SETTINGS.budgetUsd, amount ?? undefined);
}

async function editToolPrice(tool: string): Promise<void> {
  const prices = engineSettings().toolPricesUsd ?? {};
  const amount = await askAmount({
    title: `Price of ${oneLine(tool, 60)}`,
    prompt: "US dollars for one call. 0 is free. Leave it empty for no known price.",
    value: Object.hasOwn(prices, tool) ? String(prices[tool]) : "",
  });
  if (amount === undefined) return;
  const others = Object.entries(prices).filter(([name]) => name !== tool);
  const kept = amount === null ? others : [...others, [tool, amount] as const];
  await keepSetting(SETTINGS.toolPricesUsd, Object.fromEntries(kept));
}

/** Dollars, null for nothing; undefined where the user left. */
async function askAmount(options: vscode.InputBoxOptions): Promise<number | null | undefined> {
  const text = await vscode.window.showInputBox({
    ...options,
    placeHolder: "0.50",
    validateInput: (typed) =>
      amountIn(typed) === undefined ? "Enter an amount such as 0.50, or nothing." : undefined,
  });
  return text === undefined ? undefined : amountIn(text);
}

/** As many as the engine works out at a time. */
const MOST_MODELS = 20;

async function editModels(engine: Engine): Promise<void> {
  const chosen = engineSettings().whatIfModels ?? [];
  const known = await engine.ask("price/models", {});
  const unlisted = chosen.filter((name) => known.every(({ model }) => model !== name));
  const items = [
    ...unlisted.map((model) => ({ label: model, description: "not in the price list", picked: true })),
    ...known.map(({ model, maker }) => ({
      label: model,
      description: maker,
      picked: chosen.includes(model),
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "Models to Compare Prices With",
    placeHolder: "None: a large and a small model of three makers",
    canPickMany: true,
    matchOnDescription: true,
  });
  if (!picked) return;
  const models = picked.slice(0, MOST_MODELS).map(({ label }) => label);
  await keepSetting(SETTINGS.whatIfModels, models.length === 0 ? undefined : models);
  if (picked.length > MOST_MODELS)
    void vscode.window.showInformationMessage(
      `The first ${MOST_MODELS} of ${picked.length} models are compared.`,
    );
}

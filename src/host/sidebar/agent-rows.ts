// What an agent's row says. Pure.

import type { AgentRow } from "../../protocol/rows";
import { countText, costSumText, durationText, oneLine } from "../text";

/** `opus-4-5 · 14 sessions · $9.20`. */
export function agentDescription(agent: AgentRow): string {
  const [model] = agent.models;
  const models =
    model === undefined ? undefined : oneLine(withoutVendor(model), 40) + more(agent.models.length - 1);
  return [models, countText(agent.sessions, "session"), costSumText(agent.costUsd, agent.unpricedCalls)]
    .filter((part) => part !== undefined)
    .join(" · ");
}

/** What the row has no room for, as plain text lines. */
export function agentTooltip(agent: AgentRow): string {
  const lines = [
    oneLine(agent.name, 400),
    `${countText(agent.modelCalls, "model call")}, ${countText(agent.toolCalls, "tool call")}, ${agent.errors} failed`,
    agent.p50Us === null || agent.p95Us === null
      ? undefined
      : `Half of its runs took at most ${durationText(agent.p50Us)}, 95% at most ${durationText(agent.p95Us)}`,
    agent.frameworks.length === 0
      ? undefined
      : `Seen through ${agent.frameworks.map((name) => oneLine(name, 60)).join(", ")}`,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** `4 of 61 calls failed`, or `118 calls` where none did. */
export function toolDescription(agent: AgentRow, tool: string): string {
  const found = agent.toolCounts.find(({ name }) => name === tool);
  if (!found) return "";
  const { calls, errors } = found;
  return errors === 0 ? countText(calls, "call") : `${errors} of ${countText(calls, "call")} failed`;
}

/** A model's name as rows show it: `claude-sonnet-4-5` is `sonnet-4-5`, `openai/gpt-5` is `gpt-5`. */
export function withoutVendor(model: string): string {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return name.replace(/^claude-(?=.)/, "");
}

function more(others: number): string {
  return others > 0 ? ` and ${others} more` : "";
}

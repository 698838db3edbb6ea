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
    latestChange(agent),
    agent.frameworks.length === 0
      ? undefined
      : `Seen through ${agent.frameworks.map((name) => oneLine(name, 60)).join(", ")}`,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** `4 of 61 calls failed · p95 9.8 s`, or `118 calls · p95 600 ms` where none did. */
export function toolDescription(agent: AgentRow, tool: string): string {
  const found = agent.toolCounts.find(({ name }) => name === tool);
  if (!found) return "";
  const { calls, errors, p95Us } = found;
  const counts = errors === 0 ? countText(calls, "call") : `${errors} of ${countText(calls, "call")} failed`;
  return p95Us === null ? counts : `${counts} · p95 ${durationText(p95Us)}`;
}

/** What a tool's row has no room for: its whole name, and in words what its description and badge say. */
export function toolTooltip(agent: AgentRow, tool: string): string {
  const found = agent.toolCounts.find(({ name }) => name === tool);
  const lines = [
    oneLine(tool, 400),
    found && `${found.errors} of ${countText(found.calls, "call")} failed`,
    !found || found.p95Us === null ? undefined : `95% of its calls took at most ${durationText(found.p95Us)}`,
    oneLine(`Called by ${agent.name}`, 400),
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** What the newest version of an agent changed of the one before; undefined where there is one version or none. */
export function latestChange(agent: AgentRow): string | undefined {
  const [before, latest] = [...agent.versions]
    .sort((left, right) => left.firstSeenUs - right.firstSeenUs)
    .slice(-2);
  if (!before || !latest) return undefined;
  const changes = latest.changed.map((change) => oneLine(change, 120)).join(", ");
  return `Changed in its newest version: ${changes === "" ? "nothing that is recorded" : changes}`;
}

/** How often a tool failed, as a badge of the two characters that VS Code allows, and in words; none where it never did. */
export function failureBadge(
  calls: number,
  errors: number,
): { readonly badge: string; readonly tooltip: string } | undefined {
  if (errors <= 0 || calls <= 0) return undefined;
  const percent = (errors / calls) * 100;
  const whole = Math.min(100, Math.round(percent));
  // From 10% on there is no room for the sign, from 100% on none for the number.
  const badge = percent < 1 ? "<1" : whole < 10 ? `${whole}%` : whole < 100 ? `${whole}` : "!!";
  return { badge, tooltip: `${percent < 1 ? "<1" : whole}% of its calls failed` };
}

/** A model's name as rows show it: `claude-sonnet-4-5` is `sonnet-4-5`, `openai/gpt-5` is `gpt-5`. */
export function withoutVendor(model: string): string {
  const name = model.slice(model.lastIndexOf("/") + 1);
  return name.replace(/^claude-(?=.)/, "");
}

function more(others: number): string {
  return others > 0 ? ` and ${others} more` : "";
}

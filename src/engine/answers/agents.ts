// agent/list: every agent that the telemetry names, from sums kept at ingest, and the versions of its prompt and tools.

import { agentVersions } from "../../core/model/registry";
import type { AgentRow } from "../../protocol/rows";
import { hashText } from "../analysis/hash";
import { Sightings } from "../analysis/sightings";
import { costUsdOf } from "../store/totals";
import type { Engine, EngineHandlers } from "./engine";

export function agentAnswers({ store, reader }: Engine): EngineHandlers {
  const sightings = new Sightings(store, reader);
  return { "agent/list": () => listAgents(store.sessions, sightings) };
}

function listAgents(sessions: Engine["store"]["sessions"], sightings: Sightings): readonly AgentRow[] {
  const frameworks = sessions.namesByAgent("agent-framework");
  const models = sessions.namesByAgent("agent-model");
  const tools = sessions.toolsByAgent();
  return sessions.agents().map((cells) => {
    const durations = [...sessions.durationsOf(cells.agent)].sort((left, right) => left - right);
    return {
      name: cells.agent,
      frameworks: frameworks.get(cells.agent) ?? [],
      models: models.get(cells.agent) ?? [],
      tools: (tools.get(cells.agent) ?? []).map(({ name }) => name),
      toolCounts: tools.get(cells.agent) ?? [],
      versions: versionsOf(sightings, cells.agent),
      sessions: cells.sessions,
      modelCalls: cells.modelCalls,
      toolCalls: cells.toolCalls,
      errors: cells.errors,
      p50Us: percentile(durations, 0.5),
      p95Us: percentile(durations, 0.95),
      costUsd: costUsdOf(cells),
      unpricedCalls: cells.unpricedCalls,
      lastSeenUs: cells.lastSeenUs,
    };
  });
}

function versionsOf(sightings: Sightings, agent: string): AgentRow["versions"] {
  return agentVersions(sightings.of(agent), hashText).map(({ hash, firstSeenUs, changed }) => ({
    hash,
    firstSeenUs,
    changed,
  }));
}

/** The smallest value that at least this share of the sorted values does not exceed; null where there are none. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

// The rows that stand over the steps of one agent, where a tree is grouped by agent. They have ids of their own, which
// no step has: ids of steps begin with a trace id or with `log:`.

const PREFIX = "agent:";
const OF_NO_AGENT = "no-agent:";
/** A longer name is cut and told by its length, so that an id is never too long for a question. */
const MAX_NAME = 1_000;

/** The id of the group of an agent's steps; null stands for the steps of no agent. */
export function groupIdOf(agent: string | null): string {
  if (agent === null) return OF_NO_AGENT;
  return agent.length <= MAX_NAME
    ? `${PREFIX}${agent}`
    : `${PREFIX}${agent.slice(0, MAX_NAME)}…${agent.length}`;
}

/** Whether a row is the head of a group and no step. */
export function isGroupId(stepId: string): boolean {
  return stepId.startsWith(PREFIX) || stepId === OF_NO_AGENT;
}

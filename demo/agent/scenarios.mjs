// What the agents are asked. Each scenario is one conversation, with one or more questions of a user.

import { answerTask, runAgent } from "./agent.mjs";
import { inSpan } from "./instrumentation.mjs";
import * as team from "./team.mjs";

/**
 * @typedef {import("./agent.mjs").Run} Run
 * @typedef {import("./agent.mjs").Agent} Agent
 * @typedef {import("@opentelemetry/api").Context} Context
 * @typedef {(run: Run, root: Context) => Promise<string>} Scenario returns the last answer
 */

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  plain: (run, root) =>
    answerTask(
      run,
      team.assistant,
      "How long may a customer return a bag of coffee? Look for the refund window.",
      root,
    ),

  "sub-agents": (run, root) =>
    answerTask(
      run,
      team.planner,
      "Refunds rose in October. Why, what did it cost us, and what should we do now?",
      root,
    ),

  "failing-tool": (run, root) =>
    answerTask(run, team.bookkeeper, "How much did the payment provider charge us in October?", root),

  "growing-context": (run, root) =>
    answerTask(run, team.reader, "Go through the whole folder. Which questions are still open?", root),

  memory: async (run, root) => {
    let answer = "";
    for (const question of MEMORY_QUESTIONS) {
      run.say(`user: ${question}`);
      answer = await answerTask(run, team.keeper, question, root);
    }
    return answer;
  },

  runaway: (run, root) =>
    passAround(
      run,
      root,
      [team.drafter, team.reviewer],
      "write_notice",
      "Write a notice to the wholesale customers about batch B-417. At most 40 words. It must say what is wrong, what they get, and whom to call.",
    ),
};

/** One fact is changed, one is contradicted by a second fact of the same subject, one is dropped. */
const MEMORY_QUESTIONS = [
  "Read notes/returns-policy.md and remember the refund window.",
  "Read notes/suppliers.md and remember the contact for the roaster.",
  "Read notes/suppliers.md and remember the gate code.",
  "Read notes/returns-policy-november.md and update the refund window.",
  "Read notes/team.md and remember the contact for the roaster.",
  "Forget the gate code.",
  "Clear your notes. What do you know?",
];

/**
 * Lets agents hand one conversation to each other until one answers or the turns are used up.
 * @param {Run} run
 * @param {Context} parent
 * @param {Agent[]} agents the first one starts
 * @param {string} name of the workflow
 * @param {string} task
 */
async function passAround(run, parent, agents, name, task) {
  const attributes = {
    "gen_ai.operation.name": "invoke_workflow",
    "gen_ai.workflow.name": name,
    "gen_ai.conversation.id": run.conversationId,
  };
  return inSpan(
    { tracer: run.tracer, parent, name: `invoke_workflow ${name}`, attributes },
    async (_span, context) => {
      /** @type {import("./agent.mjs").HistoryMessage[]} */
      const history = [{ role: "user", content: task }];
      const budget = { left: run.maxTurns };
      let agent = agents[0];
      while (agent) {
        const outcome = await runAgent(run, agent, history, budget, context);
        if (outcome.kind === "answer") return outcome.text;
        const { to } = outcome;
        agent = agents.find((colleague) => colleague.name === to);
      }
      return "";
    },
  );
}

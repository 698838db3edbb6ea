// Tools that bring in another agent: asking it, or handing the work over to it.

import { answerTask } from "../agent.mjs";
import { ToolError, textParameters } from "./tool.mjs";

/**
 * A tool that gives a colleague a task of its own and waits for the answer.
 * @param {string} name of the agent
 * @param {string} strengths
 * @returns {import("./tool.mjs").Tool}
 */
export function ask(name, strengths) {
  return {
    name: `ask_${name}`,
    description: `Gives the ${name} a task and waits for the report. ${strengths}`,
    parameters: textParameters({ task: "The whole task; the colleague sees nothing else" }),
    execute: async (args, { run, context }) => {
      const agent = run.team.find((colleague) => colleague.name === name);
      if (!agent) throw new ToolError("unknown_agent", `Nobody here is called ${name}`);
      run.say(`asks the ${name}`);
      return answerTask(run, agent, args.task, context);
    },
  };
}

/**
 * A tool that hands the whole conversation over.
 * @param {string} name of the agent
 * @param {string} what is handed over
 * @returns {import("./tool.mjs").Tool}
 */
export function handOver(name, what) {
  return {
    name: `transfer_to_${name}`,
    description: `Hands the conversation over to the ${name}.`,
    parameters: textParameters({ [what]: `The ${what}` }),
    execute: () => `The ${name} goes on.`,
    handTo: name,
  };
}

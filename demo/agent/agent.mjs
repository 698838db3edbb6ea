// An agent: a bounded loop of model calls and the tools they ask for.

import { askModel } from "./ask-model.mjs";
import { compact } from "./compaction.mjs";
import { inSpan } from "./instrumentation.mjs";
import { runTool } from "./tools/tool.mjs";

/**
 * @typedef {import("@opentelemetry/api").Context} Context
 * @typedef {import("./genai.mjs").HistoryMessage} HistoryMessage
 * @typedef {import("./model-client.mjs").Completion} Completion
 * @typedef {import("./tools/tool.mjs").Tool} Tool
 *
 * @typedef {object} Agent
 * @property {string} name
 * @property {string} description
 * @property {string} model
 * @property {string} instructions
 * @property {Tool[]} tools
 * @property {boolean} [stream]
 * @property {"low" | "medium"} effort
 * @property {boolean} [knowsFacts] its system prompt lists the facts in memory
 * @property {boolean} [keepsEpisodes] it opens the memory, and each of its answers is logged there
 * @property {number} [compactAboveTokens] input tokens of a call above which the context is summarised
 *
 * @typedef {object} Run What all agents of one conversation share.
 * @property {import("@opentelemetry/api").Tracer} tracer
 * @property {string} conversationId
 * @property {string} baseUrl
 * @property {string} apiKey
 * @property {string} workspace
 * @property {import("./memory.mjs").Memory} memory
 * @property {number} maxTurns
 * @property {(line: string) => void} say
 * @property {import("../truth-log.mjs").TruthLog} log
 * @property {Agent[]} team agents that another one can ask or hand over to
 * @property {number} speed
 *
 * @typedef {{ left: number }} TurnBudget Model calls left for one task, shared by agents that hand it over.
 * @typedef {{ kind: "answer", text: string } | { kind: "handover", to: string }} Outcome
 */

/** A task that took more model calls than it may. */
export class TurnLimitError extends Error {
  /** @override */
  name = "TurnLimitError";
  code = "max_turns";
}

/**
 * Gives one agent a task of its own and returns its answer.
 * @param {Run} run
 * @param {Agent} agent
 * @param {string} task
 * @param {Context} parent
 */
export async function answerTask(run, agent, task, parent) {
  const outcome = await runAgent(
    run,
    agent,
    [{ role: "user", content: task }],
    { left: run.maxTurns },
    parent,
  );
  if (outcome.kind === "handover")
    throw new Error(`${agent.name} handed over to ${outcome.to}, where nobody can`);
  return outcome.text;
}

/**
 * Runs the agent on the history, which grows, until it answers or hands over. Throws TurnLimitError at the cap.
 * @param {Run} run
 * @param {Agent} agent
 * @param {HistoryMessage[]} history
 * @param {TurnBudget} budget
 * @param {Context} parent
 * @returns {Promise<Outcome>}
 */
export async function runAgent(run, agent, history, budget, parent) {
  const attributes = {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.provider.name": "openai",
    "gen_ai.agent.name": agent.name,
    "gen_ai.agent.description": agent.description,
    "gen_ai.conversation.id": run.conversationId,
    "gen_ai.request.model": agent.model,
  };
  const { tracer } = run;
  return inSpan(
    { tracer, parent, name: `invoke_agent ${agent.name}`, attributes },
    async (_span, context) => {
      if (agent.keepsEpisodes) await run.memory.open(context);
      let prompt = await systemPrompt(run, agent, context);
      for (;;) {
        takeTurn(budget, run.maxTurns);
        const completion = await askModel(run, agent, prompt.text, history, context);
        history.push(completion.message);
        if (!completion.message.tool_calls?.length) return answerOf(run, agent, history, context);
        const handover = await runTools(run, agent, completion, history, context);
        if (handover) return { kind: "handover", to: handover };
        if (agent.knowsFacts && prompt.version !== run.memory.factsVersion)
          prompt = await systemPrompt(run, agent, context);
        if (completion.usage.prompt_tokens > (agent.compactAboveTokens ?? Infinity))
          await compact(run, agent, history, completion.usage.prompt_tokens, context);
      }
    },
  );
}

/**
 * The last message as the outcome, logged as an episode by an agent that keeps them.
 * @param {Run} run
 * @param {Agent} agent
 * @param {HistoryMessage[]} history
 * @param {Context} context
 * @returns {Promise<Outcome>}
 */
async function answerOf(run, agent, history, context) {
  const text = history.at(-1)?.content ?? "";
  if (agent.keepsEpisodes) await run.memory.create(context, "episodic-log", history[0]?.content ?? "", text);
  return { kind: "answer", text };
}

/**
 * @param {TurnBudget} budget
 * @param {number} maxTurns
 */
function takeTurn(budget, maxTurns) {
  if (budget.left <= 0) throw new TurnLimitError(`Stopped after ${maxTurns} model calls without an answer`);
  budget.left--;
}

/**
 * The instructions, with the facts in memory below them for an agent that knows them, and the version of these facts.
 * @param {Run} run
 * @param {Agent} agent
 * @param {Context} context
 */
async function systemPrompt(run, agent, context) {
  if (!agent.knowsFacts) return { text: agent.instructions, version: 0 };
  const version = run.memory.factsVersion;
  const facts = await run.memory.search(context, "semantic-facts", "");
  const list = facts.map(({ id, content, metadata }) => `- [${id}] ${metadata.subject}: ${content}`);
  return { text: `${agent.instructions}\n\nKnown facts:\n${list.join("\n") || "- none yet"}`, version };
}

/**
 * Runs what the model asked for, one after the other, and adds the results to the history. Returns the agent that the
 * work is handed over to, if it is.
 * @param {Run} run
 * @param {Agent} agent
 * @param {Completion} completion
 * @param {HistoryMessage[]} history
 * @param {Context} context
 */
async function runTools(run, agent, completion, history, context) {
  let handover = "";
  for (const call of completion.message.tool_calls ?? []) {
    const { content, handTo } = await runTool(run, agent, call, context);
    history.push({ role: "tool", tool_call_id: call.id, content });
    handover = handTo ?? handover;
  }
  return handover;
}

// What a tool is, and running one inside its span.

import { setTimeout as wait } from "node:timers/promises";
import { inSpan } from "../instrumentation.mjs";

/**
 * @typedef {{ run: import("../agent.mjs").Run, context: import("@opentelemetry/api").Context }} ToolContext
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} description
 * @property {object} parameters JSON Schema of the arguments
 * @property {(args: Record<string, any>, context: ToolContext) => Promise<string> | string} execute
 * @property {string} [handTo] the agent that goes on after this tool
 *
 * @typedef {{ content: string, failed: boolean, handTo?: string | undefined }} ToolOutcome
 */

/** How long a tool takes at least, so that a run can be watched. */
const TOOL_DELAY_MS = 12;

/** A tool could not do what it was asked; the model is told the message. */
export class ToolError extends Error {
  /** @override */
  name = "ToolError";

  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * The JSON Schema of an object with these string properties, all required.
 * @param {Record<string, string>} descriptions
 */
export function textParameters(descriptions) {
  const properties = Object.entries(descriptions).map(([name, description]) => [
    name,
    { type: "string", description },
  ]);
  return { type: "object", properties: Object.fromEntries(properties), required: Object.keys(descriptions) };
}

/**
 * Runs the tool that the model asked for. A failure is the tool's result, for the model to deal with.
 * @param {import("../agent.mjs").Run} run
 * @param {import("../agent.mjs").Agent} agent
 * @param {import("../model-client.mjs").ToolCall} call
 * @param {import("@opentelemetry/api").Context} parent
 * @returns {Promise<ToolOutcome>}
 */
export async function runTool(run, agent, call, parent) {
  const { name } = call.function;
  const tool = agent.tools.find((candidate) => candidate.name === name);
  const outcome = await inToolSpan(run, agent, call, tool, parent).catch((error) => failure(error));
  run.say(`${agent.name} runs ${name} ${brief(call.function.arguments)} -> ${brief(outcome.content)}`);
  run.log({
    kind: "tool_call",
    name,
    callId: call.id,
    agent: agent.name,
    failed: outcome.failed,
    result: outcome.content,
    conversationId: run.conversationId,
  });
  return outcome;
}

/**
 * @param {import("../agent.mjs").Run} run
 * @param {import("../agent.mjs").Agent} agent
 * @param {import("../model-client.mjs").ToolCall} call
 * @param {Tool | undefined} tool
 * @param {import("@opentelemetry/api").Context} parent
 * @returns {Promise<ToolOutcome>}
 */
async function inToolSpan(run, agent, call, tool, parent) {
  const attributes = {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.conversation.id": run.conversationId,
    "gen_ai.agent.name": agent.name,
    "gen_ai.tool.name": call.function.name,
    "gen_ai.tool.type": "function",
    "gen_ai.tool.call.id": call.id,
    "gen_ai.tool.call.arguments": call.function.arguments,
    ...(tool && { "gen_ai.tool.description": tool.description }),
  };
  const start = { tracer: run.tracer, parent, name: `execute_tool ${call.function.name}`, attributes };
  return inSpan(start, async (span, context) => {
    if (!tool) throw new ToolError("unknown_tool", `There is no tool ${call.function.name}`);
    await wait(TOOL_DELAY_MS * run.speed);
    const content = await tool.execute(JSON.parse(call.function.arguments), { run, context });
    span.setAttribute("gen_ai.tool.call.result", content);
    return { content, failed: false, handTo: tool.handTo };
  });
}

/**
 * @param {unknown} error
 * @returns {ToolOutcome}
 */
function failure(error) {
  return { content: `Error: ${error instanceof Error ? error.message : String(error)}`, failed: true };
}

/** @param {string} text */
function brief(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 87)}...` : line;
}

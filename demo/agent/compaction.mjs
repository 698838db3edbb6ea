// Context compaction: when the context has grown too long, a model call sums up the older part and the summary
// takes its place. The first task and the latest exchange stay as they are.

import { askModel } from "./ask-model.mjs";

/**
 * @typedef {import("./genai.mjs").HistoryMessage} HistoryMessage
 */

const INSTRUCTIONS =
  "You are the summarizer of a conversation between an agent and its tools. Keep what later steps need: files read, " +
  "names and numbers found, warnings, open questions. Leave out everything else.";

/**
 * Replaces the older part of the history by a summary, in place.
 * @param {import("./agent.mjs").Run} run
 * @param {import("./agent.mjs").Agent} agent
 * @param {HistoryMessage[]} history
 * @param {number} tokens input tokens of the call that was too long, for the transcript
 * @param {import("@opentelemetry/api").Context} context
 */
export async function compact(run, agent, history, tokens, context) {
  const latest = history.findLastIndex((message) => message.role === "assistant");
  const older = history.slice(1, latest);
  const [task] = history;
  if (!task || older.length === 0) return;
  const request = /** @type {HistoryMessage} */ ({ role: "user", content: older.map(lineOf).join("\n") });
  const { message } = await askModel(run, { ...agent, tools: [] }, INSTRUCTIONS, [request], context);
  run.say(`${agent.name} sums up ${older.length} messages (${tokens} tokens in its context)`);
  const summary = /** @type {HistoryMessage} */ ({
    role: "user",
    content: message.content,
    compaction: true,
  });
  history.splice(0, latest, task, summary);
}

/** @param {HistoryMessage} message */
function lineOf({ role, content, tool_calls }) {
  const calls = (tool_calls ?? []).map((call) => `calls ${call.function.name} ${call.function.arguments}`);
  return `${role}: ${[content, ...calls].filter(Boolean).join("\n")}`;
}

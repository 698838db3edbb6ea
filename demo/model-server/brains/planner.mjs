// The role that splits the question up and answers it from what the colleagues report.

import { BATCH, mostNamed } from "./facts.mjs";
import { call, say } from "../reply.mjs";

const PLAN =
  "1 Researcher: which batch, and why. 2 Analyst: how many refunds and what they cost. 3 Researcher: what is still open. 4 Answer.";

/**
 * Note the plan, ask both colleagues, ask what is open about the batch that both name, work out the cost, answer.
 * @type {import("../reply.mjs").Policy}
 */
export function planner(conversation) {
  const [cause, open] = conversation.calls("ask_researcher").map(({ result }) => result);
  const numbers = conversation.lastResult("ask_analyst");
  if (conversation.calls("write_note").length === 0)
    return call(
      "write_note",
      { title: "plan", text: PLAN },
      "Three things are asked: why, how much, what now. The files know why, the tables know how much. Plan that first.",
    );
  if (!cause)
    return call(
      "ask_researcher",
      { task: "Refunds rose in October. Read the notes and the roaster's log. What do they blame, and why?" },
      "Start with the cause: the numbers can then be asked for by name.",
    );
  if (!numbers)
    return call(
      "ask_analyst",
      {
        task: `Which week had most refunds, which batch were they, and what did they cost? The researcher says: ${cause}`,
      },
      "Now the numbers. The analyst sees only what I write, so quote the report.",
    );
  const batch = mostNamed(`${cause}\n${numbers}`, BATCH)?.value;
  if (!open && batch)
    return call(
      "ask_researcher",
      { task: `Is anything still open about ${batch}: is it on sale, who has to be told?` },
      "What to do depends on what is still open.",
    );
  const value = /worth EUR (\d+\.\d\d)/.exec(numbers)?.[1];
  const fees = /fees for them were EUR (\d+\.\d\d)/.exec(numbers)?.[1] ?? "0";
  const total = conversation.lastResult("calculate");
  if (value && !total)
    return call(
      "calculate",
      { expression: `${value} + ${fees}` },
      "Value and fees together are what it cost.",
    );
  if (conversation.calls("write_note").length === 1)
    return call(
      "write_note",
      { title: "plan", text: `Done. Cause: ${batch}. Cost: EUR ${total}.` },
      "Keep the state of the plan.",
    );
  return say(
    answerFrom({ cause, numbers, open: open ?? "", batch: batch ?? "no batch", total: Number(total ?? 0) }),
    FINAL_THOUGHT,
  );
}

const FINAL_THOUGHT =
  "The user wants a cause, a cost and an action. The cause is in the roaster's log, the cost in the analyst's report. " +
  "Everything fits together, so answer in a few sentences.";

/**
 * The final answer. It sounds complete: what the analyst could not do is left out, as models tend to.
 * @param {{ cause: string, numbers: string, open: string, batch: string, total: number }} found
 */
function answerFrom({ cause, numbers, open, batch, total }) {
  const why = /drop at [^(]*/.exec(cause)?.[0]?.trim() ?? "the logs do not say why";
  const weekly = /Week \d+ had [^(]*\([^)]*\)/.exec(numbers)?.[0] ?? numbers;
  const questions = [...open.matchAll(/Open question: ([^?]*\?)/g)].map((match) => match[1]);
  return `${weekly}. Batch ${batch} is at fault: ${why}. It cost EUR ${total.toFixed(2)} in all. Stop selling ${batch}${questions.length > 0 ? ` and settle this: ${questions.join(" ")}` : "."}`;
}

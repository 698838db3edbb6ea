// The demo's log and a session's tree on screen, brought to one form and compared.

/** Dollars for a million tokens, from OpenAI's price list (platform.openai.com/docs/pricing, models of the demo). */
const PRICES = {
  "gpt-5": { input: 1.25, cached: 0.125, output: 10 },
  "gpt-5-mini": { input: 0.25, cached: 0.025, output: 2 },
};

/** Every row of the tree, read while scrolling through it, and the totals in the title. */
export async function readTree(frame) {
  return frame.evaluate(async () => {
    const rows = new Map();
    const first = document.querySelector("[role=row][data-step-id]");
    let list = first?.parentElement;
    while (list && list.scrollHeight <= list.clientHeight + 1) list = list.parentElement;
    const collect = () => {
      for (const row of document.querySelectorAll("[role=row][data-step-id]")) {
        const title = (cell) => row.querySelector(cell)?.getAttribute("title") ?? "";
        const { stepId, kind, name } = row.dataset;
        rows.set(stepId, { kind, name, tokens: title(".cell-tokens"), cost: title(".cell-cost") });
      }
    };
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60)));
    if (list) {
      for (let top = 0; top < list.scrollHeight; top += Math.max(100, list.clientHeight / 2)) {
        list.scrollTop = top;
        await painted();
        collect();
      }
      list.scrollTop = 0;
    } else collect();
    await painted();
    const total = (name) =>
      document.querySelector(`#totals [data-total=${name}]`)?.getAttribute("data-value");
    const totals = { cost: total("cost"), tokens: total("tokens"), steps: total("steps") };
    return { rows: [...rows.values()], totals };
  });
}

/** Sums over the log. */
export function totalsOf(truth) {
  const calls = truth.filter(({ kind }) => kind === "model_call");
  return {
    modelCalls: calls.length,
    toolCalls: truth.filter(({ kind }) => kind === "tool_call").length,
    tokens: calls.reduce((sum, { usage }) => sum + tokensOf(usage), 0),
  };
}

/** What the logged calls cost by the price list, in dollars. */
export function costOf(truth) {
  const calls = truth.filter(({ kind }) => kind === "model_call");
  return calls.reduce((sum, { requestModel, usage }) => sum + callCost(requestModel, usage), 0);
}

/** What the logged calls of each agent cost by the price list, in dollars. */
export function costByAgent(truth) {
  const costs = new Map();
  for (const [agent, { requestModel, usage }] of callsWithAgents(truth))
    costs.set(agent, (costs.get(agent) ?? 0) + callCost(requestModel, usage));
  return costs;
}

/** The input tokens of the logged calls of each agent, cached ones included, in their order. */
export function inputByAgent(truth) {
  const inputs = new Map();
  for (const [agent, { usage }] of callsWithAgents(truth))
    inputs.set(agent, [...(inputs.get(agent) ?? []), usage.inUncached + usage.inCacheRead]);
  return inputs;
}

/** The demo asks for one cache an agent. */
function callsWithAgents(truth) {
  return truth
    .filter(({ kind }) => kind === "model_call")
    .map((call) => [call.cacheKey.slice(call.cacheKey.lastIndexOf("/") + 1), call]);
}

/** One line for each thing in which the screen and the log differ. */
export function differences(truth, { rows, totals }) {
  const expected = totalsOf(truth);
  const calls = truth.filter(({ kind }) => kind === "model_call");
  const cost = costOf(truth);
  return [
    ...compareLists(
      "model calls by tokens",
      ofKind(rows, "llm").map(({ tokens }) => tokens),
      calls.map(({ usage }) => tokensTitle(usage)),
    ),
    ...compareLists(
      "tool calls",
      ofKind(rows, "tool").map(({ name }) => name),
      truth.filter(({ kind }) => kind === "tool_call").map(({ name }) => name),
    ),
    ...(totals.steps === String(rows.length)
      ? []
      : [`steps: ${rows.length} rows, the title says ${totals.steps}`]),
    ...(totals.tokens === String(expected.tokens)
      ? []
      : [`tokens: ${totals.tokens} on screen, ${expected.tokens} in the log`]),
    ...(Math.abs(Number(totals.cost) - cost) < 1e-7
      ? []
      : [`cost: ${totals.cost} on screen, ${cost} by the log`]),
  ];
}

function ofKind(rows, wanted) {
  return rows.filter(({ kind }) => kind === wanted);
}

function compareLists(what, found, expected) {
  const [left, right] = [count(found), count(expected)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .filter((name) => left.get(name) !== right.get(name))
    .map(
      (name) =>
        `${what}: “${name}” ${left.get(name) ?? 0} times on screen, ${right.get(name) ?? 0} in the log`,
    );
}

function count(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function tokensTitle(usage) {
  return `${tokensOf(usage).toLocaleString("en-US")} tokens`;
}

function tokensOf({ inUncached, inCacheRead, out, reasoning }) {
  return inUncached + inCacheRead + out + reasoning;
}

function callCost(model, { inUncached, inCacheRead, out, reasoning }) {
  const price = PRICES[model];
  if (!price) throw new Error(`The price list of the check has no ${model}.`);
  return (inUncached * price.input + inCacheRead * price.cached + (out + reasoning) * price.output) / 1e6;
}

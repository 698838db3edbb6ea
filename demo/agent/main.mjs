#!/usr/bin/env node
// node demo/agent/main.mjs [scenario | all] [--max-turns N] [--workspace DIR]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runDemo, SCENARIO_NAMES } from "./demo.mjs";

const DEFAULT_MAX_TURNS = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "max-turns": { type: "string" }, workspace: { type: "string" }, help: { type: "boolean" } },
});
const [choice = "sub-agents"] = positionals;
const maxTurns = Number(values["max-turns"] ?? DEFAULT_MAX_TURNS);

if (
  values.help ||
  !Number.isInteger(maxTurns) ||
  maxTurns < 1 ||
  ![...SCENARIO_NAMES, "all"].includes(choice)
) {
  console.log(
    `node demo/agent/main.mjs [${SCENARIO_NAMES.join(" | ")} | all] [--max-turns N] [--workspace DIR]`,
  );
  process.exitCode = values.help ? 0 : 2;
} else {
  await runDemo({
    scenarios: choice === "all" ? SCENARIO_NAMES : [choice],
    workspace: values.workspace ?? fileURLToPath(new URL("../workspace", import.meta.url)),
    maxTurns,
    environment: process.env,
    print: (line) => console.log(line),
  });
}

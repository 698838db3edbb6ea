#!/usr/bin/env node
// The model server alone, for agents of your own: node demo/model-server/main.mjs, then OPENAI_BASE_URL as printed.

import { openTruthLog } from "../truth-log.mjs";
import { startModelServer } from "./server.mjs";

const speed = Number(process.env.AGENT_LOUPE_DEMO_SPEED ?? 1);
const port = Number(process.env.AGENT_LOUPE_DEMO_PORT ?? 0);
const { url } = await startModelServer({ speed, port, log: openTruthLog(process.env.AGENT_LOUPE_DEMO_LOG) });
console.log(`OPENAI_BASE_URL=${url}`);

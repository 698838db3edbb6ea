// A replay's sample is a session like any other: it is there after a reload, and no key is on the disk.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startProvider } from "../../fixtures/providers/server";
import { strictly } from "../../fixtures/providers/strict";
import { expectedOf, replay } from "../replay/drive-replay";
import { playRecording, sessionsOf, stepsOf } from "../replay/recordings";
import type { TestEngine } from "../test-engine";
import { useKeptFolders } from "./kept";

const newFolder = useKeptFolders();
const CANARY = "sk-canary-7d02f1a9c4";

it("the sample of a replay comes back with the session that it replays", async () => {
  const { start, files } = newFolder();
  const before = await start({}, undefined, { environment: { OPENAI_API_KEY: CANARY } });
  playRecording(before.engine, "vercel-ai-6/tools");
  const [recorded] = await sessionsOf(before.client);
  const sessionId = recorded?.sessionId ?? "";
  const expected = expectedOf("openai-chat", await stepsOf(before.client, sessionId));
  const server = await startProvider("openai-chat", strictly("openai-chat", expected));
  const target = { provider: "openai-chat" as const, baseUrl: server.baseUrl };
  await replay(before.client, { sessionId, edits: [], mode: "recorded", target });
  await server.close();
  const rows = await sessionsOf(before.client);
  expect(rows.length).toBe(2);
  expect(rows.filter((row) => row.replayOf === sessionId).length).toBe(1);
  const hash = await hashAfterLooking(before);
  await before.engine.stop();
  const after = await start();
  expect(await hashAfterLooking(after)).toBe(hash);
  expect((await sessionsOf(after.client)).map((row) => row.replayOf)).toEqual(
    rows.map((row) => row.replayOf),
  );
  const text = files()
    .map((file) => readFileSync(file, "latin1"))
    .join();
  expect(text.length).toBeGreaterThan(1000);
  expect(text.includes(CANARY)).toBe(false);
});

/** Summaries of steps are worked out when somebody looks, and stored. */
async function hashAfterLooking({ client, engine }: TestEngine): Promise<string> {
  for (const { sessionId } of await sessionsOf(client)) await stepsOf(client, sessionId);
  return engine.store.hash();
}

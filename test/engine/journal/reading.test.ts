// While sessions are read back, agents are received, and nobody is told that a session is gone.

import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { encodeRequest } from "../../fixtures/builders/span";
import { type KeptFolder, useKeptFolders } from "./kept";

const newFolder = useKeptFolders();
const OLD = "a".repeat(32);
const LIVE = "b".repeat(32);

/** A folder with a session that takes more than a slice to read. */
async function folderWithSteps(count = 600): Promise<KeptFolder> {
  const folder = newFolder();
  const test = await folder.start();
  for (let at = 0; at < count; at++)
    test.engine.ingest.accept("traces", encodeRequest({ name: `step ${at}`, traceId: OLD }));
  await test.engine.stop();
  return folder;
}

describe("while sessions are read back", () => {
  it("the status says how far that is, and what comes is stored and shown", async () => {
    const folder = await folderWithSteps();
    const test = await folder.startNow();
    test.engine.ingest.accept("traces", encodeRequest({ name: "live", traceId: LIVE }));
    expect(await test.client.ask("status/get", {})).toMatchObject({ reading: { readBytes: 0 } });
    const { items } = await test.client.ask("session/steps", { sessionId: LIVE });
    expect(items.map(({ name }) => name)).toEqual(["live"]);
    await test.engine.journal.whenRead();
    expect(await test.client.ask("status/get", {})).not.toHaveProperty("reading");
    expect((await test.client.ask("session/get", { sessionId: OLD })).steps).toBe(600);
  });

  it("a session of before is on its way, not gone and not in parts", async () => {
    const folder = await folderWithSteps();
    const test = await folder.startNow();
    let refused = 0;
    while ((await test.client.ask("status/get", {})).reading) {
      await expect(test.client.ask("session/get", { sessionId: OLD })).rejects.toMatchObject({
        code: "reading",
      });
      refused++;
      await setImmediate();
    }
    expect(refused).toBeGreaterThan(0);
    expect((await test.client.ask("session/get", { sessionId: OLD })).steps).toBe(600);
  });

  it("the thread is given back between slices", async () => {
    const folder = await folderWithSteps(3000);
    const test = await folder.startNow();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await test.engine.journal.whenRead();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it("the same session may grow: nothing of it is lost", async () => {
    const folder = await folderWithSteps();
    const test = await folder.startNow();
    test.engine.ingest.accept("traces", encodeRequest({ name: "later", traceId: OLD }));
    await test.engine.journal.whenRead();
    expect((await test.client.ask("session/get", { sessionId: OLD })).steps).toBe(601);
    const hash = test.engine.store.hash();
    await test.engine.stop();
    expect((await folder.start()).engine.store.hash()).toBe(hash);
  });

  it("a removal of before does not take what came since", async () => {
    const folder = newFolder();
    const before = await folder.start();
    const shared = [
      { traceId: OLD, name: "old" },
      { traceId: LIVE, name: "other" },
    ];
    before.engine.ingest.accept("traces", encodeRequest(...shared));
    await before.client.ask("session/clear", { sessionIds: [OLD] });
    await before.engine.stop();
    const test = await folder.startNow();
    test.engine.ingest.accept("traces", encodeRequest({ name: "new", traceId: OLD }));
    await test.engine.journal.whenRead();
    const { items } = await test.client.ask("session/steps", { sessionId: OLD });
    expect(items.map(({ name }) => name)).toEqual(["new"]);
  });

  it("a session that is deleted meanwhile stays deleted", async () => {
    const folder = await folderWithSteps();
    const test = await folder.startNow();
    await test.client.ask("session/clear", { sessionIds: [OLD] });
    expect((await test.client.ask("session/list", {})).items).toEqual([]);
    await test.engine.stop();
    expect((await (await folder.start()).client.ask("session/list", {})).items).toEqual([]);
  });

  it("clearing all ends the reading", async () => {
    const folder = await folderWithSteps();
    const test = await folder.startNow();
    await test.client.ask("session/clear", {});
    await test.engine.journal.whenRead();
    expect((await test.client.ask("session/list", {})).items).toEqual([]);
    expect(folder.files()).toEqual([]);
  });

  it("an engine that is ended leaves all for the next", async () => {
    const folder = await folderWithSteps();
    await (await folder.startNow()).engine.stop();
    const test = await folder.start();
    expect((await test.client.ask("session/get", { sessionId: OLD })).steps).toBe(600);
    expect(test.problems).toEqual([]);
  });
});

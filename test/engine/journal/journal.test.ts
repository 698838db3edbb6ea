// What was acknowledged comes back after a reload, and what was deleted does not.

import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { encodeLogsRequest, encodeRequest, type SpanOptions } from "../../fixtures/builders/span";
import { listRecordings } from "../../fixtures/recordings";
import type { TestEngine } from "../test-engine";
import { bodiesOf, useKeptFolders } from "./kept";

const newFolder = useKeptFolders();
const FIRST = "0af7651916cd43dd8448eb211c80319c";
const SECOND = "b".repeat(32);

function send({ engine }: TestEngine, ...spans: readonly SpanOptions[]): void {
  engine.ingest.accept("traces", encodeRequest(...spans));
}

async function sessionsOf({ client }: TestEngine): Promise<string[]> {
  const { items } = await client.ask("session/list", {});
  return items.map(({ sessionId }) => sessionId).sort();
}

async function stepsOf({ client }: TestEngine, sessionId: string): Promise<string[]> {
  const { items } = await client.ask("session/steps", { sessionId });
  return items.map(({ name }) => name);
}

describe("after a reload", () => {
  it.each(listRecordings())("the store of $name is what it was", async (recording) => {
    const { start } = newFolder();
    const before = await start();
    for (const { signal, body } of bodiesOf(recording)) {
      before.engine.ingest.accept(signal, body);
      before.pass(1000);
    }
    const rows = await before.client.ask("session/list", {});
    const hash = before.engine.store.hash();
    await before.engine.stop();
    const after = await start();
    expect(after.engine.store.hash()).toBe(hash);
    expect(after.problems).toEqual([]);
    after.pass(1000 * bodiesOf(recording).length);
    expect(await after.client.ask("session/list", {})).toEqual(rows);
  });

  it("all recordings together are what they were, after two reloads too", async () => {
    const { start } = newFolder();
    const before = await start();
    for (const { signal, body } of listRecordings().flatMap(bodiesOf))
      before.engine.ingest.accept(signal, body);
    const hash = before.engine.store.hash();
    await before.engine.stop();
    await (await start()).engine.stop();
    expect((await start()).engine.store.hash()).toBe(hash);
  }, 60_000);

  it("sessions say when they were last heard of, as before", async () => {
    const { start } = newFolder();
    const before = await start();
    send(before, { name: "hello", resource: { "service.name": "shop" } });
    const { senders } = await before.client.ask("status/get", {});
    await before.engine.stop();
    const after = await start();
    after.pass(5000);
    expect((await after.client.ask("status/get", {})).senders).toEqual(senders);
  });

  it("runs have their names and how they ended, and are not alive", async () => {
    const { start } = newFolder();
    const before = await start();
    send(before, { name: "hello", resource: { "agent_loupe.run.id": "r1" } });
    await before.client.ask("run/started", { runId: "r1", name: "my agent", commit: "abc" });
    expect(await before.client.ask("session/get", { sessionId: FIRST })).toMatchObject({ status: "running" });
    await before.client.ask("run/ended", { runId: "r1", exitCode: 3 });
    await before.engine.stop();
    const after = await start();
    expect(await after.client.ask("session/get", { sessionId: FIRST })).toMatchObject({
      status: "ok",
      run: { runId: "r1", name: "my agent", commit: "abc", exitCode: 3 },
    });
  });

  it("metrics and empty bodies were not kept", async () => {
    const { start, files } = newFolder();
    const { engine } = await start();
    engine.ingest.accept("metrics", new Uint8Array());
    engine.ingest.accept("traces", encodeRequest());
    expect(files()).toEqual([]);
  });

  it("log records are there too, on the step that they belong to", async () => {
    const { start } = newFolder();
    const before = await start();
    send(before, { name: "hello", traceId: FIRST, spanId: "00000000000000aa" });
    before.engine.ingest.accept(
      "logs",
      encodeLogsRequest({ traceId: FIRST, spanId: "00000000000000aa", eventName: "noted" }),
    );
    const hash = before.engine.store.hash();
    await before.engine.stop();
    const after = await start();
    expect(after.engine.store.hash()).toBe(hash);
    expect(await after.client.ask("status/get", {})).toMatchObject({ spans: 1, logs: 1, sessions: 1 });
  });
});

describe("what was removed", () => {
  it("one by one does not come back, and its bytes are gone from the disk", async () => {
    const { start, files } = newFolder();
    const before = await start();
    send(before, { name: "the secret", traceId: FIRST });
    send(before, { name: "the other", traceId: SECOND });
    await before.client.ask("session/clear", { sessionIds: [FIRST] });
    expect(await sessionsOf(before)).toEqual([SECOND]);
    const text = files()
      .map((file) => readFileSync(file, "latin1"))
      .join();
    expect(text.includes("the other")).toBe(true);
    expect(text.includes("the secret")).toBe(false);
    await before.engine.stop();
    const after = await start();
    expect(await sessionsOf(after)).toEqual([SECOND]);
    expect(after.problems).toEqual([]);
  });

  it("after a reload is wiped as well", async () => {
    const { start, files } = newFolder();
    const first = await start();
    send(first, { name: "the secret", traceId: FIRST });
    await first.engine.stop();
    const second = await start();
    await second.client.ask("session/clear", { sessionIds: [FIRST] });
    const text = files()
      .map((file) => readFileSync(file, "latin1"))
      .join();
    expect(text.includes("the secret")).toBe(false);
    await second.engine.stop();
    expect(await sessionsOf(await start())).toEqual([]);
  });

  it("comes back only as far as it went on after that", async () => {
    const { start } = newFolder();
    const before = await start();
    send(before, { name: "early", traceId: FIRST });
    await before.client.ask("session/clear", { sessionIds: [FIRST] });
    send(before, { name: "late", traceId: FIRST });
    await before.engine.stop();
    expect(await stepsOf(await start(), FIRST)).toEqual(["late"]);
  });

  it("from a body that two sessions share leaves the other whole", async () => {
    const { start } = newFolder();
    const before = await start();
    send(before, { name: "one", traceId: FIRST }, { name: "two", traceId: SECOND });
    await before.client.ask("session/clear", { sessionIds: [FIRST] });
    await before.engine.stop();
    const after = await start();
    expect(await sessionsOf(after)).toEqual([SECOND]);
    expect(await stepsOf(after, SECOND)).toEqual(["two"]);
  });

  it("by Clear All leaves no file, and what comes later is kept", async () => {
    const { start, files } = newFolder();
    const first = await start();
    send(first, { name: "old", traceId: FIRST });
    await first.engine.stop();
    const second = await start();
    send(second, { name: "new", traceId: SECOND });
    await second.client.ask("session/clear", {});
    expect(files()).toEqual([]);
    send(second, { name: "newer", traceId: SECOND });
    await second.engine.stop();
    expect(await stepsOf(await start(), SECOND)).toEqual(["newer"]);
  });

  it("to make room stays away", async () => {
    const { start } = newFolder();
    const before = await start({}, 2 << 20);
    for (let at = 0; at < 30; at++) {
      const traceId = String(at).padStart(32, "a");
      send(before, { name: "big", traceId, attributes: { text: `${at} ${"x".repeat(200_000)}` } });
      before.pass(1000);
    }
    const left = await sessionsOf(before);
    expect(left.length).toBeLessThan(30);
    await before.engine.stop();
    expect(await sessionsOf(await start({}, 64 << 20))).toEqual(left);
  });
});

describe("a damaged journal", () => {
  it("whose writer was killed in the middle gives all before, says so, and goes on in another segment", async () => {
    const { start, files } = newFolder();
    const before = await start();
    send(before, { name: "whole", traceId: FIRST });
    send(before, { name: "torn", traceId: FIRST });
    await before.engine.stop();
    const [file = ""] = files();
    truncateSync(file, statSync(file).size - 3);
    const second = await start();
    expect(await stepsOf(second, FIRST)).toEqual(["whole"]);
    expect(second.problems.join()).toMatch(/is damaged at byte \d+: \d+ bytes of it could not be read back/);
    send(second, { name: "later", traceId: FIRST });
    await second.engine.stop();
    expect(files().length).toBe(2);
    const third = await start();
    expect(await stepsOf(third, FIRST)).toEqual(["whole", "later"]);
    expect(third.problems).toEqual([]);
  });

  it("that holds what no engine can read costs nothing else", async () => {
    const { start, folder, files } = newFolder();
    const before = await start();
    send(before, { name: "sound", traceId: FIRST });
    await before.engine.stop();
    const [file = ""] = files();
    writeFileSync(file.replace(/\d{15}/, "000000000000001"), "what is this?");
    writeFileSync(path.join(folder, "note.txt"), "mine");
    const after = await start();
    expect(await stepsOf(after, FIRST)).toEqual(["sound"]);
    expect(after.problems.length).toBe(1);
    await after.client.ask("session/clear", {});
    expect(existsSync(path.join(folder, "note.txt"))).toBe(true);
  });

  it("whose reading ended the engine three times is left out, and the others are read", async () => {
    const { start, files } = newFolder();
    const first = await start();
    send(first, { name: "poison", traceId: FIRST });
    await first.engine.stop();
    const second = await start();
    send(second, { name: "sound", traceId: SECOND });
    await second.engine.stop();
    const [poisoned = ""] = files();
    renameSync(poisoned, `${poisoned}.r3`);
    const third = await start();
    expect(await sessionsOf(third)).toEqual([SECOND]);
    expect(third.problems.join()).toContain("it is left out from now on");
    await third.engine.stop();
    expect((await start()).problems).toEqual([]);
  });
});

describe("removals", () => {
  it("stand behind what they remove, even where the clock went back", async () => {
    const { start, files } = newFolder();
    const first = await start();
    send(first, { name: "one", traceId: FIRST }, { name: "two", traceId: SECOND });
    await first.engine.stop();
    const second = await start();
    second.pass(-86_400_000);
    await second.client.ask("session/clear", { sessionIds: [FIRST] });
    await second.engine.stop();
    expect(files().length).toBe(2);
    expect(await sessionsOf(await start())).toEqual([SECOND]);
  });
});

describe("the folder", () => {
  it("and its files are readable by their owner only", async () => {
    const { start, folder, files } = newFolder();
    send(await start(), { name: "hello" });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  });

  it("is not made before something came", async () => {
    const { start, folder } = newFolder();
    await start();
    expect(existsSync(folder)).toBe(false);
  });

  it("stays under its cap: the oldest segments go whole", async () => {
    const { start, bytes } = newFolder();
    const before = await start({ maxBytes: 800_000 });
    for (let at = 0; at < 40; at++)
      send(before, {
        name: `step ${at}`,
        traceId: String(at).padStart(32, "a"),
        attributes: { text: `${at} ${"x".repeat(50_000)}` },
      });
    expect(bytes()).toBeLessThanOrEqual(900_000);
    expect(bytes()).toBeGreaterThan(500_000);
    await before.engine.stop();
    const back = await sessionsOf(await start({ maxBytes: 800_000 }));
    const newest = Array.from({ length: back.length }, (_, at) => String(39 - at).padStart(32, "a")).sort();
    expect(back).toEqual(newest);
    expect(back.length).toBeGreaterThan(8);
  });

  it("gives up what is older than the days that were asked for", async () => {
    const { start, files } = newFolder();
    const before = await start();
    send(before, { name: "old" });
    await before.engine.stop();
    const after = await start({ keepDays: -30_000 });
    expect(await sessionsOf(after)).toEqual([]);
    expect(files()).toEqual([]);
  });

  it("that cannot be written lets senders be answered and says what to do, once", async () => {
    const { start, folder } = newFolder();
    mkdirSync(path.dirname(folder), { recursive: true });
    writeFileSync(folder, "a file where the folder should be");
    const test = await start();
    send(test, { name: "hello", traceId: FIRST });
    expect(await stepsOf(test, FIRST)).toEqual(["hello"]);
    expect(await test.client.ask("status/get", {})).toMatchObject({
      journal: {
        state: "failed",
        message: /not kept over a reload of the window/,
        next: /Settings: Keep Sessions/,
      },
    });
  });
});

describe("turned off", () => {
  it("nothing is written, and what was kept is removed", async () => {
    const { start, files } = newFolder();
    const before = await start();
    send(before, { name: "hello" });
    await before.engine.stop();
    const after = await start({ enabled: false });
    expect(files()).toEqual([]);
    send(after, { name: "hello", traceId: FIRST });
    expect(files()).toEqual([]);
    expect(await after.client.ask("status/get", {})).toMatchObject({ journal: { state: "off" } });
    await expect(after.client.ask("session/get", { sessionId: SECOND })).rejects.toMatchObject({
      next: /Settings: Keep Sessions/,
    });
  });
});

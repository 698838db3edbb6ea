// Two windows in one folder: each reads only what is nobody's any more, and never what another one writes.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { isAlive, isSameOwner, ownerOf, thisOwner } from "../../../src/engine/journal/owner";
import { encodeRequest } from "../../fixtures/builders/span";
import { useKeptFolders } from "./kept";

const newFolder = useKeptFolders();
const FIRST = "0af7651916cd43dd8448eb211c80319c";
const SECOND = "b".repeat(32);

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A process of ours that does nothing, and the owner it is. */
async function somebody() {
  const child = spawn(process.execPath, ["-e", "process.stdout.write('up'); setInterval(() => {}, 1000)"]);
  children.push(child);
  await once(child.stdout, "data");
  const end = async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { pid: child.pid ?? 0, end };
}

describe("an owner", () => {
  it("is alive as long as its process is", async () => {
    expect(isAlive(thisOwner())).toBe(true);
    expect(isSameOwner(thisOwner(), thisOwner())).toBe(true);
    const { pid, end } = await somebody();
    await end();
    expect(isAlive({ pid, start: "x" })).toBe(false);
  });

  it.runIf(process.platform === "linux")("is not the program that has its process id now", () => {
    expect(isAlive({ ...thisOwner(), start: "12345678" + "1" })).toBe(false);
  });
});

describe.runIf(process.platform === "linux")("a segment", () => {
  /** Gives the one segment of the folder to another process. */
  async function givenAway(folder: ReturnType<typeof newFolder>) {
    const test = await folder.start();
    test.engine.ingest.accept("traces", encodeRequest({ name: "theirs", traceId: FIRST }));
    await test.engine.stop();
    const [file = ""] = folder.files();
    const { pid, end } = await somebody();
    const { start } = ownerOf(pid);
    renameSync(file, file.replace(/-\d+-[0-9a-z]+\.journal$/, `-${pid}-${start}.journal`));
    return { end };
  }

  it("of a window that lives is neither read nor removed", async () => {
    const folder = newFolder();
    await givenAway(folder);
    const test = await folder.start();
    expect((await test.client.ask("session/list", {})).items).toEqual([]);
    await test.client.ask("session/clear", {});
    expect(folder.files().length).toBe(1);
  });

  it("of a window that ends while we wait for it is read", async () => {
    const folder = newFolder();
    const { end } = await givenAway(folder);
    const starting = folder.start({ patienceMs: 20_000 });
    await end();
    const test = await starting;
    expect((await test.client.ask("session/list", {})).items.map(({ sessionId }) => sessionId)).toEqual([
      FIRST,
    ]);
    test.engine.ingest.accept("traces", encodeRequest({ name: "ours", traceId: SECOND }));
    expect(folder.files().length).toBe(2);
  });
});

// The engine as a program of its own: JSON lines on its streams, a port for agents, and an end when stdin ends.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeRequest, TRACE_ID } from "../fixtures/builders/span";
import { buildEngine, startEngineProcess, type BuiltEngine, type EngineProcess } from "./engine-process";

let built: BuiltEngine;
let engine: EngineProcess;

beforeAll(async () => {
  built = await buildEngine();
  engine = await startEngineProcess(built);
});
afterAll(async () => {
  engine.kill();
  await built.remove();
});

describe("the engine alone", () => {
  it("says first which port it listens on", () => {
    const data = { httpPort: engine.httpPort, grpcPort: null };
    expect(engine.events[0]).toEqual({ event: "status/ready", data });
    expect(engine.httpPort).toBeGreaterThan(0);
  });

  it("shows a span that was posted as soon as it was answered", async () => {
    const response = await fetch(`http://127.0.0.1:${engine.httpPort}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: Buffer.from(encodeRequest({ name: "hello" })),
    });
    expect(response.status).toBe(200);
    expect(await engine.ask("session/steps", { sessionId: TRACE_ID })).toMatchObject({
      result: { items: [{ name: "hello", number: 1, depth: 0 }] },
    });
    expect(await engine.ask("status/get")).toMatchObject({
      result: { spans: 1, sessions: 1, httpPort: engine.httpPort, grpcPort: null },
    });
  });

  it("answers what it cannot do with a code and a sentence", async () => {
    expect(await engine.ask("session/get", { sessionId: "nobody" })).toMatchObject({
      error: { code: "not-found" },
    });
    expect(await engine.ask("session/get", {})).toMatchObject({ error: { code: "invalid-args" } });
    expect(await engine.ask("no/such")).toMatchObject({ error: { code: "invalid-args" } });
  });

  it("passes over a line that is no JSON", async () => {
    engine.write("not json");
    expect(await engine.ask("agent/list")).toMatchObject({ result: [] });
  });

  it("ends with 0 when stdin ends", async () => {
    expect(await engine.end()).toBe(0);
  });
});

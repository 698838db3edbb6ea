import { execFile } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { MalformedBody } from "../../../src/core/otlp/wire";
import { startHttpReceiver } from "../../../src/engine/receiver/http";
import { encodeLogsRequest, encodeRequest, traceRequestJson } from "../../fixtures/builders/span";
import { startMemoryEngine } from "./memory-engine";
import type { MemoryEngine, MemoryEngineOptions } from "./memory-engine";

const open: MemoryEngine[] = [];

async function start(options: MemoryEngineOptions = {}): Promise<MemoryEngine> {
  const engine = await startMemoryEngine(options);
  open.push(engine);
  return engine;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

interface Ask {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly host?: string;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

const PROTOBUF = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };

function ask(engine: { readonly port: number }, { body, ...rest }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: "127.0.0.1", port: engine.port, method: "POST", path: "/v1/traces", agent: false, ...rest },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}

describe("a sound batch", () => {
  it.each<[string, Ask]>([
    ["protobuf", { headers: PROTOBUF, body: encodeRequest({ name: "a" }) }],
    [
      "protobuf in gzip",
      { headers: { ...PROTOBUF, "content-encoding": "gzip" }, body: gzipSync(encodeRequest({})) },
    ],
  ])("%s is answered with an empty ExportTraceServiceResponse", async (_name, request) => {
    const engine = await start();
    const answer = await ask(engine, request);
    expect([answer.status, answer.text, engine.spans.size]).toEqual([200, "", 1]);
    expect(answer.headers).toMatchObject({
      "content-type": "application/x-protobuf",
      "content-length": "0",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  it("JSON is answered in JSON", async () => {
    const engine = await start();
    const answer = await ask(engine, { headers: JSON_TYPE, body: JSON.stringify(traceRequestJson()) });
    expect([answer.status, answer.text, answer.headers["content-type"]]).toEqual([
      200,
      "{}",
      "application/json",
    ]);
    expect(engine.infos[0]?.contentType).toBe("application/json");
  });

  it("logs and metrics have their own paths", async () => {
    const engine = await start();
    await ask(engine, { path: "/v1/logs", headers: PROTOBUF, body: encodeLogsRequest({}, {}) });
    const metrics = '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{}]}}]}]}]}';
    await ask(engine, { path: "/v1/metrics?x=1", headers: JSON_TYPE, body: metrics });
    expect([engine.logs.length, engine.metricPoints]).toEqual([2, 1]);
  });

  it("sent twice gives the same items", async () => {
    const engine = await start();
    const body = encodeRequest({ name: "a" }, { name: "b" });
    await ask(engine, { headers: PROTOBUF, body });
    await ask(engine, { headers: PROTOBUF, body });
    expect(engine.spans.size).toBe(2);
  });

  it("comes in on ::1 too, where the machine has it", async () => {
    const engine = await start();
    const onIpv6 = await ask(engine, {
      host: "::1",
      headers: { ...PROTOBUF, host: `[::1]:${engine.port}` },
    }).then(
      ({ status }) => status,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect([200, "EADDRNOTAVAIL", "EAFNOSUPPORT"]).toContain(onIpv6);
  });
});

describe("who may send", () => {
  const body = JSON.stringify(traceRequestJson());
  it.each<[string, number, Ask]>([
    ["no content type", 415, { headers: {} }],
    ["text/plain", 415, { headers: { "content-type": "text/plain" } }],
    ["a form", 415, { headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["an origin", 403, { headers: { ...JSON_TYPE, origin: "https://evil.example" } }],
    ["origin null", 403, { headers: { ...JSON_TYPE, origin: "null" } }],
    ["an origin on localhost", 403, { headers: { ...JSON_TYPE, origin: "http://localhost:3000" } }],
    ["a foreign host", 403, { headers: { ...JSON_TYPE, host: "evil.example" } }],
    ["a host that looks alike", 403, { headers: { ...JSON_TYPE, host: "localhost.evil.example:4318" } }],
    ["0.0.0.0", 403, { headers: { ...JSON_TYPE, host: "0.0.0.0:4318" } }],
    ["a foreign absolute target", 403, { headers: JSON_TYPE, path: "http://evil.example/v1/traces" }],
    ["LOCALHOST", 200, { headers: { ...JSON_TYPE, host: "LOCALHOST:9" } }],
    ["a container's host", 200, { headers: { ...JSON_TYPE, host: "host.docker.internal:4318" } }],
    ["an own absolute target", 200, { headers: JSON_TYPE, path: "http://127.0.0.1:4318/v1/traces" }],
    ["GET", 405, { method: "GET", headers: {} }],
    ["an unknown path", 404, { path: "/v1/trace", headers: JSON_TYPE }],
    ["brotli", 415, { headers: { ...JSON_TYPE, "content-encoding": "br" } }],
  ])("%s: %i", async (_name, status, request) => {
    const engine = await start();
    const answer = await ask(engine, { body: request.method === "GET" ? "" : body, ...request });
    expect(answer.status).toBe(status);
    expect(engine.spans.size).toBe(status === 200 ? 1 : 0);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    if (status !== 200) {
      expect(JSON.parse(answer.text)).toEqual({ message: expect.stringMatching(/\w+/) as string });
      expect(engine.refused.map((notice) => notice.status)).toEqual([status]);
    }
  });

  it("a preflight is refused without any permission", async () => {
    const engine = await start();
    const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
    const answer = await ask(engine, { method: "OPTIONS", headers });
    expect(answer.status).toBe(403);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("what is said helps: the variable to set, the coding to use", async () => {
    const engine = await start();
    const lost = await ask(engine, { path: "/", headers: JSON_TYPE, body });
    expect(lost.text).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${engine.port}`);
    const brotli = await ask(engine, { headers: { ...JSON_TYPE, "content-encoding": "br" }, body });
    expect(brotli.headers["accept-encoding"]).toBe("gzip");
    const get = await ask(engine, { method: "GET" });
    expect(get.headers.allow).toBe("POST");
  });

  it("gRPC on this port hears which variable to change", async () => {
    const engine = await start();
    const socket = net.connect(engine.port, "127.0.0.1");
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    const [reply] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 400 /);
    expect(engine.refused.map(({ message }) => message)).toEqual([
      `Port ${engine.port} speaks OTLP over HTTP/1.1, not gRPC. Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.`,
    ]);
  });
});

describe("a body that is refused", () => {
  it("what accept calls malformed is 400, in the sender's own encoding", async () => {
    const engine = await start({
      before: () => {
        throw new MalformedBody("Truncated at byte 3.", 3);
      },
    });
    const answer = await ask(engine, { headers: PROTOBUF, body: encodeRequest({}) });
    expect([answer.status, answer.headers["content-type"], answer.text]).toEqual([
      400,
      "application/x-protobuf",
      "\x12\x14Truncated at byte 3.",
    ]);
  });

  it("a bug is 500, and its error is handed over", async () => {
    const bug = new Error("a bug");
    const engine = await start({
      before: () => {
        throw bug;
      },
    });
    const answer = await ask(engine, { headers: JSON_TYPE, body: JSON.stringify(traceRequestJson()) });
    expect([answer.status, engine.errors]).toEqual([500, [bug]]);
  });

  it("what is rejected or odd is told in partial_success, JSON and protobuf", async () => {
    const receiver = await startHttpReceiver({
      port: 0,
      accept: () => Promise.resolve({ rejected: 2, warnings: ["Two were bad."] }),
    });
    const json = await ask(receiver, { headers: JSON_TYPE, body: "{}" });
    const binary = await ask(receiver, { headers: PROTOBUF, body: "" });
    await receiver.close();
    expect(JSON.parse(json.text)).toEqual({
      partialSuccess: { rejectedSpans: "2", errorMessage: "Two were bad." },
    });
    expect([json.status, binary.status, binary.text]).toEqual([
      200,
      200,
      "\n\x11\x08\x02\x12\rTwo were bad.",
    ]);
  });

  it("gzip that inflates beyond the limit stops there", async () => {
    const engine = await start({ maxBodyBytes: 1024 * 1024 });
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const answer = await ask(engine, { headers: { ...PROTOBUF, "content-encoding": "gzip" }, body: bomb });
    expect([answer.status, engine.infos]).toEqual([413, []]);
  });

  it("an oversized body hears 413 in a process of its own while it still writes", async () => {
    const engine = await start({ maxBodyBytes: 1024 * 1024 });
    const client = path.join(import.meta.dirname, "oversize-client.mjs");
    const runs = Number(process.env["OVERSIZE_RUNS"] ?? 3);
    const seen: string[] = [];
    for (let run = 0; run < runs; run++) {
      const bytes = String(65 * 1024 * 1024);
      const { stdout } = await promisify(execFile)(process.execPath, [client, String(engine.port), bytes]);
      seen.push(stdout.trim());
    }
    expect(seen).toEqual(Array.from({ length: runs }, () => "413 with a body"));
    expect(engine.refused[0]?.claimedBytes).toBe(65 * 1024 * 1024);
  }, 120_000);
});

describe("when senders are slow, gone or too many", () => {
  it("bodies beyond what may be held at once are asked to come again", async () => {
    let release: () => void = () => undefined;
    const stalled = new Promise<void>((resolve) => (release = resolve));
    const engine = await start({ maxInFlightBytes: 1500, before: () => stalled });
    const body = encodeRequest({ attributes: { text: "x".repeat(1000) } });
    const first = ask(engine, { headers: PROTOBUF, body });
    while (engine.refused.length === 0) {
      const busy = await ask(engine, {
        headers: PROTOBUF,
        body: encodeRequest({ attributes: { a: "x".repeat(900) } }),
      });
      expect([busy.status, busy.headers["retry-after"]]).toEqual([503, "1"]);
    }
    release();
    expect((await first).status).toBe(200);
    expect((await ask(engine, { headers: PROTOBUF, body })).status).toBe(200);
  });

  it("a client that leaves in mid-body stores nothing and frees its socket", async () => {
    const engine = await start();
    for (let index = 0; index < 20; index++) {
      const socket = net.connect(engine.port, "127.0.0.1");
      socket.write(
        `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 999\r\n\r\nabc`,
      );
      await once(socket, "connect");
      await sleep(2);
      socket.destroy();
    }
    expect((await ask(engine, { headers: PROTOBUF, body: encodeRequest({}) })).status).toBe(200);
    expect([engine.spans.size, engine.errors, engine.infos.length]).toEqual([1, [], 1]);
  });

  it("a body that comes in drops is taken", async () => {
    const engine = await start();
    const body = encodeRequest({ name: "slow" });
    const request = http.request({
      port: engine.port,
      host: "127.0.0.1",
      path: "/v1/traces",
      method: "POST",
      headers: PROTOBUF,
    });
    for (const byte of body.subarray(0, 20)) {
      request.write(Uint8Array.of(byte));
      await sleep(1);
    }
    request.end(body.subarray(20));
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.resume();
    expect([response.statusCode, engine.spans.size]).toEqual([200, 1]);
  });

  it("300 idle sockets do not keep a good span out", async () => {
    const engine = await start();
    const idle = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const socket = net.connect(engine.port, "127.0.0.1");
        socket.on("error", () => undefined);
        await once(socket, "connect");
        return socket;
      }),
    );
    const answer = await ask(engine, { headers: PROTOBUF, body: encodeRequest({}) });
    idle.forEach((socket) => socket.destroy());
    expect([answer.status, engine.spans.size]).toEqual([200, 1]);
  });

  it("a port that is taken is told by its code", async () => {
    const engine = await start();
    await expect(startMemoryEngine({ port: engine.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

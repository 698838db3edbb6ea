// The OpenTelemetry exporters that users run, delivering over real HTTP.

import { SpanStatusCode } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { SpanExporter } from "@opentelemetry/sdk-trace-node";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startMemoryEngine } from "./memory-engine";

type Options = ConstructorParameters<typeof ProtobufExporter>[0];

const EXPORTERS: readonly (readonly [string, (options: Options) => SpanExporter])[] = [
  ["otlp-proto", (options) => new ProtobufExporter(options)],
  ["otlp-http (JSON)", (options) => new JsonExporter(options)],
];

/** Makes `count` spans with one exporter and gives back when all are delivered. */
async function deliver(exporter: SpanExporter, count: number): Promise<void> {
  const provider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter, { maxExportBatchSize: 20 })],
  });
  const tracer = provider.getTracer("test.agent", "1.2.3");
  for (let index = 0; index < count; index++) {
    const span = tracer.startSpan(`chat ${index}`, {
      attributes: { "gen_ai.operation.name": "chat", index, ratio: 0.5 },
    });
    span.addEvent("choice", { text: "日本 ✓" });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "failed" });
    span.end();
  }
  await provider.forceFlush();
  await provider.shutdown();
}

describe.each(EXPORTERS)("the %s exporter", (_name, create) => {
  it("delivers every span as it was recorded", async () => {
    const engine = await startMemoryEngine();
    await deliver(create({ url: `${engine.base}/v1/traces` }), 50);
    const [first] = [...engine.spans.values()].filter(({ name }) => name === "chat 7");
    await engine.close();
    expect(engine.spans.size).toBe(50);
    expect(first?.attributes.keys().map((key) => [key, first.attributes.get(key)])).toEqual([
      ["gen_ai.operation.name", "chat"],
      ["index", 7],
      ["ratio", 0.5],
    ]);
    expect(first?.events.map((event) => event.attributes.text("text"))).toEqual(["日本 ✓"]);
    expect([first?.status, first?.scope.name, first?.problems]).toEqual([
      { code: 2, message: "failed" },
      "test.agent",
      [],
    ]);
  });

  it("loses nothing while the store is slow", async () => {
    const engine = await startMemoryEngine({ maxInFlightBytes: 30_000, before: () => sleep(20) });
    await Promise.all([1, 2, 3, 4].map(() => deliver(create({ url: `${engine.base}/v1/traces` }), 40)));
    await engine.close();
    expect(engine.spans.size).toBe(160);
  });
});

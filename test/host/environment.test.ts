import { describe, expect, it } from "vitest";
import {
  foreignEndpoint,
  receiverVariables,
  runIdIn,
  runVariables,
  shellLines,
} from "../../src/host/run/environment";

const RUN = "0b4e";

describe("the environment of a run", () => {
  it("sends everything to the receiver when the user has set nothing", () => {
    expect(runVariables(4318, RUN, {})).toEqual({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_BSP_SCHEDULE_DELAY: "1000",
      OTEL_RESOURCE_ATTRIBUTES: "agent_loupe.run.id=0b4e",
    });
  });

  it("leaves every variable alone that the user has set", () => {
    const user = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_BSP_SCHEDULE_DELAY: "5000",
      OTEL_SERVICE_NAME: "shop",
    };
    expect(runVariables(4318, RUN, user)).toEqual({ OTEL_RESOURCE_ATTRIBUTES: "agent_loupe.run.id=0b4e" });
  });

  it("appends the run's id to the user's resource attributes", () => {
    const { OTEL_RESOURCE_ATTRIBUTES } = runVariables(4318, RUN, { OTEL_RESOURCE_ATTRIBUTES: "team=a" });
    expect(OTEL_RESOURCE_ATTRIBUTES).toBe("team=a,agent_loupe.run.id=0b4e");
  });

  it("never names the service: a variable would win over the name that the program sets in its code", () => {
    expect(runVariables(4318, RUN, {})).not.toHaveProperty("OTEL_SERVICE_NAME");
    expect(runVariables(4318, RUN, { OTEL_SERVICE_NAME: "shop" })).not.toHaveProperty("OTEL_SERVICE_NAME");
  });

  it("treats an empty variable as one that is not set, as the specification does", () => {
    expect(runVariables(4318, RUN, { OTEL_EXPORTER_OTLP_ENDPOINT: "" })).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
    });
  });

  it("carries the run's id back; a later one wins, and other environments have none", () => {
    expect(runIdIn(runVariables(4318, RUN, { OTEL_RESOURCE_ATTRIBUTES: "agent_loupe.run.id=old" }))).toBe(
      "0b4e",
    );
    expect(runIdIn({ OTEL_RESOURCE_ATTRIBUTES: "team=a" })).toBeUndefined();
    expect(runIdIn(undefined)).toBeUndefined();
  });

  it.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://[::1]:4318" }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4319" }, "http://127.0.0.1:4319"],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c.example/v1" }, "https://c.example/v1"],
  ])("%o goes to %s", (user: Record<string, string>, endpoint) => {
    expect(foreignEndpoint(4318, user)).toBe(endpoint);
  });

  it("is copied as lines that a shell reads back unchanged", () => {
    expect(shellLines(receiverVariables(4318)).split("\n")[0]).toBe(
      "export OTEL_EXPORTER_OTLP_ENDPOINT='http://127.0.0.1:4318'",
    );
    expect(shellLines({ A: "it's" })).toBe(String.raw`export A='it'\''s'`);
  });
});

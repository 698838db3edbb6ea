import { describe, expect, it } from "vitest";
import { agentVersions, type AgentSighting, versionHash } from "../../../src/core/model/registry";

const hash = (text: string) => `h(${text})`;

function sighting(atUs: number, more: Partial<AgentSighting> = {}): AgentSighting {
  return { atUs, system: "Be brief.", tools: [tool("grep")], model: "m1", ...more };
}

function tool(name: string, parameters: unknown = { type: "object" }) {
  return { type: "function", name, parameters };
}

describe("versions of an agent", () => {
  it("are one for the same prompt and tools, in whatever order they come", () => {
    const versions = agentVersions(
      [
        sighting(2, { tools: [tool("b"), tool("a", { y: 1, x: 2 })] }),
        sighting(1, { tools: [tool("a", { x: 2, y: 1 }), tool("b")] }),
      ],
      hash,
    );
    expect(versions).toEqual([
      {
        hash: 'h(["Be brief.",[["a","{\\"x\\":2,\\"y\\":1}"],["b","{\\"type\\":\\"object\\"}"]]])',
        firstSeenUs: 1,
        lastSeenUs: 2,
        changed: [],
      },
    ]);
  });

  it("say what changed since the one before", () => {
    const versions = agentVersions(
      [
        sighting(1, { tools: [tool("grep"), tool("old"), tool("sql")] }),
        sighting(2, {
          system: "Be long.",
          tools: [tool("grep"), tool("new"), tool("sql", { type: "string" })],
          model: "m2",
        }),
      ],
      hash,
    );
    expect(versions[1]?.changed).toEqual(["prompt", "tools +new −old ~sql", "model m1 → m2"]);
  });

  it("do not come with each day that a prompt names", () => {
    const at = (text: string) => versionHash({ system: text, tools: null }, hash);
    expect(at("Today is 2026-11-23, 10:04. Run 0e3a103d-9785-457a-b405-ab0649dccf11")).toBe(
      at("Today is 2026-11-24, 09:15. Run d079bb21-1b9e-4510-b921-eb09c10f2552"),
    );
    expect(at("Version 1")).not.toBe(at("Version 2"));
  });

  it("are not made of calls that record neither prompt nor tools", () => {
    expect(agentVersions([sighting(1, { system: null, tools: null })], hash)).toEqual([]);
  });

  it("go back to a known one without becoming new", () => {
    const versions = agentVersions([sighting(1), sighting(2, { system: "x" }), sighting(3)], hash);
    expect(versions.map(({ firstSeenUs, lastSeenUs }) => [firstSeenUs, lastSeenUs])).toEqual([
      [1, 3],
      [2, 2],
    ]);
  });
});

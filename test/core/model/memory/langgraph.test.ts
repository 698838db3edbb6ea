// LangGraph state: what nodes put in, in the order of supersteps.

import { describe, expect, it } from "vitest";
import type { MemoryStep } from "../../../../src/core/model/memory";
import { atEnd, fold, step } from "./support";

interface Node {
  readonly superstep: number;
  readonly input?: object;
  readonly output?: unknown;
  readonly endUs?: number;
  readonly ns?: string;
  readonly triggers?: readonly string[];
}

function node(at: number, name: string, said: Node): MemoryStep {
  const metadata = {
    langgraph_node: name,
    langgraph_step: said.superstep,
    langgraph_checkpoint_ns: said.ns ?? `${name}:1`,
    langgraph_triggers: said.triggers ?? [`branch:to:${name}`],
    thread_id: "th",
  };
  return step(at, {
    kind: "step",
    name,
    endUs: said.endUs ?? at,
    attributes: {
      metadata: JSON.stringify(metadata),
      ...(said.input !== undefined && { "input.value": JSON.stringify(said.input) }),
      ...(said.output !== undefined && { "output.value": JSON.stringify(said.output) }),
    },
  });
}

describe("LangGraph state", () => {
  it("appends messages with ids replacing, and overwrites every other key", () => {
    const steps = [
      node(1, "a", { superstep: 1, output: { messages: [{ id: "1", content: "x" }], plan: "p1", keep: 1 } }),
      node(2, "b", {
        superstep: 2,
        output: {
          messages: [
            { id: "1", content: "y" },
            { id: "2", content: "z" },
          ],
          plan: "p2",
        },
      }),
    ];
    expect(atEnd(steps, "state")).toEqual({
      messages: [
        { id: "1", content: "y" },
        { id: "2", content: "z" },
      ],
      plan: "p2",
      keep: 1,
    });
  });

  it("believes the input of the next node over what it worked out, and shows that as a look", () => {
    const steps = [
      node(1, "a", { superstep: 1, output: { total: [2] } }),
      node(2, "b", { superstep: 2, input: { total: [1, 2] } }),
    ];
    expect(atEnd(steps, "state")).toEqual({ total: [1, 2] });
    expect(fold(steps).ledger.map(({ op, before, after }) => ({ op, before, after }))).toEqual([
      { op: "update", before: undefined, after: [2] },
      { op: "snapshot", before: [2], after: [1, 2] },
    ]);
  });

  it("does not take a node that began late for one that undid its neighbour", () => {
    const before = { seen: 0 };
    const steps = [
      node(1, "fast", { superstep: 1, input: before, output: { seen: 1 }, endUs: 2 }),
      node(3, "slow", { superstep: 1, input: before, output: { other: 1 }, endUs: 4 }),
    ];
    expect(atEnd(steps, "state")).toEqual({ seen: 1, other: 1 });
    expect(
      fold(steps)
        .ledger.filter(({ key }) => key === "seen")
        .map(({ op, after }) => [op, after]),
    ).toEqual([
      ["snapshot", 0],
      ["update", 1],
    ]);
  });

  it("takes the update of a command, and what a node removes", () => {
    const removal = {
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "RemoveMessage"],
      kwargs: { id: "1" },
    };
    const steps = [
      node(1, "a", {
        superstep: 1,
        output: {
          messages: [
            { id: "1", content: "x" },
            { id: "2", content: "y" },
          ],
        },
      }),
      node(2, "b", {
        superstep: 2,
        output: { output: [{ lg_name: "Command", update: { messages: [removal] } }] },
      }),
    ];
    expect(atEnd(steps, "state")).toEqual({ messages: [{ id: "2", content: "y" }] });
  });

  it("keeps the state of a subgraph apart", () => {
    const steps = [
      node(1, "a", { superstep: 1, output: { x: 1 } }),
      node(2, "inner", { superstep: 1, output: { x: 2 }, ns: "team:9|inner:8" }),
    ];
    expect(atEnd(steps, "state")).toEqual({ x: 1 });
    expect(atEnd(steps, "state of team")).toEqual({ x: 2 });
  });

  it("does not read the argument of a Send as the state", () => {
    const steps = [
      node(1, "a", { superstep: 1, output: { x: 1 } }),
      node(2, "worker", { superstep: 2, input: { x: 99 }, triggers: ["__pregel_push"] }),
    ];
    expect(atEnd(steps, "state")).toEqual({ x: 1 });
  });
});

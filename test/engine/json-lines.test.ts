import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { JsonLines } from "../../src/engine/json-lines";

describe("the channel as JSON lines", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function lines() {
    const written: unknown[] = [];
    const received: unknown[] = [];
    const broken = vi.fn();
    const pipe = new JsonLines({
      write: (line) => written.push(JSON.parse(line)),
      receive: (envelope) => received.push(envelope),
      onBroken: broken,
    });
    return { pipe, written, received, broken };
  }

  it("passes requests, replies and events on as they are", () => {
    const { pipe, written, received } = lines();
    pipe.read('{"id":1,"method":"status/get","args":{}}');
    pipe.send({ id: 1, result: { spans: 0 } });
    pipe.send({ event: "status/changed", data: {} });
    expect(received).toEqual([{ id: 1, method: "status/get", args: {} }]);
    expect(written).toEqual([
      { id: 1, result: { spans: 0 } },
      { event: "status/changed", data: {} },
    ]);
  });

  it("asks with a word of its own, and gives the answer back under the number asked", () => {
    const { pipe, written, received } = lines();
    pipe.send({ id: 7, method: "host/secret", args: { provider: "anthropic", host: "h" } });
    pipe.read('{"answer":7,"result":{"secret":"k"}}');
    pipe.read('{"answer":7,"result":{"secret":"again"}}');
    expect(written).toEqual([{ ask: 7, method: "host/secret", args: { provider: "anthropic", host: "h" } }]);
    expect(received).toEqual([{ id: 7, result: { secret: "k" } }]);
  });

  it("refuses a question that nobody answers within a second, once", () => {
    const { pipe, received } = lines();
    pipe.send({ id: 7, method: "host/consent", args: {} });
    vi.advanceTimersByTime(1000);
    pipe.read('{"answer":7,"result":{"host":"h"}}');
    expect(received).toEqual([
      { id: 7, error: { code: "refused", message: "Nobody answered host/consent within one second." } },
    ]);
  });

  it("forgets a question that was cancelled, and passes over a line that is no JSON", () => {
    const { pipe, received, broken } = lines();
    pipe.send({ id: 7, method: "host/decide", args: {} });
    pipe.send({ cancel: 7 });
    vi.advanceTimersByTime(5000);
    pipe.read("{");
    expect(received).toEqual([]);
    expect(broken).toHaveBeenCalledOnce();
  });
});

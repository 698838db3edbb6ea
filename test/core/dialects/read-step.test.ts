import { describe, expect, it } from "vitest";
import type { Dialect } from "../../../src/core/dialects/dialect";
import { DIALECTS, readLogStep, readStep } from "../../../src/core/dialects/index";
import { logRecord, span, type SpanOptions } from "../../fixtures/builders/span";

const step = (options: SpanOptions) => readStep(span(options), []);

describe("a span that no dialect knows", () => {
  it("is a plain step under its own name", () => {
    const facts = step({ name: "my agent run" });
    expect([facts.kind, facts.name, facts.dialects]).toEqual(["other", "my agent run", ["generic"]]);
    expect(facts.content()).toEqual({ state: "absent" });
  });

  it.each([
    ["db", { attributes: { "db.system": "sqlite" } }],
    ["http", { attributes: { "http.request.method": "POST" } }],
    ["tool", { name: "execute_tool grep" }],
    ["agent", { name: "invoke_agent planner" }],
    ["agent", { name: "agent_run [planner]" }],
    ["other", { name: "lookup Paris" }],
  ])("is %s by what it says", (kind, options: SpanOptions) => {
    expect(step(options).kind).toBe(kind);
  });

  it("says where in the code it was made", () => {
    const attributes = { "code.file.path": "/a/b.ts", "code.line.number": 12, "code.function.name": "run" };
    expect(step({ attributes }).code).toEqual({ file: "/a/b.ts", line: 12, function: "run" });
    expect(step({ attributes: { "code.file.path": "/a/b.ts" } }).code).toBeUndefined();
  });

  it("may be the placeholder of one that is under way", () => {
    expect(step({ attributes: { "logfire.span_type": "pending_span" } }).pending).toBe(true);
    expect(step({ attributes: { "logfire.span_type": "span" } }).pending).toBeUndefined();
  });
});

describe("what went wrong on a span", () => {
  const exception = {
    name: "exception",
    attributes: { "exception.type": "TypeError", "exception.message": "no", "exception.stacktrace": "at x" },
  };

  it("is told by its exception event first", () => {
    const facts = step({ status: { code: 2, message: "from status" }, events: [exception] });
    expect([facts.failed, facts.error]).toEqual([true, { type: "TypeError", message: "no", stack: "at x" }]);
  });

  it("is told by error.type and the status message without one", () => {
    const facts = step({
      status: { code: 2, message: "too long" },
      attributes: { "error.type": "BadRequest" },
    });
    expect(facts.error).toEqual({ type: "BadRequest", message: "too long" });
  });

  it("is told by the HTTP status where there is nothing else", () => {
    expect(step({ attributes: { "http.response.status_code": 429 } }).error?.type).toBe("HTTP 429");
    expect(step({ attributes: { "http.response.status_code": 200 } }).failed).toBe(false);
  });

  it("has the stack out of a message that holds it", () => {
    const message = "refused\n\nError: refused\n    at run (a.js:1:1)";
    expect(step({ status: { code: 2, message } }).error).toEqual({
      type: "error",
      message: "refused",
      stack: message,
    });
  });

  it("is nothing where the client says that the span is ok", () => {
    expect(step({ status: { code: 1 }, events: [exception] }).failed).toBe(false);
  });
});

describe("the session of a span", () => {
  it("is the one named by the most trusted attribute", () => {
    const facts = step({
      attributes: { "session.id": "s", "gen_ai.conversation.id": "c", "conversation.id": "x" },
      resource: { "session.id": "window" },
    });
    expect(facts.session).toEqual({ id: "c", source: "gen_ai.conversation.id", rank: 0 });
  });

  it("is the resource's where the span names none, with less trust than any span's own", () => {
    const ofResource = step({ resource: { "session.id": "window" } }).session;
    const ofSpan = step({ attributes: { "workflow.session_id": "w" } }).session;
    expect(ofResource?.id).toBe("window");
    expect((ofResource?.rank ?? 0) > (ofSpan?.rank ?? 0)).toBe(true);
  });

  it("is none where an id is empty or a placeholder", () => {
    expect(
      step({ attributes: { "session.id": "", "gen_ai.conversation.id": "N/A" } }).session,
    ).toBeUndefined();
  });

  it("is none for LangSmith's project, which is called a session there", () => {
    expect(step({ attributes: { "langsmith.trace.session_id": "project" } }).session).toBeUndefined();
  });
});

describe("several dialects on one span", () => {
  const both = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "from-openinference",
    "llm.token_count.prompt": 10,
    "llm.token_count.prompt_details.cache_read": 4,
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "from-genai",
    "gen_ai.usage.input_tokens": 11,
    "x.y": 1,
  };

  it("give each field from the first that has it", () => {
    const facts = step({ attributes: both });
    expect(facts.dialects).toEqual(["otel-genai", "openinference"]);
    expect(facts.model?.requestModel).toBe("from-genai");
    expect(facts.usage).toMatchObject({ inUncached: 7, inCacheRead: 4 });
  });

  it("tell which of them reads each attribute", () => {
    const { readBy } = step({ attributes: both });
    expect([readBy.get("llm.model_name"), readBy.get("gen_ai.request.model"), readBy.get("x.y")]).toEqual([
      "openinference",
      "otel-genai",
      undefined,
    ]);
  });
});

describe("a dialect with a bug", () => {
  const broken: Dialect = {
    name: "broken",
    matches: () => true,
    read: () => {
      throw new Error("oops");
    },
    knows: () => false,
  };
  const lateBroken: Dialect = {
    ...broken,
    read: () => ({
      content: () => {
        throw new Error("late");
      },
    }),
  };

  it("never loses the span: what the others read is there, with a problem", () => {
    const seen: string[] = [];
    const record = span({ attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": "m" } });
    const facts = readStep(record, [], (error) => seen.push(String(error)), [broken, ...DIALECTS]);
    expect(facts.name).toBe("m");
    expect(facts.problems.map(({ code }) => code)).toEqual(["reader-bug"]);
    expect(seen).toEqual(["Error: oops"]);
  });

  it("gives no content where it fails on content only", () => {
    const seen: string[] = [];
    const facts = readStep(span(), [], (error) => seen.push(String(error)), [lateBroken]);
    expect(facts.content().state).toBe("absent");
    expect(seen).toEqual(["Error: late"]);
  });
});

describe("hostile attributes", () => {
  it("with names of object members are only names", () => {
    const attributes = {
      "llm.input_messages.0.message.__proto__.polluted": "yes",
      "llm.input_messages.0.message.constructor": "x",
      "openinference.span.kind": "LLM",
      __proto__x: 1,
    };
    readStep(span({ attributes }), []).content();
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("with wrong types are read around", () => {
    const attributes = {
      "gen_ai.operation.name": 7,
      "gen_ai.request.model": ["a"],
      "gen_ai.input.messages": 5,
      "gen_ai.output.messages": [null, 1, { role: 3 }, { parts: "x" }],
      "gen_ai.tool.definitions": '{"a":1}',
      "openinference.span.kind": true,
      metadata: "not json",
      "ai.operationId": null,
    };
    const facts = readStep(span({ attributes }), []);
    expect(facts.content().state).not.toBe("truncated");
    expect(facts.kind).toBe("other");
  });

  it("with a huge index do not make a huge list", () => {
    const attributes = {
      "openinference.span.kind": "LLM",
      "llm.input_messages.4294967295.message.content": "x",
    };
    expect(readStep(span({ attributes }), []).content().input).toBeUndefined();
  });
});

describe("a log record that belongs to no span", () => {
  it("is a step of its own, named after the event", () => {
    const facts = readLogStep(
      logRecord({ eventName: "codex.user_prompt", attributes: { "session.id": "s" } }),
    );
    expect([facts.kind, facts.name, facts.session?.id]).toEqual(["other", "codex.user_prompt", "s"]);
  });

  it("is named after the first line of its body where it has no event name", () => {
    expect(readLogStep(logRecord({ body: "started\nsecond line" })).name).toBe("started");
    expect(readLogStep(logRecord({})).name).toBe("log record");
  });
});

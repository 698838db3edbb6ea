// VS Code's side of the page, for tests and the playground: its API, and an engine that knows one made-up session.
// What it shows is chosen by the address (test/browser/page/README.md).

import { Channel, type Handlers } from "../../../src/protocol/channel";
import { READING } from "../../../src/protocol/journal";
import { UserFault } from "../../../src/protocol/faults";
import type { Envelope, Events } from "../../../src/protocol/messages";
import { answerFind, answerRows } from "../../fixtures/builders/session-answers";
import { answerContext, answerWindow } from "../../fixtures/builders/session-context";
import { answerCost, answerOverview, answerSummary } from "../../fixtures/builders/session-cost";
import {
  answerDrift,
  answerHistory,
  answerMemory,
  answerMemoryDiff,
  answerPicture,
  answerValue,
  longLedger,
} from "../../fixtures/builders/session-memory";
import { type MadeSession, makeSession } from "../../fixtures/builders/session";
import { replayHandlers } from "../../fixtures/builders/replays";
import { answerToolRuns } from "../../fixtures/builders/session-tools";
import { makeAgents } from "../../fixtures/builders/agents";
import { makeDetail } from "../../fixtures/builders/step-detail";

/** What tests read and steer. */
export interface StubControl {
  /** Every request that reached the editor's side. */
  readonly asked: { readonly method: string; readonly args: unknown }[];
  readonly violations: string[];
  /** When the answers were ready, in ms since the page began: the webview's script starts right after. */
  readyMs: number;
  /** When the first answer of `session/rows` was handed to the page, in ms since the page began. */
  rowsMs?: number;
  /** Lets so many more steps arrive. */
  grow(steps: number): void;
  /** The engine has read so many percent of the earlier sessions back; 100: all. */
  readTo(percent: number): void;
  /** What the host does when a command shows another session or comparison in the open panel. */
  show(what: Events["panel/show"]): void;
  /** What the host does when a command of the editor presses a key of the page. */
  command(name: string): void;
}

declare global {
  interface Window {
    stub: StubControl;
    acquireVsCodeApi: () => unknown;
  }
}

const HOSTILE = [
  '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>',
  "[a](javascript:alert(1)) ![b](https://evil.example/p.png) command:workbench.action.quit",
  "\u001b[31mred\u001b[0m \u202egnp.exe\u200b\u0000 Z\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
].join(" ");

/** What the page asks for first (webview/state/rows.ts). */
const FIRST_ROWS = 50;

const query = new URLSearchParams(location.search);
const flag = (name: string) => query.get(name) === "1";
const number = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);

const NO_STATUS = {
  ...{
    httpPort: 4318,
    grpcPort: null,
    spans: 0,
    logs: 0,
    metricPoints: 0,
    sessions: 0,
    evicted: 0,
    rejected: 0,
  },
  ...{ bytesReceived: 0, bytesStored: 0, problems: {}, senders: [] },
};

/** Percent of the earlier sessions that the engine has read back; 100 where it reads none. */
let readPercent = Number(sessionStorage.getItem("reading") ?? number("reading", 100));

const hostile: { readonly hostile?: string } = flag("hostile") ? { hostile: HOSTILE } : {};
const made = makeSession({
  steps: number("steps", 46),
  running: flag("running"),
  odd: flag("odd"),
  unpriced: flag("unpriced"),
  waiting: number("waiting", 0),
  stepsAnAgent: number("agent-steps", 40),
  ...hostile,
});
const say = (text: string) => hostile.hostile ?? text;
let arrived = number("arrived", made.steps.length);
let sliced: { arrived: number; session: MadeSession } | undefined;

const asked: StubControl["asked"] = [];
const violations: string[] = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});

// As in VS Code every message is a copy and a task of its own, so that the page can paint between two answers.
const wire = new MessageChannel();
wire.port1.onmessage = ({ data }: MessageEvent<Envelope>) => {
  if ("id" in data && data.id === rowsId) window.stub.rowsMs ??= performance.now();
  window.dispatchEvent(new MessageEvent("message", { data }));
};

/** The first question for rows. */
let rowsId: number | undefined;
/** With `late=1000` nothing is answered for so many ms: the page has started and waits, as for a slow engine. */
const lateMs = number("late", 0);
let held: Envelope[] | undefined = lateMs > 0 ? [] : undefined;

const pipe = new Channel(
  (envelope: Envelope) => {
    if (held) held.push(envelope);
    else wire.port2.postMessage(envelope);
  },
  {
    handlers: withReplays({
      "session/get": () => state("session/get") ?? now().session,
      "status/get": () => ({
        ...NO_STATUS,
        ...(readPercent < 100 && { reading: { readBytes: readPercent * 1e6, ofBytes: 100e6 } }),
      }),
      "session/summary": async () => {
        await state("session/summary");
        return now().steps === made.steps ? summaryInHand : answerSummary(now().steps, say);
      },
      "session/overview": async () => {
        await state("session/overview");
        return now().steps === made.steps ? overviewInHand : answerOverview(now().steps);
      },
      "session/context": async () => {
        await state("session/context");
        const answer = flag("empty") ? { calls: [] } : withoutLimits(answerContext(now().steps));
        notePaint("#context-calls [role=option]", "contextMs");
        return answer;
      },
      "step/context": async ({ stepId }) => {
        await state("step/context");
        const window = answerWindow(now().steps, stepId, say);
        if (!window) throw new UserFault("not-found", "That step is no model call with a known input.");
        return flag("no-limit") ? { ...window, ...NO_LIMIT } : window;
      },
      "session/memory": async () => {
        await state("session/memory");
        if (flag("empty")) return { snapshots: [], operations: [], pointsLeftOut: 0 };
        const memory = answerMemory(now().steps, say);
        const operations = number("operations", 0);
        return operations === 0 ? memory : { ...memory, operations: longLedger(now().steps, operations) };
      },
      "memory/diff": async () => {
        await state("memory/diff");
        return answerMemoryDiff(now().steps, say);
      },
      "memory/picture": ({ snapshotId }) => answerPicture(now().steps, say, snapshotId),
      "memory/value": (about) => answerValue(now().steps, say, about),
      "memory/history": (about) => answerHistory(now().steps, say, about),
      "host/show-step": () => ({}),
      "memory/drift": async () => {
        await state("memory/drift");
        return answerDrift(now().steps, say);
      },
      "memory/label": () => ({}),
      "session/cost": async ({ by }) => {
        await state("session/cost");
        return answerCost(flag("empty") ? [] : now().steps, by);
      },
      "session/findings": () => [],
      "host/open-diff": () => ({}),
      "session/rows": async (args) => {
        await state("session/rows");
        const steps = flag("empty") ? [] : now().steps;
        const isFirst =
          args.offset === 0 && args.count === FIRST_ROWS && !args.filter && !args.collapsed && !args.groupBy;
        return isFirst && steps === made.steps ? inHand : answerRows(steps, args);
      },
      "session/find": (args) => answerFind(now().steps, args),
      "step/get": ({ stepId }) => detailOf(stepId),
      "step/tools": ({ stepId }) => answerToolRuns(now().steps, detailOf(stepId)),
      "host/copy-link": () => ({}),
      "agent/list": () =>
        state("agent/list") ?? makeAgents(flag("empty") ? 0 : number("agents", 4), hostile.hostile),
      "host/filter-sessions": () => ({}),
      "host/copy": () => ({}),
      "host/open-document": () => ({}),
      "host/open-source": () => ({}),
      "host/show-log": () => ({}),
      "host/run-command": () => ({}),
      "host/edit-cost": () => ({}),
      "host/keep-layer": () => ({}),
    }),
  },
);

function withReplays(handlers: Handlers): Handlers {
  const options = {
    ...hostile,
    samples: number("samples", 5),
    none: flag("no-replays"),
    same: flag("same"),
  };
  const emit: Channel["emit"] = (event, data) => pipe.emit(event, data);
  return { ...handlers, ...replayHandlers({ made, options, state, emit, handlers }) };
}

function release(): void {
  for (const envelope of held ?? []) wire.port2.postMessage(envelope);
  held = undefined;
}

/** Notes on the body how many ms passed from now to the frame in which the first such element was painted. */
function notePaint(selector: string, name: string): void {
  const startMs = performance.now();
  const look = () => {
    if (!document.querySelector(selector)) requestAnimationFrame(look);
    else {
      // A message posted from a frame's callback is handled after that frame was painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (document.body.dataset[name] ??= (performance.now() - startMs).toFixed(1));
      port2.postMessage(undefined);
    }
  };
  requestAnimationFrame(look);
}

const NO_LIMIT = { limit: null, limitSource: "unknown" } as const;

function withoutLimits(answer: ReturnType<typeof answerContext>): ReturnType<typeof answerContext> {
  return flag("no-limit") ? { calls: answer.calls.map((call) => ({ ...call, ...NO_LIMIT })) } : answer;
}

/** The steps that have arrived by now. */
function now(): MadeSession {
  if (arrived >= made.steps.length) return made;
  if (sliced?.arrived !== arrived) {
    const steps = made.steps.slice(0, arrived);
    sliced = { arrived, session: { steps, session: { ...made.session, steps: arrived } } };
  }
  return sliced.session;
}

function state(method: string): Promise<never> | undefined {
  if (readPercent < 100) throw new UserFault(READING, "Sessions of before are being read back.");
  if (query.get("fails") === method)
    throw new UserFault("unavailable", "The engine stopped.", { next: "Reload the view." });
  return query.get("hangs") === method ? new Promise<never>(() => undefined) : undefined;
}

function detailOf(stepId: string) {
  const row = now().steps.find((step) => step.stepId === stepId);
  if (!row) throw new UserFault("not-found", "That step is not stored any more.");
  const long = query.get("long");
  return makeDetail(row, {
    contentAbsent: flag("absent"),
    ...hostile,
    ...(long === null ? {} : { longText: Number(long) }),
  });
}

window.stub = {
  asked,
  violations,
  readyMs: 0,
  grow: (steps) => {
    arrived = Math.min(made.steps.length, arrived + steps);
    pipe.emit("session/changed", { sessionIds: [made.session.sessionId] });
  },
  readTo: (percent) => {
    readPercent = percent;
    pipe.emit("status/changed", {});
  },
  show: (what) => pipe.emit("panel/show", what),
  command: (command) => pipe.emit("panel/command", { command }),
};

const liveMs = number("live", 0);
if (liveMs > 0) setInterval(() => window.stub.grow(1), liveMs);

const STATE_KEY = "agent-loupe-state";
window.acquireVsCodeApi = () => ({
  postMessage: (message: Envelope) => {
    if ("method" in message) {
      asked.push({ method: message.method, args: message.args });
      if (message.method === "session/rows") rowsId ??= message.id;
    }
    pipe.receive(structuredClone(message));
  },
  getState: () => JSON.parse(sessionStorage.getItem(STATE_KEY) ?? "null") as unknown,
  setState: (value: unknown) => sessionStorage.setItem(STATE_KEY, JSON.stringify(value)),
});

// Worked out once before the clock starts, so that the answer is in hand when it is asked for.
const { sessionId } = made.session;
const inHand = answerRows(now().steps, { sessionId, offset: 0, count: FIRST_ROWS });
/** What the engine's thread works out; here it would stop the page that is measured. */
const summaryInHand = answerSummary(made.steps, say);
const overviewInHand = answerOverview(made.steps);
window.stub.readyMs = performance.now();
if (held) setTimeout(release, lateMs);

import { describe, expect, it } from "vitest";
import { itemsOf, MOST_HITS } from "../../src/host/commands/search";

const hit = (excerpt: string) => ({
  sessionId: "s1",
  stepId: "t:1",
  number: 21,
  where: "tool result",
  excerpt,
});

describe("the hits of a search", () => {
  it("show the excerpt, where it is and whose session, and are kept whatever the editor's own filter thinks", () => {
    expect(itemsOf([hit("12 refunds\nin October")], () => "Refunds")).toEqual([
      {
        label: "12 refunds in October",
        detail: "step 21 · tool result · Refunds",
        alwaysShow: true,
        hit: hit("12 refunds\nin October"),
      },
    ]);
  });

  it("draw no icon that a message asks for, and write out what reorders a line", () => {
    const [item] = itemsOf([hit("$(bug) \u202Egnp.exe")], () => "$(bug)");
    expect(item?.label).toBe("$\u200B(bug) \\u{202E}gnp.exe");
    expect(item?.detail).toBe("step 21 · tool result · $\u200B(bug)");
  });

  it("say how far the search is while it goes on, and not that there is nothing", () => {
    const searching = { sessions: 3, sessionsInAll: 12, steps: 4100 };
    expect(itemsOf([], () => "", searching).map(({ label }) => label)).toEqual([
      "Searching: 4,100 steps looked at, 3 sessions of 12 done",
    ]);
    expect(itemsOf([hit("x")], () => "", searching)).toHaveLength(2);
  });

  it("say when there are none, and when there may be more", () => {
    expect(itemsOf([], () => "").map(({ label }) => label)).toEqual(["Nothing found in any session"]);
    const many = itemsOf(
      Array.from({ length: MOST_HITS }, () => hit("x")),
      () => "",
    );
    expect(many).toHaveLength(MOST_HITS + 1);
    expect(many.at(-1)).toEqual({
      label: "The first 100 are shown. More words find fewer.",
      alwaysShow: true,
    });
  });
});

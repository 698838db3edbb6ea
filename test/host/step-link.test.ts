import { describe, expect, it } from "vitest";
import { readStepLink, stepLink } from "../../src/host/step-link";

describe("a link to a step", () => {
  it("names the session and the step, whatever characters their ids have", () => {
    const place = { sessionId: "run 7 & more", stepId: "0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331" };
    const link = stepLink("vscode", "agent-loupe.agent-loupe", place);
    expect(link).toBe(
      "vscode://agent-loupe.agent-loupe/step?session=run+7+%26+more&step=0af7651916cd43dd8448eb211c80319c%3Ab7ad6b7169203331",
    );
    const { pathname, search } = new URL(link);
    expect(readStepLink({ path: pathname, query: search.slice(1) })).toEqual(place);
  });

  it.each([
    ["another path", { path: "/run", query: "session=a" }],
    ["no session", { path: "/step", query: "step=a" }],
    ["an id that is too long", { path: "/step", query: `session=${"a".repeat(5000)}` }],
  ])("is none of ours with %s", (_what, uri) => {
    expect(readStepLink(uri)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { lastLine, runParts } from "../../scripts/parts.mjs";

async function play(strict: boolean) {
  const said: string[] = [];
  const ran: string[] = [];
  const total = await runParts(
    [
      { name: "unit", run: () => (ran.push("unit"), { passed: 7, failed: 1, skipped: 2 }) },
      { name: "editor", run: () => (ran.push("editor"), { passed: 3 }), missing: () => "No editor here." },
      {
        name: "broken",
        run: () => {
          throw new Error("out of disk");
        },
      },
      { name: "last", run: () => (ran.push("last"), { passed: 1 }), missing: () => undefined },
    ],
    { strict, say: (line: string) => said.push(line) },
  );
  return { total, said, ran };
}

describe("the parts of npm test", () => {
  it("skips with the reason what cannot run here, and goes on after a part that breaks", async () => {
    const { total, said, ran } = await play(false);
    expect(ran).toEqual(["unit", "last"]);
    expect(said).toContain("Skipped: editor: No editor here.");
    expect(said.some((line) => line.startsWith("FAILED: broken: Error: out of disk"))).toBe(true);
    expect(lastLine(total)).toBe("8 passed, 2 failed, 3 skipped");
  });

  it("fails with CI=true what cannot run there", async () => {
    const { total, said } = await play(true);
    expect(said).toContain("FAILED, for CI=true: editor: No editor here.");
    expect(lastLine(total)).toBe("8 passed, 3 failed, 2 skipped");
  });

  it("says nothing of skipped ones where there are none", () => {
    expect(lastLine({ passed: 4, failed: 0, skipped: 0 })).toBe("4 passed, 0 failed");
  });
});

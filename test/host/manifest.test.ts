import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  COMMANDS,
  PALETTE_HIDDEN,
  PROMPT_COMMANDS,
  REPLAY_COMMANDS,
  SETTINGS,
  TASK_TYPE,
  VIEW_CONTAINER,
  VIEWS,
  pageCommandId,
} from "../../src/host/ids";
import { PAGE_COMMANDS, type PageCommand } from "../../src/protocol/page-commands";

interface Menu {
  readonly command: string;
  readonly when?: string;
}
interface Manifest {
  readonly publisher: string;
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Record<string, string>;
  readonly activationEvents: string[];
  readonly extensionKind: string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: string[] };
  };
  readonly contributes: {
    readonly commands: { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Record<string, Menu[]>;
    readonly views: Record<string, { readonly id: string }[]>;
    readonly viewsWelcome: { readonly view: string; readonly contents: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly scope: string }> };
    readonly taskDefinitions: { readonly type: string }[];
    readonly walkthroughs: { readonly steps: { readonly media: { readonly markdown: string } }[] }[];
  };
}

const root = path.join(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "package.json"), "utf8");
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync(path.join(root, "package.nls.json"), "utf8")) as Record<
  string,
  string
>;
const { contributes } = manifest;
const pageCommands = (Object.keys(PAGE_COMMANDS) as PageCommand[]).map(pageCommandId);
const commands: readonly string[] = [...Object.values({ ...COMMANDS, ...REPLAY_COMMANDS }), ...pageCommands];
const sorted = (names: readonly string[]) => [...names].sort();

describe("package.json", () => {
  it("contributes exactly the commands that the code registers, all in one category", () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(commands));
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Agent Loupe"]));
  });

  it("contributes exactly the views, settings and the task type of the code", () => {
    expect(contributes.views[VIEW_CONTAINER]?.map(({ id }) => id)).toEqual(Object.values(VIEWS));
    expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(
      sorted(Object.values(SETTINGS)),
    );
    expect(contributes.taskDefinitions.map(({ type }) => type)).toEqual([TASK_TYPE]);
  });

  it("keeps commands that need a row out of the palette", () => {
    const hidden = contributes.menus["commandPalette"]?.filter(({ when }) => when === "false");
    expect(sorted(hidden?.map(({ command }) => command) ?? [])).toEqual(sorted(PALETTE_HIDDEN));
  });

  it("offers the commands about a prompt where one is edited, in its own document or in a linked file", () => {
    const where = "resourceScheme == agent-loupe-prompt || resourcePath in agentLoupe.linkedFiles";
    for (const menu of ["commandPalette", "editor/title"]) {
      const offered = contributes.menus[menu]?.filter(({ when }) => when === where);
      expect(sorted(offered?.map(({ command }) => command) ?? []), menu).toEqual(sorted(PROMPT_COMMANDS));
    }
  });

  it("names only commands that exist in menus and welcome texts", () => {
    const menus = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    const links = Object.values(strings).flatMap((string) =>
      [...string.matchAll(/\(command:(agentLoupe[^)]*)\)/g)].map(([, command]) => command ?? ""),
    );
    expect(links.length).toBeGreaterThan(0);
    expect([...menus, ...links].filter((command) => !commands.includes(command))).toEqual([]);
  });

  it("offers what a key of the session panel does only while such a panel is active", () => {
    const shown = contributes.menus["commandPalette"]?.filter(({ command }) =>
      pageCommands.includes(command),
    );
    expect(sorted(shown?.map(({ command }) => command) ?? [])).toEqual(sorted(pageCommands));
    expect(new Set(shown?.map(({ when }) => when))).toEqual(
      new Set(["activeWebviewPanelId == agentLoupe.session"]),
    );
  });

  it("has every display string in package.nls.json, and none that nobody uses", () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");
    expect(sorted([...new Set(used)])).toEqual(sorted(Object.keys(strings)));
  });

  it("lets no workspace choose the port or where prompts are sent", () => {
    for (const setting of [SETTINGS.receiverPort, SETTINGS.replayTargets])
      expect(contributes.configuration.properties[setting]?.scope).toBe("machine");
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: "limited",
      restrictedConfigurations: [SETTINGS.receiverPort, SETTINGS.replayTargets],
    });
  });

  it("runs where the agents run, and starts with the window so that it receives", () => {
    expect(manifest.extensionKind).toEqual(["workspace"]);
    expect(manifest.activationEvents).toEqual(["onStartupFinished"]);
  });

  it("promises no older VS Code than its types know", () => {
    expect(manifest.engines.vscode).toBe("^1.101.0");
    expect(manifest.devDependencies["@types/vscode"]).toBe("1.101.0");
  });

  it("has walkthrough pages for all steps", () => {
    const pages = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown));
    expect(pages).toHaveLength(5);
    for (const page of pages) expect(readFileSync(path.join(root, page), "utf8")).toMatch(/^### /);
  });
});

// The Agents tree: who was seen at work, with which models and tools.

import * as vscode from "vscode";
import { Batch } from "../batch";
import type { Engine } from "../engine";
import { COMMANDS, ROW_CONTEXTS, VIEWS } from "../ids";
import { BATCH_MS } from "../session-list";
import type { AgentRow } from "../../protocol/rows";
import { agentDescription, agentTooltip, toolDescription, toolTooltip, withoutVendor } from "./agent-rows";
import { oneLine } from "../text";
import { toolDecorations, toolUri } from "./tool-decorations";

type AgentsNode =
  | { readonly kind: "agent"; readonly agent: AgentRow }
  | { readonly kind: "model" | "tool"; readonly agent: AgentRow; readonly name: string };

export class AgentsTree implements vscode.TreeDataProvider<AgentsNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly disposables: readonly { dispose(): void }[];

  constructor(
    private readonly engine: Engine,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const batch = new Batch(() => this.changed.fire(undefined), BATCH_MS);
    this.disposables = [
      this.changed,
      batch,
      toolDecorations(),
      vscode.window.createTreeView(VIEWS.agents, { treeDataProvider: this, showCollapseAll: true }),
      engine.on("status/ready", () => batch.request()),
      engine.on("session/changed", () => batch.request()),
      engine.on("session/removed", () => batch.request()),
    ];
  }

  async getChildren(parent?: AgentsNode): Promise<AgentsNode[]> {
    if (parent) return parent.kind === "agent" ? partsOf(parent.agent) : [];
    try {
      return (await this.engine.ask("agent/list", {})).map((agent) => ({ kind: "agent", agent }));
    } catch (error) {
      this.onFailure(error);
      return [];
    }
  }

  getTreeItem(node: AgentsNode): vscode.TreeItem {
    return node.kind === "agent" ? agentItem(node.agent) : partItem(node.kind, node.agent, node.name);
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }
}

function partsOf(agent: AgentRow): AgentsNode[] {
  return [
    ...agent.models.map((name): AgentsNode => ({ kind: "model", agent, name })),
    ...agent.tools.map((name): AgentsNode => ({ kind: "tool", agent, name })),
  ];
}

function agentItem(agent: AgentRow): vscode.TreeItem {
  const hasParts = agent.models.length + agent.tools.length > 0;
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(oneLine(agent.name), hasParts ? Collapsed : None);
  item.id = JSON.stringify(["agent", agent.name]);
  item.description = agentDescription(agent);
  item.tooltip = agentTooltip(agent);
  item.iconPath = new vscode.ThemeIcon("hubot", new vscode.ThemeColor("charts.purple"));
  item.contextValue = ROW_CONTEXTS.agent;
  item.command = { command: COMMANDS.showAgents, title: "Show Agent", arguments: [agent.name] };
  return item;
}

function partItem(kind: "model" | "tool", agent: AgentRow, name: string): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(kind === "model" ? withoutVendor(name) : name));
  item.id = JSON.stringify([kind, agent.name, name]);
  item.description = kind === "tool" ? toolDescription(agent, name) : kind;
  item.tooltip = kind === "tool" ? toolTooltip(agent, name) : oneLine(name, 400);
  const counts = kind === "tool" ? agent.toolCounts.find((each) => each.name === name) : undefined;
  if (counts) item.resourceUri = toolUri(agent.name, name, counts.calls, counts.errors);
  item.iconPath =
    kind === "model"
      ? new vscode.ThemeIcon("sparkle", new vscode.ThemeColor("charts.blue"))
      : new vscode.ThemeIcon("tools", new vscode.ThemeColor("agentLoupe.tool"));
  return item;
}

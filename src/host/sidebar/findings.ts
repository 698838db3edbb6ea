// The Findings tree: what detectors reported, worst first, with a badge for those nobody has looked at.

import * as vscode from "vscode";
import { Batch } from "../batch";
import type { Engine } from "../engine";
import { COMMANDS, VIEWS } from "../ids";
import { BATCH_MS } from "../session-list";
import type { FindingRow } from "../../protocol/rows";
import { countText, oneLine } from "../text";
import { findingIcon, unreadOf, worstFirst } from "./finding-rows";
import { themeIcon } from "./sessions";

export class FindingsTree implements vscode.TreeDataProvider<FindingRow>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<FindingRow>;
  private readonly disposables: readonly { dispose(): void }[];
  private findings: readonly FindingRow[] = [];
  private seen: ReadonlySet<string> = new Set();

  constructor(
    private readonly engine: Engine,
    private readonly onFailure: (error: unknown) => void,
  ) {
    const batch = new Batch(() => void this.refresh(), BATCH_MS);
    this.view = vscode.window.createTreeView(VIEWS.findings, { treeDataProvider: this });
    this.disposables = [
      this.view,
      this.changed,
      batch,
      engine.on("status/ready", () => batch.request()),
      engine.on("finding/added", () => batch.request()),
      engine.on("session/removed", () => batch.request()),
      this.view.onDidChangeVisibility(() => this.updateBadge()),
    ];
  }

  getChildren(parent?: FindingRow): FindingRow[] {
    return parent ? [] : [...this.findings];
  }

  getTreeItem(finding: FindingRow): vscode.TreeItem {
    const item = new vscode.TreeItem(oneLine(finding.title));
    item.id = finding.id;
    item.description = oneLine(finding.detail, 120);
    item.tooltip = `${oneLine(finding.title, 400)}\n${oneLine(finding.detail, 2000)}`;
    item.iconPath = themeIcon(findingIcon(finding));
    item.command = {
      command: COMMANDS.showFinding,
      title: "Go to Step",
      arguments: [finding.sessionId, finding.stepIds[0]],
    };
    return item;
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async refresh(): Promise<void> {
    try {
      this.findings = worstFirst(await this.engine.ask("session/findings", {}));
    } catch (error) {
      this.onFailure(error);
      return;
    }
    this.changed.fire(undefined);
    this.updateBadge();
  }

  private updateBadge(): void {
    if (this.view.visible) this.seen = new Set(this.findings.map(({ id }) => id));
    const unread = unreadOf(this.findings, this.seen);
    this.view.badge = unread === 0 ? undefined : { value: unread, tooltip: countText(unread, "new finding") };
  }
}

// What the keys and the mouse do to the tree: selection, opening and closing, jumps. No drawing here.

import { type Signal, computed, signal } from "@preact/signals";
import { isGroupId } from "../../../src/protocol/groups";
import type { StepRow } from "../../../src/protocol/rows";
import { visibleLine } from "../../text";
import type { Panel } from "../../state/panel";
import { type TreeKey, treeKeyOf } from "./keys";

export interface Target {
  /** The step that gets the focus: a row of another step may still stand at its index. */
  readonly stepId?: string;
  readonly index: number;
  readonly align: "auto" | "center" | "end";
  readonly takeFocus: boolean;
}

/** Letters typed within this time of each other make one word to jump to. */
const TYPING_PAUSE_MS = 900;
const SAVE_SCROLL_AFTER_MS = 200;
/** Rows that "close all" looks at in one go. */
const CLOSE_WINDOW = 500;
const CLOSE_ROUNDS = 40;

export class TreeControl {
  /** Where the list should scroll to; a new object for each wish. */
  readonly target: Signal<Target | undefined> = signal(undefined);
  /** The target that has been given the focus. */
  focused: Target | undefined;
  readonly selectedIndex = computed(() => {
    // Read for its change: an index is good only as long as the rows stay.
    if (this.panel.rows.version.value === 0) return undefined;
    const { selectedId } = this.panel.ui.value;
    return selectedId === null ? undefined : (this.panel.rows.indexOf(selectedId) ?? this.lastIndex.value);
  });
  /** The letters typed after `'`; undefined while nobody jumps by name. */
  readonly typed: Signal<string | undefined> = signal(undefined);

  private readonly lastIndex: Signal<number | undefined> = signal(undefined);
  /** Each letter searches from where the typing began. */
  private typedFrom: { from?: string } = {};
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private scrollTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly panel: Panel,
    private readonly leave: {
      intoInspector: () => void;
      /** Whether the tree and the inspector take turns, because there is no room for both. */
      isOnePane: () => boolean;
    },
  ) {}

  readonly select = (stepId: string, index: number, takeFocus = true): void => {
    this.lastIndex.value = index;
    void this.panel.set({ selectedId: stepId });
    if (index >= 0) this.target.value = { stepId, index, align: "auto", takeFocus };
  };

  /** A click selects; where there is room for one pane only, it also leads into the step. */
  readonly click = (stepId: string, index: number): void => {
    this.select(stepId, index);
    if (this.leave.isOnePane() && !isGroupId(stepId)) this.leave.intoInspector();
  };

  readonly toggle = (stepId: string): void => {
    const { collapsed } = this.panel.ui.peek();
    const without = collapsed.filter((id) => id !== stepId);
    void this.panel.set({
      collapsed: without.length === collapsed.length ? [...collapsed, stepId] : without,
    });
  };

  readonly openDocument = (stepId: string): void => {
    const detail = this.panel.detail.peek();
    if (detail.kind !== "ready" || detail.value.stepId !== stepId) return;
    const title = `Step ${detail.value.number} ${visibleLine(detail.value.name)}`.slice(0, 200);
    const text = JSON.stringify(detail.value, null, 2).slice(0, 4_000_000);
    void this.panel.channel
      .ask("host/open-document", { title, text, language: "json" })
      .catch(() => undefined);
  };

  /** A key pressed on the tree. Letters go to the search by name while one is under way. */
  onKeyDown(event: KeyboardEvent, pageRows: number): void {
    if (this.typed.value !== undefined && this.type(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const key = treeKeyOf(event);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    this.act(key, pageRows);
  }

  startTyping(): void {
    this.typed.value = "";
    const { selectedId } = this.panel.ui.peek();
    this.typedFrom = selectedId === null ? {} : { from: selectedId };
    this.waitForLetters();
  }

  scrolled(scroller: HTMLElement): void {
    clearTimeout(this.scrollTimer);
    this.scrollTimer = setTimeout(
      () => void this.panel.set({ scrollTop: scroller.scrollTop }),
      SAVE_SCROLL_AFTER_MS,
    );
  }

  /** Brings the last step into sight, without moving the selection. */
  toEnd(): void {
    const last = (this.panel.rows.frame.peek()?.total ?? 0) - 1;
    if (last >= 0) this.target.value = { index: last, align: "end", takeFocus: false };
  }

  /** Finds a step in the engine, opens what hides it, selects it and brings it into sight. */
  async jump(args: Parameters<Panel["jump"]>[0], nothing?: string, takeFocus = true): Promise<void> {
    const found = await this.panel.jump(args, nothing);
    if (!found || found.index === null) return;
    this.lastIndex.value = found.index;
    this.target.value = { stepId: found.stepId, index: found.index, align: "center", takeFocus };
  }

  private act(key: TreeKey, pageRows: number): void {
    const index = this.selectedIndex.peek() ?? 0;
    const last = (this.panel.rows.frame.peek()?.total ?? 1) - 1;
    const moves: Partial<Record<TreeKey, number>> = {
      up: index - 1,
      down: index + 1,
      first: 0,
      last,
      "page-up": index - pageRows,
      "page-down": index + pageRows,
    };
    const to = moves[key];
    if (to !== undefined) void this.moveTo(Math.min(last, Math.max(0, to)));
    else if (key === "into-inspector") this.enter(index);
    else if (key === "back") this.clearFilter();
    else if (key === "close-all") void this.closeAll();
    else if (key === "open-all") void this.panel.set({ collapsed: [] });
    else this.openOrClose(key, this.panel.rows.rowAt(index), index);
  }

  /** Into the inspector of a step; the head of a group has none to go into, and opens or closes. */
  private enter(index: number): void {
    const row = this.panel.rows.rowAt(index);
    if (row?.group) this.toggle(row.stepId);
    else this.leave.intoInspector();
  }

  private openOrClose(key: TreeKey, row: StepRow | undefined, index: number): void {
    if (!row) return;
    const isOpen = row.hasChildren && !this.panel.ui.peek().collapsed.includes(row.stepId);
    if (key === "toggle") {
      if (row.hasChildren) this.toggle(row.stepId);
    } else if (key === "open") {
      if (row.hasChildren && !isOpen) this.toggle(row.stepId);
      else if (isOpen) void this.moveTo(index + 1, row.stepId);
    } else if (isOpen) this.toggle(row.stepId);
    else if (row.parentId !== null) this.toParent(row.parentId);
  }

  private toParent(parentId: string): void {
    const index = this.panel.rows.indexOf(parentId);
    if (index === undefined) void this.jump({ what: "step", from: parentId });
    else this.select(parentId, index);
  }

  /**
   * Selects the row at an index, fetching it first where it is far away, or where it must have a parent that was opened
   * just now: the rows that stood below it may still be here.
   */
  private async moveTo(index: number, parentId?: string): Promise<void> {
    const row = this.panel.rows.rowAt(index);
    if (row && (parentId === undefined || row.parentId === parentId)) {
      this.select(row.stepId, index);
      return;
    }
    const answer = await this.panel.channel
      .ask("session/rows", { ...this.panel.query(), offset: index, count: 1 })
      .catch(() => undefined);
    const far = answer?.items[0];
    if (far) this.select(far.stepId, index);
  }

  private clearFilter(): void {
    if (this.panel.ui.peek().filter !== "") void this.panel.set({ filter: "" });
  }

  /** Closes groups, or what is below the first level, window by window: what is closed hides the rest and need not be read. */
  async closeAll(): Promise<void> {
    const closed = new Set(this.panel.ui.peek().collapsed);
    for (let round = 0, offset = 0; round < CLOSE_ROUNDS; round++) {
      const query = { ...this.panel.query(), collapsed: [...closed], offset, count: CLOSE_WINDOW };
      const answer = await this.panel.channel.ask("session/rows", query).catch(() => undefined);
      if (!answer) return;
      const before = closed.size;
      for (const row of answer.items)
        if (row.hasChildren && (row.depth > 0 || row.group)) closed.add(row.stepId);
      if (closed.size > before) continue;
      offset += CLOSE_WINDOW;
      if (offset >= answer.total) break;
    }
    void this.panel.set({ collapsed: [...closed] });
  }

  /** True where the key was a letter of the name. */
  private type(event: KeyboardEvent): boolean {
    if (event.key === "Escape") {
      this.typed.value = undefined;
      return true;
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    const text = `${this.typed.peek() ?? ""}${event.key}`;
    this.typed.value = text;
    this.waitForLetters();
    void this.jump({ what: "name", text, ...this.typedFrom }, `No step starts with “${text}”.`);
    return true;
  }

  private waitForLetters(): void {
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => (this.typed.value = undefined), TYPING_PAUSE_MS * 2);
  }
}

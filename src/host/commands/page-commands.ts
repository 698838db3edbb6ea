// The keys of a session panel as commands: the page of the active panel acts as if the key had been pressed in it.

import * as vscode from "vscode";
import { PAGE_COMMANDS, type PageCommand } from "../../protocol/page-commands";
import { pageCommandId } from "../ids";

/** Registers a command for each key of the panel's pages. */
export function registerPageCommands(panels: {
  pressed(command: PageCommand): void;
}): readonly vscode.Disposable[] {
  return (Object.keys(PAGE_COMMANDS) as PageCommand[]).map((command) =>
    vscode.commands.registerCommand(pageCommandId(command), () => panels.pressed(command)),
  );
}

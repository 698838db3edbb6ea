// The list of graders as a quick pick: what is there can be taken away, and each kind can be added.

import * as vscode from "vscode";
import type { ReplayGrader } from "../../protocol/replay";
import { oneLine } from "../text";
import { askChoice, askSeveral, askText, separator, type Choice } from "./ask";
import { graderText, TYPED_KINDS, type TypedKind } from "./graders";

/** What is known of the session, for lists and proposals. */
export interface GradedSession {
  /** The names of all tools that the models were told of. */
  readonly tools: readonly string[];
  /** The tools in the order in which they were called. */
  readonly called: readonly string[];
  readonly costUsd: number | null;
}

type Row =
  | { readonly kind: "done" }
  | { readonly kind: "remove"; readonly at: number }
  | { readonly kind: "add"; readonly ask: AskGrader };
type AskGrader = (session: GradedSession) => Promise<ReplayGrader | undefined>;

const TITLE = "Graders";

/** The graders after the user's changes. Escape keeps what was done up to it. */
export async function editGraders(
  graders: readonly ReplayGrader[],
  session: GradedSession,
): Promise<readonly ReplayGrader[]> {
  let current = graders;
  for (;;) {
    const row = await askChoice(
      { title: TITLE, placeholder: "A sample passes where every grader says so", canGoBack: true },
      rowsOf(current),
    );
    if (!row || row.kind === "done") return current;
    if (row.kind === "remove") current = current.filter((_, at) => at !== row.at);
    else {
      const added = await row.ask(session);
      if (added) current = [...current, added];
    }
  }
}

/** One grader that the user adds; undefined where they turned away. */
export async function addGrader(title: string, session: GradedSession): Promise<ReplayGrader | undefined> {
  const row = await askChoice({ title, placeholder: "What a good sample does" }, kindRows());
  return row?.kind === "add" ? row.ask(session) : undefined;
}

function rowsOf(graders: readonly ReplayGrader[]): Choice<Row>[] {
  const done: Row = { kind: "done" };
  return [
    ...(graders.length === 0
      ? []
      : [
          { label: "$(check) Done", description: gradersDone(graders.length), value: done },
          separator("Select one to take it away", done),
        ]),
    ...graders.map((grader, at): Choice<Row> => ({
      label: `$(trash) ${oneLine(graderText(grader), 100)}`,
      value: { kind: "remove", at },
    })),
    separator("Add a grader", done),
    ...kindRows(),
  ];
}

function gradersDone(count: number): string {
  return count === 1 ? "1 grader judges each sample" : `${count} graders judge each sample`;
}

function kindRows(): Choice<Row>[] {
  const row = (label: string, detail: string, ask: AskGrader): Choice<Row> => ({
    label: `$(add) ${label}`,
    detail,
    value: { kind: "add", ask },
  });
  return [
    ...TYPED_KINDS.map((kind) => row(kind.label, kind.detail, (session) => askTyped(kind, session))),
    row("Calls these tools", "Each of them is called at least once", (session) =>
      askTools("Tools that have to be called", session, (called) => ({ kind: "tool-use", called })),
    ),
    row("Does not call these tools", "None of them is called", (session) =>
      askTools("Tools that must not be called", session, (notCalled) => ({ kind: "tool-use", notCalled })),
    ),
    row("A model judges", "It reads the answer by your rubric. Its calls are sent and cost too.", askJudge),
    row("A JavaScript module judges", "A file of this workspace, run in a process of its own", askModule),
  ];
}

async function askTyped(kind: TypedKind, session: GradedSession): Promise<ReplayGrader | undefined> {
  const problem = (text: string) => {
    const read = kind.read(text);
    return typeof read === "string" ? read : undefined;
  };
  const question = { title: kind.label, placeholder: kind.example, canGoBack: true };
  const text = await askText(question, kind.prompt, proposal(kind, session), problem);
  const read = text === undefined ? undefined : kind.read(text);
  return typeof read === "string" ? undefined : read;
}

/** What the recording did, where the kind asks for such a thing. */
function proposal({ label }: TypedKind, { called, costUsd }: GradedSession): string {
  if (label.startsWith("Tools")) return called.filter((name, at) => name !== called[at - 1]).join(", ");
  return label.startsWith("Cost") && costUsd !== null ? costUsd.toPrecision(2) : "";
}

async function askTools(
  placeholder: string,
  { tools, called }: GradedSession,
  make: (names: string[]) => ReplayGrader,
): Promise<ReplayGrader | undefined> {
  const choices = tools.map((name) => ({
    label: oneLine(name, 100),
    description: called.includes(name) ? "called in the recording" : "",
    value: name,
  }));
  const empty = "The recording names no tools";
  const names = await askSeveral(
    { title: TITLE, placeholder: choices.length === 0 ? empty : placeholder, canGoBack: true },
    choices,
  );
  return names === undefined || names.length === 0 ? undefined : make([...names]);
}

async function askJudge(): Promise<ReplayGrader | undefined> {
  const rubric = await askText(
    {
      title: "A model judges",
      placeholder: "It names what is not known, and invents nothing",
      canGoBack: true,
    },
    "What a good answer does. The model of the replay reads it with the answer and says pass or fail.",
    "",
    (text) => (text.trim() === "" ? "Write what a good answer does." : undefined),
  );
  return rubric === undefined ? undefined : { kind: "model", rubric: rubric.trim() };
}

const MODULES = "**/*.{js,mjs,cjs}";
const LEFT_OUT = "**/{node_modules,.git,dist,build,out}/**";
const MAX_MODULES = 500;

async function askModule(): Promise<ReplayGrader | undefined> {
  const files = await vscode.workspace.findFiles(MODULES, LEFT_OUT, MAX_MODULES);
  const choices = files
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), value: uri.fsPath }))
    .sort((left, right) => left.label.localeCompare(right.label));
  const placeholder =
    choices.length === 0
      ? "This workspace has no JavaScript file"
      : "Its default export gets the sample and gives back { pass, why }";
  const path = await askChoice(
    { title: "A JavaScript module judges", placeholder, canGoBack: true },
    choices,
  );
  return path === undefined ? undefined : { kind: "module", path };
}

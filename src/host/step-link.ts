// Links to a step, such as `vscode://agent-loupe.agent-loupe/step?session=…&step=…`. They work while the step is stored.
// Pure; panel/links.ts opens them.

/** The path of our links; anything else that reaches us is not ours. */
const PATH = "/step";
const MAX_ID = 4096;

export interface StepPlace {
  readonly sessionId: string;
  readonly stepId?: string;
}

/** The link as text. `scheme` is the editor's own, `extension` our id. */
export function stepLink(scheme: string, extension: string, { sessionId, stepId }: StepPlace): string {
  const query = new URLSearchParams({ session: sessionId, ...(stepId !== undefined && { step: stepId }) });
  return `${scheme}://${extension}${PATH}?${query.toString()}`;
}

/** What a link points at; undefined where it is none of ours. Ids are checked by the engine, which knows them or not. */
export function readStepLink(uri: { readonly path: string; readonly query: string }): StepPlace | undefined {
  if (uri.path !== PATH) return undefined;
  const query = new URLSearchParams(uri.query);
  const sessionId = query.get("session");
  const stepId = query.get("step");
  if (sessionId === null || sessionId === "" || sessionId.length > MAX_ID) return undefined;
  if (stepId !== null && stepId.length > MAX_ID) return undefined;
  return { sessionId, ...(stepId !== null && { stepId }) };
}

// Where a replay may be sent: as recorded, the providers' own addresses, those of the settings, the demo's server, the
// editor's models. Pure.

import type { ReplayTarget } from "../../protocol/replay";
import type { StepDetail } from "../../protocol/rows";

/** A choice of the list. `demo`: its address is known once its server was started. */
export interface TargetChoice {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly target: ReplayTarget;
  readonly starts?: "demo";
}

/** A named address of the settings. */
export interface TargetSetting {
  readonly name: string;
  readonly provider: Exclude<ReplayTarget["provider"], "editor">;
  readonly baseUrl: string;
  readonly model?: string;
}

/** The service that the demo's agents send as (demo/agent/instrumentation.mjs). */
const DEMO_CONVERSATION = /(?:^|[^a-z])demo-[a-z-]+-[0-9a-f]{8}-/;

const PUBLIC: readonly TargetChoice[] = [
  target("openai-chat", "OpenAI, chat completions", "api.openai.com"),
  target("openai-responses", "OpenAI, responses", "api.openai.com"),
  target("anthropic", "Anthropic, messages", "api.anthropic.com"),
  target("gemini", "Gemini", "generativelanguage.googleapis.com"),
];

/** All choices, most likely first. `lastId` is the choice of the replay before. */
export function targetChoices(
  calls: readonly StepDetail[],
  sessionId: string,
  settings: readonly TargetSetting[],
  lastId: string | undefined,
): TargetChoice[] {
  const recorded = asRecorded(calls);
  const demo = isDemo(sessionId) ? [DEMO] : [];
  const all = [...demo, ...(recorded ? [recorded] : []), ...settings.map(ofSetting), ...PUBLIC, EDITOR];
  const last = all.filter(({ id }) => id === lastId);
  return [...last, ...all.filter(({ id }) => id !== lastId)];
}

/** Whether the session was sent by the demo, whose model server can be started for it. */
export function isDemo(sessionId: string): boolean {
  return DEMO_CONVERSATION.test(sessionId);
}

/** The targets of the setting that can be used, and a sentence for each that cannot. */
export function readTargetSettings(value: unknown): {
  readonly targets: readonly TargetSetting[];
  readonly problems: readonly string[];
} {
  if (!Array.isArray(value)) return { targets: [], problems: [] };
  const targets: TargetSetting[] = [];
  const problems: string[] = [];
  for (const item of value as unknown[]) {
    const found = readTarget(item);
    if (typeof found === "string") problems.push(found);
    else targets.push(found);
  }
  return { targets, problems };
}

/** Why an address is refused; undefined where it may be used. The engine judges it once more before it sends. */
export function addressProblem(baseUrl: string): string | undefined {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return "Enter an https address.";
  if (url.username !== "" || url.password !== "")
    return "Leave the password out: the key is asked for later.";
  if (url.search !== "" || url.hash !== "")
    return "Enter the address up to its path, such as https://host/v1.";
  if (url.protocol === "http:" && !isLoopbackName(url.hostname))
    return "Use https. Addresses with http are for this machine only.";
  return undefined;
}

/** True for names and addresses of this machine. */
export function isLoopbackName(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(hostname);
}

/** The host that a target names, with its port where it has one: what the user agrees to. */
export function hostOfTarget({ provider, baseUrl }: ReplayTarget): string {
  if (provider === "editor") return "editor";
  const known = PUBLIC.find(({ target }) => target.provider === provider)?.detail ?? "";
  return baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).host : known;
}

const DEMO: TargetChoice = {
  id: "demo",
  label: "Demo model server",
  detail: "Starts the scripted server of the demo on this machine",
  target: { provider: "openai-chat" },
  starts: "demo",
};

const EDITOR: TargetChoice = {
  id: "editor",
  label: "Language models of the editor",
  detail: "Not exact: they take no system prompt of their own and few parameters",
  target: { provider: "editor" },
};

function target(provider: ReplayTarget["provider"], label: string, host: string): TargetChoice {
  return { id: provider, label, detail: host, target: { provider } };
}

function ofSetting({ name, provider, baseUrl, model }: TargetSetting): TargetChoice {
  const to: ReplayTarget = { provider, baseUrl, ...(model !== undefined && { model }) };
  return { id: `setting:${name}`, label: name, detail: baseUrl, target: to };
}

function asRecorded(calls: readonly StepDetail[]): TargetChoice | undefined {
  const call = calls.find((step) => step.kind === "llm" && step.provider !== undefined);
  const provider = providerOf(call?.provider ?? "");
  if (!call || !provider) return undefined;
  const baseUrl = recordedAddress(call);
  return {
    id: "recorded",
    label: "As recorded",
    detail: baseUrl ?? `${call.provider ?? ""}, at its public address`,
    target: { provider, ...(baseUrl !== undefined && { baseUrl }) },
  };
}

/** `server.address` and `server.port` of the conventions. The path is not recorded: `/v1` is what OpenAI's likes have. */
function recordedAddress(call: StepDetail): string | undefined {
  const valueOf = (key: string) => call.attributes.find((attribute) => attribute.key === key)?.value;
  const [host, port] = [valueOf("server.address"), valueOf("server.port")];
  if (typeof host !== "string" || isPublicHost(host)) return undefined;
  const local = isLoopbackName(host);
  const at = typeof port === "number" || typeof port === "string" ? `:${port}` : "";
  const url = `${local ? "http" : "https"}://${host}${at}/v1`;
  return addressProblem(url) === undefined ? url : undefined;
}

function isPublicHost(host: string): boolean {
  return PUBLIC.some(({ detail }) => detail === host);
}

function providerOf(recorded: string): TargetSetting["provider"] | undefined {
  if (/anthropic|claude/i.test(recorded)) return "anthropic";
  if (/gemini|google|vertex/i.test(recorded)) return "gemini";
  if (/openai|azure|ollama|openrouter|vllm|deepseek|groq|mistral|together/i.test(recorded))
    return "openai-chat";
  return undefined;
}

function readTarget(item: unknown): TargetSetting | string {
  if (typeof item !== "object" || item === null) return "A replay target in the settings is no object.";
  const { name, provider, baseUrl, model } = item as Record<string, unknown>;
  if (typeof name !== "string" || name === "") return "A replay target in the settings has no name.";
  if (!isProvider(provider)) return `The replay target ${name} names no provider that is known.`;
  if (typeof baseUrl !== "string") return `The replay target ${name} has no address.`;
  const problem = addressProblem(baseUrl);
  if (problem !== undefined) return `The replay target ${name} cannot be used. ${problem}`;
  return { name, provider, baseUrl, ...(typeof model === "string" && model !== "" && { model }) };
}

function isProvider(value: unknown): value is TargetSetting["provider"] {
  return PUBLIC.some(({ target: { provider } }) => provider === value);
}

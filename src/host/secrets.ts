// API keys: kept by VS Code's SecretStorage, each for one provider at one host, and handed to nobody but the engine.
//
// SecretStorage cannot list its keys (VS Code 1.101), so the names, not the keys, stand in the extension's own state.

import { UserFault } from "../protocol/faults";

/** VS Code's SecretStorage and Memento, as far as they are used. */
export interface SecretStore {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}
export interface NameStore {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** What is asked of the user; tests hand in their own. */
export interface AskForKey {
  /** The key typed in, empty for none; undefined where the user turned away. */
  key(provider: string, host: string): Thenable<string | undefined>;
  /** Whether the key of that variable may be sent to the host. */
  useVariable(variable: string, host: string): Thenable<boolean>;
}

const NAMES = "agentLoupe.keys";
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "openai-chat": ["OPENAI_API_KEY"],
  "openai-responses": ["OPENAI_API_KEY"],
  anthropic: ["ANTHROPIC_API_KEY"],
  gemini: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
};

export class Secrets {
  /** Variables that the user allowed, by host, until the window closes. */
  private readonly allowed = new Set<string>();
  private readonly asking = new Map<string, Promise<string | null>>();

  constructor(
    private readonly secrets: SecretStore,
    private readonly names: NameStore,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly ask: AskForKey,
  ) {}

  /** The key for a provider at a host; null where a server on this machine wants none. Samples that ask together ask once. */
  keyFor(provider: string, host: string): Promise<string | null> {
    const name = nameOf(provider, host);
    const running = this.asking.get(name);
    if (running) return running;
    const found = this.find(provider, host).finally(() => this.asking.delete(name));
    this.asking.set(name, found);
    return found;
  }

  /** Keeps a key; an empty one is forgotten. */
  async set(provider: string, host: string, key: string): Promise<void> {
    const name = nameOf(provider, host);
    if (key === "") await this.secrets.delete(name);
    else await this.secrets.store(name, key);
    const others = this.known().filter((known) => known !== name);
    await this.names.update(NAMES, key === "" ? others : [...others, name]);
  }

  /** Forgets every key and every permission; gives how many keys there were. */
  async forgetAll(): Promise<number> {
    const known = this.known();
    for (const name of known) await this.secrets.delete(name);
    await this.names.update(NAMES, []);
    this.allowed.clear();
    return known.length;
  }

  private async find(provider: string, host: string): Promise<string | null> {
    const stored = await this.secrets.get(nameOf(provider, host));
    if (stored !== undefined) return stored;
    if (isThisMachine(host)) return null;
    const ofVariable = await this.fromEnvironment(provider, host);
    if (ofVariable !== undefined) return ofVariable;
    const typed = await this.ask.key(provider, host);
    if (typed === undefined)
      throw new UserFault("cancelled", `No key was given for ${host}, so nothing was sent.`);
    if (typed === "") return null;
    await this.set(provider, host, typed);
    return typed;
  }

  private async fromEnvironment(provider: string, host: string): Promise<string | undefined> {
    const variable = (VARIABLES[provider] ?? []).find((name) => (this.environment[name] ?? "") !== "");
    if (variable === undefined) return undefined;
    const permission = `${variable} ${host}`;
    if (!this.allowed.has(permission) && !(await this.ask.useVariable(variable, host))) return undefined;
    this.allowed.add(permission);
    return this.environment[variable];
  }

  private known(): string[] {
    const value = this.names.get(NAMES);
    return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  }
}

function nameOf(provider: string, host: string): string {
  return `agentLoupe.key:${provider}:${host.toLowerCase()}`;
}

function isThisMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host);
}

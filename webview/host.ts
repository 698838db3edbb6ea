// The one place that knows VS Code's side of a webview: the pipe to the host and the state that outlives the page.

import { Channel } from "../src/protocol/channel";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host {
  readonly channel: Channel;
  /** What `save` was given before the page was last hidden or reloaded; undefined the first time. */
  readonly saved: unknown;
  readonly save: (state: unknown) => void;
}

/** Connects to the editor. Can be called once a page: VS Code hands its API out only once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  const channel = new Channel((envelope) => api.postMessage(envelope));
  window.addEventListener("message", (event: MessageEvent<unknown>) => channel.receive(event.data));
  return { channel, saved: api.getState(), save: (state) => api.setState(state) };
}

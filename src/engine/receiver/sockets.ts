// Keeps the number of open sockets bounded: idle ones make room, busy ones stay.

import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Watches a server's sockets. Above `maxSockets` the one that has been idle longest is closed, else the newcomer. */
export class SocketLimit {
  /** Requests under way on each socket. A socket moves to the end when it falls idle: the first idle one is the oldest. */
  readonly #requests = new Map<Socket, number>();

  constructor(private readonly maxSockets: number) {}

  watch(server: Server): void {
    server.on("connection", (socket) => this.#add(socket));
    server.on("request", (request, response) => {
      const socket = request.socket;
      this.#requests.set(socket, (this.#requests.get(socket) ?? 0) + 1);
      response.once("close", () => this.#finish(socket));
    });
  }

  #add(socket: Socket): void {
    if (this.#requests.size >= this.maxSockets && !this.#closeOldestIdle()) {
      socket.destroy();
      return;
    }
    this.#requests.set(socket, 0);
    socket.once("close", () => this.#requests.delete(socket));
  }

  #closeOldestIdle(): boolean {
    for (const [socket, requests] of this.#requests) {
      if (requests > 0) continue;
      this.#requests.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  #finish(socket: Socket): void {
    const requests = this.#requests.get(socket);
    if (requests === undefined) return;
    this.#requests.delete(socket);
    if (!socket.destroyed) this.#requests.set(socket, requests - 1);
  }
}

// Binds one port on both loopback addresses and on nothing else.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How often another free port is tried when the one that IPv4 gave us is taken on IPv6. */
const FREE_PORT_ATTEMPTS = 5;

/**
 * Listens with one server on 127.0.0.1 and with a second on ::1, same port, and gives back the port and the servers.
 * Where the machine has no ::1 there is only the first. Port 0 picks a free one. Rejects with the error of `listen`,
 * `code` EADDRINUSE where either address is taken: a sender that says "localhost" may mean either.
 */
export async function listenOnLoopback(
  createServer: () => Server,
  port: number,
): Promise<{ readonly port: number; readonly servers: readonly Server[] }> {
  for (let attempt = 1; ; attempt++) {
    const first = createServer();
    const bound = await listen(first, "127.0.0.1", port);
    const second = createServer();
    try {
      await listen(second, "::1", bound);
      return { port: bound, servers: [first, second] };
    } catch (error) {
      if (hasNoSuchAddress(error)) return { port: bound, servers: [first] };
      first.close();
      if (port !== 0 || attempt === FREE_PORT_ATTEMPTS) throw error;
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function hasNoSuchAddress(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT" || code === "EINVAL";
}

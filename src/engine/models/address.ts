// Where a replay may be sent: https to the world, http to this machine only, never to what only looks like the world.
//
// A base address may come from a workspace file, so it is judged before anything is sent (hazards 54): addresses of
// cloud metadata services hand out credentials to whoever asks from inside.

import { isIP } from "node:net";
import { UserFault } from "../../protocol/faults";

/** All addresses a name stands for. Handed in, so that tests need no network. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** The address to send to, parsed. Fails with a UserFault that says why it is refused. */
export function checkedAddress(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw refused(baseUrl, "is no https address", "Write it as https://host/path.");
  }
  if (url.username !== "" || url.password !== "") {
    throw refused(url.host, "carries a password in its address", "Give the key in the editor's own field.");
  }
  if (isForbiddenHost(url.hostname))
    throw refused(url.host, "is a link-local or metadata address", "Choose the address of a model provider.");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw refused(
      url.host,
      "would be reached without encryption",
      "Use https; http is for this machine only.",
    );
  }
  return url;
}

/** Refuses a name that stands for a forbidden address. A name that nobody knows is left to the request to fail on. */
export async function checkResolved(url: URL, lookup: Lookup): Promise<void> {
  const host = bare(url.hostname);
  if (isIP(host) !== 0 || isLoopback(host)) return;
  const addresses = await lookup(host).catch(() => []);
  if (addresses.some(isForbiddenHost)) {
    throw refused(
      url.host,
      "stands for a link-local or metadata address",
      "Choose the address of a model provider.",
    );
  }
}

/** True for this machine: `localhost`, 127.0.0.0/8 and ::1. */
export function isLoopback(hostname: string): boolean {
  const host = bare(hostname);
  return (
    host === "localhost" || host.endsWith(".localhost") || /^127\.\d+\.\d+\.\d+$/.test(host) || host === "::1"
  );
}

const METADATA_HOSTS = new Set(["metadata", "metadata.google.internal", "metadata.goog", "instance-data"]);
/** Outside the link-local ranges: Alibaba Cloud, AWS over IPv6, Azure's wire server. */
const METADATA_ADDRESSES = new Set(["100.100.100.200", "fd00:ec2::254", "168.63.129.16"]);

function isForbiddenHost(hostname: string): boolean {
  const host = bare(hostname);
  if (METADATA_HOSTS.has(host) || METADATA_ADDRESSES.has(host)) return true;
  const mapped = mappedIpv4(host);
  if (mapped !== undefined) return isForbiddenHost(mapped) || isLoopback(mapped);
  if (isIP(host) === 4) return host.startsWith("169.254.") || host.startsWith("0.");
  return isIP(host) === 6 && (host === "::" || /^fe[89ab]/.test(host));
}

/** The IPv4 address inside `::ffff:a.b.c.d`, which a URL spells in hex. */
function mappedIpv4(host: string): string | undefined {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(host);
  if (dotted) return dotted[1];
  if (!hex) return undefined;
  const bytes = [hex[1], hex[2]].flatMap((pair) => {
    const value = Number.parseInt(pair ?? "0", 16);
    return [value >> 8, value & 255];
  });
  return bytes.join(".");
}

function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function refused(host: string, why: string, next: string): UserFault {
  return new UserFault("refused", `${host} ${why}, so nothing was sent.`, { next });
}

/**
 * Who can reach a local start: this machine alone, or others in its network. Pure, but for what the machine says of itself.
 */
import { isIP, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

export const LOOPBACK = "127.0.0.1";
const ANY = new Set(["0.0.0.0", "::"]);

/** True for an address that a server can listen on. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0;
}

/** True where only this machine can reach it. */
export function isPrivate(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

/** How this machine reaches a server that listens there. */
export function localHost(host: string): string {
  return ANY.has(host) ? LOOPBACK : host;
}

/** Without a slash at the end. */
export function originOf(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Where others in the network reach a server that listens on `host`; the machine's own IPv4 addresses for all of them. */
export function hostsForOthers(host: string, interfaces = networkInterfaces()): readonly string[] {
  if (isPrivate(host)) return [];
  if (!ANY.has(host)) return [host];
  const all = Object.values(interfaces).flatMap((one) => one ?? []);
  return all.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address);
}

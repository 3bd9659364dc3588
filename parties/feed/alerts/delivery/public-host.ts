/**
 * Which hosts a message may go to: those of the public internet. Judged by the name as the URL parser writes it, so that every
 * notation of an address (octal, hexadecimal, one number, full-width digits, mapped IPv6) is judged as the same one.
 */

/** Names that are private by convention or by standard: the last label, or the last two. */
const PRIVATE_ENDINGS = new Set([
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "home.arpa",
]);
/** Base and length of the prefix, of what is not an address of one public host. */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
/** The same within 2000::/3, outside of which no IPv6 host is public: tunnels that carry an IPv4 address, and documentation. */
const PRIVATE_V6: readonly (readonly [number, number, number])[] = [
  [0x2001, 0x0000, 23],
  [0x2001, 0x0db8, 32],
  [0x2002, 0x0000, 16],
  [0x3fff, 0x0000, 20],
];

/** `hostname` as a `URL` has it: lower case, IPv6 in brackets. */
export function isPublicHost(hostname: string): boolean {
  const name = withoutDot(hostname);
  if (name.startsWith("[")) return isPublicV6(name);
  const number = v4Number(name);
  if (number !== null) return !PRIVATE_V4.some(([base, bits]) => hasPrefix(number, v4Number(base)!, bits));
  const labels = name.split(".");
  const endings = [labels.slice(-1), labels.slice(-2)].map((ending) => ending.join("."));
  return labels.length > 1 && labels.every((label) => label !== "") && !endings.some((end) => PRIVATE_ENDINGS.has(end));
}

/** This machine, by any name that never leads elsewhere. */
export function isLoopbackHost(hostname: string): boolean {
  const name = withoutDot(hostname);
  if (name === "[::1]" || name === "localhost" || name.endsWith(".localhost")) return true;
  const number = v4Number(name);
  return number !== null && hasPrefix(number, v4Number("127.0.0.0")!, 8);
}

/** `example.com.` is `example.com`. */
function withoutDot(hostname: string): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

/** Of four numbers with dots, which is how the parser writes every IPv4 address. */
function v4Number(name: string): number | null {
  if (!/^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$/.test(name)) return null;
  return name.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function hasPrefix(number: number, base: number, bits: number): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(number / size) === Math.floor(base / size);
}

function isPublicV6(name: string): boolean {
  const [first, second] = firstGroups(name.slice(1, -1));
  if (first < 0x2000 || first > 0x3fff) return false;
  const number = first * 0x1_0000 + second;
  return !PRIVATE_V6.some(([high, low, bits]) => hasPrefix(number, high * 0x1_0000 + low, bits));
}

/** The first two of eight groups. `::` stands for zeros, and the parser writes it for the longest run of them. */
function firstGroups(address: string): readonly [number, number] {
  const [head = ""] = address.split("::");
  const [first = 0, second = 0] = head === "" ? [] : head.split(":").map((group) => Number.parseInt(group, 16));
  return [first, second];
}

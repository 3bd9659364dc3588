/**
 * The settings of a relay: flags before environment before file, all of it decoded. Pure; every mistake is found, and each is one
 * sentence that says what to write. The values themselves are never repeated in a mistake, since they may be secrets.
 */
import { BOT_PATTERN, isObject } from "@fillcast/protocol";

export interface BotSettings {
  readonly name: string;
  /** Without credentials, and without a slash at its end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}
export interface Listen {
  readonly host: string;
  readonly port: number;
}
export interface Settings {
  /** The server's origin, without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly bots: readonly BotSettings[];
  readonly dataDir: string;
  /** Null where the door is off. */
  readonly listen: Listen | null;
  readonly token: string | null;
  readonly pollMs: number;
  readonly spoolMaxBytes: number;
}

/** The sources as they are: texts of flags and environment, any JSON of a file. */
export interface Sources {
  readonly flags: {
    readonly url?: string | undefined;
    readonly key?: string | undefined;
    readonly bot?: readonly string[] | undefined;
    readonly data?: string | undefined;
    readonly listen?: string | undefined;
    readonly token?: string | undefined;
    readonly poll?: string | undefined;
    readonly spoolMax?: string | undefined;
  };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined without one. */
  readonly file?: unknown;
  readonly defaultDataDir: string;
}
export type ReadSettings =
  | { readonly kind: "settings"; readonly settings: Settings }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

const FILE_MEMBERS = ["url", "key", "bots", "data", "listen", "token", "poll", "spoolMax"];
const DEFAULTS = { listen: "127.0.0.1:8790", poll: "10", spoolMax: String(1024 ** 3) };
/** Smaller, and a spool cannot hold its own tables. */
const SPOOL_MIN_BYTES = 1024 ** 2;
const POLL_MAX_S = 3_600;

export function readSettings({ flags, environment, file, defaultDataDir }: Sources): ReadSettings {
  const mistakes: string[] = [];
  const members = isObject(file) ? file : {};
  if (file !== undefined && !isObject(file)) mistakes.push("The configuration file must be a JSON object.");
  for (const name of Object.keys(members)) {
    if (!FILE_MEMBERS.includes(name)) {
      mistakes.push(`The configuration file has an unknown member. Known are ${FILE_MEMBERS.join(", ")}.`);
      break;
    }
  }
  const choose = (flag: string | undefined, variable: string, member: string): string | undefined => {
    const written = members[member];
    const fromFile = typeof written === "string" || typeof written === "number" ? String(written) : undefined;
    // An empty variable in a Compose file means that it was left out.
    return [flag, environment[variable], fromFile].map((text) => text?.trim()).find((text) => text);
  };
  const url = readOrigin(choose(flags.url, "FILLCAST_URL", "url"), mistakes);
  const key = choose(flags.key, "FILLCAST_KEY", "key") ?? "";
  if (key === "") mistakes.push("Set the key: --key or FILLCAST_KEY, a key of your feed with the scope publish.");
  else if (!/^[\x21-\x7e]+$/.test(key)) mistakes.push("The key has characters that no key has. Copy it again.");
  const listen = readListen(choose(flags.listen, "FILLCAST_LISTEN", "listen") ?? DEFAULTS.listen, mistakes);
  const token = choose(flags.token, "FILLCAST_TOKEN", "token") ?? null;
  if (token !== null && !/^[A-Za-z0-9_-]{16,128}$/.test(token)) {
    mistakes.push("A token has 16 to 128 letters, digits, _ and -.");
  }
  if (listen !== null && token === null && !isPrivate(listen.host)) {
    mistakes.push("The door would be open to everyone at this address: set --token or FILLCAST_TOKEN too.");
  }
  const pollS = readNumber(choose(flags.poll, "FILLCAST_POLL", "poll") ?? DEFAULTS.poll, 1, POLL_MAX_S);
  if (pollS === null) mistakes.push(`--poll is a number of seconds from 1 to ${POLL_MAX_S}.`);
  const spoolMax = choose(flags.spoolMax, "FILLCAST_SPOOL_MAX", "spoolMax") ?? DEFAULTS.spoolMax;
  const spoolMaxBytes = readNumber(spoolMax, SPOOL_MIN_BYTES, Number.MAX_SAFE_INTEGER);
  if (spoolMaxBytes === null) mistakes.push(`--spool-max is a number of bytes from ${SPOOL_MIN_BYTES}.`);
  const bots = readBots(flags.bot, environment, members.bots, mistakes);
  const dataDir = choose(flags.data, "FILLCAST_DATA", "data") ?? defaultDataDir;
  if (mistakes.length > 0) return { kind: "mistakes", mistakes };
  const settings: Settings = {
    url,
    key,
    bots,
    dataDir,
    listen,
    token,
    pollMs: (pollS ?? 0) * 1_000,
    spoolMaxBytes: spoolMaxBytes ?? 0,
  };
  return { kind: "settings", settings };
}

function readOrigin(text: string | undefined, mistakes: string[]): string {
  if (text === undefined) {
    mistakes.push("Set the server's address: --url or FILLCAST_URL, e.g. https://fillcast.example.com.");
    return "";
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") {
    mistakes.push("The server's address (--url) is one like https://fillcast.example.com, without key or query.");
    return "";
  }
  return withoutSlash(`${url.origin}${url.pathname}`);
}

/** `host:port`, `[::1]:port` or `off`; undecidable texts are a mistake. */
function readListen(text: string, mistakes: string[]): Listen | null {
  if (text === "off") return null;
  const [, host = "", port = ""] = /^(?:\[([0-9a-f:.]+)\]|([^:]+)):(\d{1,5})$/i.exec(text)?.filter(Boolean) ?? [];
  if (host === "" || Number(port) > 65_535) {
    mistakes.push("--listen is HOST:PORT, e.g. 127.0.0.1:8790, or off.");
    return null;
  }
  return { host, port: Number(port) };
}

/** True for loopback and private networks, where only neighbours can knock. */
export function isPrivate(host: string): boolean {
  return /^(localhost|::1|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(1[6-9]|2\d|3[01])\.[\d.]+|f[cd][0-9a-f]{2}:.*)$/i.test(
    host,
  );
}

function readNumber(text: string, least: number, most: number): number | null {
  const value = /^\d{1,16}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}

type NamedBot = readonly [name: string, url: unknown, user?: unknown, password?: unknown];

function readBots(
  flags: readonly string[] | undefined,
  environment: Sources["environment"],
  member: unknown,
  mistakes: string[],
): BotSettings[] {
  const bots: BotSettings[] = [];
  const named = listBots(flags, environment.FILLCAST_BOTS, member);
  if (named === null) mistakes.push('"bots" in the configuration file is an object of names and URLs.');
  for (const [name, text, ownUser, ownPassword] of named ?? []) {
    const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : null;
    const prefix = `FILLCAST_BOT_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
    const user = environment[`${prefix}_USER`] ?? decode(url?.username) ?? ownUser;
    const password = environment[`${prefix}_PASSWORD`] ?? decode(url?.password) ?? ownPassword;
    if (!BOT_PATTERN.test(name)) {
      mistakes.push("A bot is NAME=URL, and its name has 1 to 64 letters, digits, _, . and -, the first no sign.");
    } else if (bots.some((bot) => bot.name === name)) mistakes.push(`Bot ${name} is there twice.`);
    else if (url === null || !/^https?:$/.test(url.protocol)) {
      mistakes.push(`The address of bot ${name} is one like http://freqtrade:8080.`);
    } else if (typeof user !== "string" || typeof password !== "string") {
      mistakes.push(`Bot ${name} needs user and password of its API: in its URL, or as ${prefix}_USER and _PASSWORD.`);
    } else {
      const path = withoutSlash(withoutSlash(url.pathname).replace(/\/api\/v1$/, ""));
      bots.push({ name, url: `${url.origin}${path}`, user, password });
    }
  }
  return bots;
}

/** Null where the file's member is neither names and URLs nor names and objects. */
function listBots(flags: readonly string[] | undefined, variable: string | undefined, member: unknown) {
  const texts = flags !== undefined && flags.length > 0 ? flags : (variable?.split(/[\s,]+/) ?? []).filter(Boolean);
  if (texts.length > 0 || member === undefined) return texts.map(splitBot);
  if (!isObject(member)) return null;
  return Object.entries(member).map(([name, value]): NamedBot =>
    isObject(value) ? [name, value.url, value.user, value.password] : [name, value],
  );
}

function splitBot(text: string): NamedBot {
  const at = text.indexOf("=");
  return at === -1 ? ["", text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** A part of a URL as it was meant; undefined where there is none. */
function decode(part: string | undefined): string | undefined {
  if (part === undefined || part === "") return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function withoutSlash(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

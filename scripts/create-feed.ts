/**
 * `npm run feed -- alice`: creates a feed in the server that `npm start` runs, and prints where it is to be seen. Finds the
 * admin token in the state folder. Exit codes: 0 created, 1 refused or not reached, 2 wrong options.
 */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_PORT, DEFAULT_STATE_DIR } from "./options.ts";
import { LOOPBACK, originOf } from "./reach.ts";
import { SECRETS_NAME } from "./state-folder.ts";

const HELP = `npm run feed -- NAME [options]    a new feed on the server that npm start runs

  --url URL      where it answers                            ${originOf(LOOPBACK, DEFAULT_PORT)}
  --state DIR    its state folder, for the admin token       ${DEFAULT_STATE_DIR}; FILLCAST_STATE
  --help         this text`;
const WAIT_MS = 10_000;

/** Says why it ends, and how. */
class Refusal extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

function readOptions(): {
  readonly help: boolean;
  readonly feed: string;
  readonly url: string;
  readonly state: string;
} {
  try {
    const { values, positionals } = parseArgs({
      options: {
        url: { type: "string", default: process.env["FILLCAST_URL"] || originOf(LOOPBACK, DEFAULT_PORT) },
        state: { type: "string", default: process.env["FILLCAST_STATE"] || DEFAULT_STATE_DIR },
        help: { type: "boolean", short: "h", default: false },
      },
      allowPositionals: true,
    });
    if (!values.help && positionals.length !== 1) throw new Error("Name one feed: npm run feed -- alice");
    return { ...values, feed: positionals[0] ?? "", url: withoutSlashes(values.url) };
  } catch (error) {
    throw new Refusal(error instanceof Error ? error.message : String(error), 2);
  }
}

/** An address as others go on from. */
function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end -= 1;
  return url.slice(0, end);
}

/** The one that was given to the start by variable wins over the one that it made. */
async function readAdminToken(state: string): Promise<string> {
  const given = process.env["FILLCAST_ADMIN_TOKEN"];
  if (given !== undefined && given !== "") return given;
  const path = join(resolve(state), SECRETS_NAME);
  const text = await readFile(path, "utf8").catch(() => "{}");
  const { adminToken } = JSON.parse(text) as { readonly adminToken?: string };
  if (adminToken === undefined)
    throw new Refusal(
      `${path} has no admin token. Start the server first, name its folder with --state, or set FILLCAST_ADMIN_TOKEN.`,
    );
  return adminToken;
}

/** The server's, as far as it is read here: a key, or a problem. */
interface Answer {
  readonly key?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

async function createFeed(url: string, adminToken: string, feed: string): Promise<string> {
  const answer = await fetch(`${url}/v1/feeds`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ feed }),
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch(() => null);
  if (answer === null)
    throw new Refusal(`No server answers at ${url}. Run npm start first, or name another with --url.`);
  const body = (await answer.json().catch(() => ({}))) as Answer;
  if (answer.ok && body.key !== undefined) return body.key;
  const details = (body.errors ?? []).map(({ pointer, detail }) => `${pointer}: ${detail}`);
  throw new Refusal([body.detail ?? `${url} answered ${answer.status}.`, ...details].join("\n"));
}

try {
  const { help, feed, url, state } = readOptions();
  if (help) console.log(HELP);
  else {
    const key = await createFeed(url, await readAdminToken(state), feed);
    console.log(`${url}/#feed=${encodeURIComponent(feed)}&key=${key}`);
    console.error(`The feed ${feed} is empty; open the address to connect a bot. Its owner key, shown once: ${key}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof Refusal ? error.code : 1;
}

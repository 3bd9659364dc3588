/**
 * `npm run verify:feed -- <feed>`: recomputes a feed's chain over the archive's records, and compares it with the room's own
 * digest and with the pages that are served; with `--file`, proves an export alone. Says at which event it breaks, if it does.
 * Exit codes: 0 all fits, 1 it does not or cannot be told, 2 wrong options.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isFeedId } from "@fillcast/protocol";
import { ReadError, withReader, type Opening } from "./feed-reader.ts";
import { DEFAULT_PORT, DEFAULT_STATE_DIR } from "./options.ts";
import { verifyFeed, verifyFile, type Finding } from "./proof.ts";

const HELP = `npm run verify:feed -- FEED [options]    the whole log of a feed: archive, room, and the pages that are served
npm run verify:feed -- --file FILE       an export alone: what GET /v1/feeds/FEED/records gave

  --url URL            where it is served      FILLCAST_URL            http://127.0.0.1:${DEFAULT_PORT}
  --key KEY            an owner's key          FILLCAST_KEY
  --admin-token TEXT   in place of a key       FILLCAST_ADMIN_TOKEN    that of the state folder
  --state DIR          of a local start        FILLCAST_STATE          ${DEFAULT_STATE_DIR}`;

async function findOpening(key: string | undefined, token: string | undefined, stateDir: string): Promise<Opening> {
  if (key !== undefined) return { kind: "key", key };
  if (token !== undefined) return { kind: "operator", token };
  const path = join(stateDir, "secrets.json");
  const kept = await readFile(path, "utf8").catch(() => {
    throw new ReadError(`Give --key or --admin-token: there is no ${path}.`);
  });
  return { kind: "operator", token: (JSON.parse(kept) as { readonly adminToken: string }).adminToken };
}

const TEXT = { type: "string" } as const;
const ARGUMENTS = {
  url: TEXT,
  key: TEXT,
  "admin-token": TEXT,
  state: TEXT,
  file: TEXT,
  help: { type: "boolean", short: "h" },
} as const;

async function main(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: ARGUMENTS, allowPositionals: true });
  } catch (error) {
    return refuseUsage((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help === true) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (values.file !== undefined) return report(() => verifyFile(values.file!));
  const [feed = ""] = positionals;
  if (positionals.length !== 1 || !isFeedId(feed)) return refuseUsage("Name one feed, or a file by --file.");
  const url = (values.url ?? environment.FILLCAST_URL ?? `http://127.0.0.1:${DEFAULT_PORT}`).replace(/\/$/, "");
  const key = values.key ?? environment.FILLCAST_KEY;
  const token = values["admin-token"] ?? environment.FILLCAST_ADMIN_TOKEN;
  const stateDir = values.state ?? environment.FILLCAST_STATE ?? DEFAULT_STATE_DIR;
  return report(async () => withReader(url, feed, await findOpening(key, token, stateDir), verifyFeed));
}

async function report(verify: () => Promise<Finding>): Promise<number> {
  try {
    const { fits, text } = await verify();
    process.stdout.write(`${fits ? "whole" : "broken"}: ${text}\n`);
    return fits ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

function refuseUsage(fault: string): number {
  process.stderr.write(`${fault}\n\n${HELP}\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2), process.env);

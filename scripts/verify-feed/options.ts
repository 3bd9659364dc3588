/**
 * The options of `npm run verify:feed`: pure, total; what is wrong comes back as one sentence.
 */
import { parseArgs } from "node:util";
import { isFeedId } from "@fillcast/protocol";
import { DEFAULT_STATE_DIR } from "../options.ts";

/** What opens the feed: a key that may read it, or the operator's token. */
export type Opening =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "operator"; readonly token: string };

/** Where the log is. */
export type LogPlace =
  | { readonly kind: "server"; readonly url: string; readonly opening: Opening; readonly feed: string }
  | { readonly kind: "folder"; readonly stateDir: string; readonly feed: string };

export type VerifyOptions =
  | { readonly kind: "verify"; readonly place: LogPlace; readonly exportFile: string | null }
  | { readonly kind: "verify-file"; readonly file: string }
  | { readonly kind: "help" }
  | { readonly kind: "invalid"; readonly message: string };

export const VERIFY_HELP = `npm run verify:feed -- FEED [options]    the whole log of a feed: archive, room, and the pages that are served
npm run verify:feed -- --file FILE       an export alone: of --export, or what GET /v1/feeds/FEED/records gave

  --state DIR          read the files of a local start           FILLCAST_STATE         ${DEFAULT_STATE_DIR}
  --url URL            ask a server instead                      FILLCAST_URL
  --key KEY            with a key of the feed that may read,     FILLCAST_KEY
  --admin-token TEXT   or as the operator                        FILLCAST_ADMIN_TOKEN
  --export FILE        also write the log, a record a line, with its chain

Ends with 0 if all of it fits, with 1 if it does not or the archive lacks something, with 2 if that could not be found out.`;

const ARGUMENTS = {
  state: { type: "string" },
  url: { type: "string" },
  key: { type: "string" },
  "admin-token": { type: "string" },
  export: { type: "string" },
  file: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const invalid = (message: string): VerifyOptions => ({ kind: "invalid", message });

/** Reads arguments and environment. */
export function parseVerifyOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): VerifyOptions {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: ARGUMENTS, strict: true, allowPositionals: true });
  } catch (error) {
    return invalid((error as Error).message);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: "help" };
  const [feed, ...rest] = positionals;
  if (values.file !== undefined) {
    const others = [feed, values.state, values.url, values.key, values["admin-token"], values.export];
    if (others.some((value) => value !== undefined)) return invalid("Use --file alone, without other options.");
    return { kind: "verify-file", file: values.file };
  }
  if (feed === undefined || rest.length > 0 || !isFeedId(feed))
    return invalid("Name one feed, or pass an export with --file.");
  if (values.url !== undefined && values.state !== undefined) return invalid("Use --url or --state, not both.");
  const exportFile = values.export ?? null;
  const url = values.url ?? (values.state === undefined ? environment["FILLCAST_URL"] : undefined);
  if (url === undefined) {
    const stateDir = values.state ?? environment["FILLCAST_STATE"] ?? DEFAULT_STATE_DIR;
    return { kind: "verify", place: { kind: "folder", stateDir, feed }, exportFile };
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return invalid("--url must be the server's URL, http(s)://…");
  const key = values.key ?? environment["FILLCAST_KEY"];
  const token = values["admin-token"] ?? environment["FILLCAST_ADMIN_TOKEN"];
  if (key === undefined && token === undefined) return invalid("--url needs --key or --admin-token.");
  const opening: Opening = key === undefined ? { kind: "operator", token: token! } : { kind: "key", key };
  return { kind: "verify", place: { kind: "server", url: url.replace(/\/$/, ""), opening, feed }, exportFile };
}

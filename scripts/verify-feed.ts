/**
 * `npm run verify:feed`: whether a feed's log is what it was when it was stored. Says how far it goes and its digest, or the
 * first seq that does not fit; and what the archive's database has lost and not got again yet. Exit codes: 0 all of it fits,
 * 1 it does not, 2 it could not be found out.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { verifyLines } from "../archive/verify.ts";
import { CannotVerify, type LogCopies } from "./verify-feed/copies.ts";
import { openHttpCopies } from "./verify-feed/http-copies.ts";
import { VERIFY_HELP, parseVerifyOptions, type LogPlace } from "./verify-feed/options.ts";
import { withOperatorsKey } from "./verify-feed/operator.ts";
import { openStateCopies } from "./verify-feed/state-copies.ts";
import { verifyCopies, type Finding, type Held } from "./verify-feed/verify-copies.ts";

const FITS = 0;
const BROKEN = 1;
const UNKNOWN = 2;
const COPY_WORDS = {
  room: "the room's copy",
  archive: "the archive's copy",
  served: "as it is served",
  both: "both copies",
} as const;

async function verifyFeed(open: () => Promise<LogCopies>, exportFile: string | null): Promise<number> {
  const copies = await open();
  const { problem } = copies.bounds;
  const finding = await verifyAndExport(copies, exportFile);
  if (finding.kind === "broken") {
    // Pages that the room has let go of meanwhile are no fault of its.
    if ((await open()).bounds.oldest > copies.bounds.oldest) return verifyFeed(open, exportFile);
    const code = sayBroken(finding.seq, `${COPY_WORDS[finding.copy]}: ${finding.detail}`);
    if (problem !== null) say(`problem: ${problem}`);
    return code;
  }
  const { epoch, head, chain, archive, room } = finding;
  if (head === 0) say(`whole: the log of epoch ${epoch} has no event yet`);
  else
    say(
      `whole: events 1 to ${head} of epoch ${epoch} fit, archive ${toRange(archive)}, room ${toRange(room)}; chain ${chain}`,
    );
  if (problem === null) return FITS;
  say(`problem: ${problem}`);
  return BROKEN;
}

/** Where the log is, opened: each time it has to be read again. */
async function verifyPlace(place: LogPlace, exportFile: string | null): Promise<number> {
  const { feed } = place;
  if (place.kind === "folder") return verifyFeed(async () => openStateCopies(place.stateDir, feed), exportFile);
  const { url, opening } = place;
  const verify = (key: string): Promise<number> => verifyFeed(() => openHttpCopies(url, feed, key), exportFile);
  return opening.kind === "key" ? verify(opening.key) : withOperatorsKey(url, feed, opening.token, verify);
}

async function verifyAndExport(copies: LogCopies, exportFile: string | null): Promise<Finding> {
  if (exportFile === null) return verifyCopies(copies);
  const output = createWriteStream(exportFile);
  const closed = once(output, "close");
  const finding = await verifyCopies(copies, (line) => output.write(`${JSON.stringify(line)}\n`));
  output.end();
  await closed;
  return finding;
}

async function verifyFile(file: string): Promise<number> {
  const input = createReadStream(file, "utf8");
  await once(input, "open").catch((error: Error) => {
    throw new CannotVerify(`The export cannot be read: ${error.message}.`);
  });
  const verdict = await verifyLines(createInterface({ input, crlfDelay: Infinity }));
  switch (verdict.kind) {
    case "empty":
      throw new CannotVerify(`${file} holds nothing.`);
    case "broken":
      return sayBroken(verdict.seq, verdict.detail);
    case "proof":
      say(`whole: events ${toRange(verdict)} of epoch ${verdict.epoch} fit; chain ${verdict.chain}`);
      return FITS;
  }
}

function sayBroken(seq: number, detail: string): number {
  say(`broken: event ${seq} is the first that does not match; ${detail.replace(/\.$/, "")}`);
  return BROKEN;
}

function toRange({ first, last }: Held): string {
  return last === 0 ? "nothing" : `${first} to ${last}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const options = parseVerifyOptions(process.argv.slice(2), process.env);
try {
  switch (options.kind) {
    case "help":
      say(VERIFY_HELP);
      break;
    case "invalid":
      console.error(`${options.message} See npm run verify:feed -- --help.`);
      process.exitCode = UNKNOWN;
      break;
    case "verify":
      process.exitCode = await verifyPlace(options.place, options.exportFile);
      break;
    case "verify-file":
      process.exitCode = await verifyFile(options.file);
  }
} catch (error) {
  console.error(error instanceof CannotVerify ? error.message : error);
  process.exitCode = UNKNOWN;
}

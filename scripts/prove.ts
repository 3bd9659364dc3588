/**
 * `npm run prove`: the promise put to the proof against what `npm start` starts. Prints its seed first and a table of figures
 * last. Exit codes: 0 all agrees, 1 something does not (it is named, and the folder is kept) or it was stopped, 2 wrong
 * options.
 */
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "./build.ts";
import { Difference } from "./prove/acks.ts";
import { PROVE_HELP, parseProveOptions, type ProveOptions } from "./prove/options.ts";
import { reportRun } from "./prove/report.ts";

const SEEDS = 2 ** 31;

async function prove(options: ProveOptions): Promise<number> {
  say(
    `seed ${options.seed}: ${options.events} events, ${options.kills} kills, ${options.bots} bots, ${options.readers} readers, ${options.relays} relays`,
  );
  // The readers are built on the client as it is packed.
  await build({ force: false, only: [], report: say });
  const { run } = await import("./prove/run.ts");
  const dir = await mkdtemp(join(tmpdir(), "fillcast-prove-"));
  say(`in ${dir}`);
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => abort.abort(new Error(`stopped by ${signal}`)));
  }
  const outcome = await run(options, dir, abort.signal, say).catch((error: Error) => error);
  if (!(outcome instanceof Error)) process.stdout.write(`${reportRun(outcome)}\n`);
  else if (abort.signal.aborted) say(outcome.message);
  else {
    say(outcome instanceof Difference ? `DIFFERENCE: ${outcome.message}` : `BROKEN OFF: ${outcome.stack}`);
    say(`seed ${options.seed}; what is left of it stays in ${dir}`);
    return 1;
  }
  await rm(dir, { recursive: true, force: true });
  return outcome instanceof Error ? 1 : 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const options = parseProveOptions(process.argv.slice(2), randomInt(SEEDS));
switch (options.kind) {
  case "help":
    process.stdout.write(`${PROVE_HELP}\n`);
    break;
  case "invalid":
    say(`${options.message} See npm run prove -- --help.`);
    process.exitCode = 2;
    break;
  case "prove":
    // Half-open sockets may linger; nothing that matters does.
    process.exit(await prove(options));
}

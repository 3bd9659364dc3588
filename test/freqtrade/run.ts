/**
 * `npm run test:freqtrade`: a real Freqtrade trades on an invented exchange, spot and futures, with the guide's webhook block
 * and then with a relay in its place, while bot, relay and server are killed, against what `npm start` starts; then ledger and
 * books are compared figure by figure. Exit codes: 0 all is equal, or there is no Freqtrade to test with, which a sentence says;
 * 1 something is not; 2 wrong options.
 */
import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "../../scripts/build.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";
import { install } from "./installed.ts";
import { FREQTRADE_HELP, parseFreqtradeOptions } from "./options.ts";
import type { Outcome, Stage } from "./play.ts";

/** A minute or two on an idle machine, where Freqtrade is installed. */
const PASS_LIMIT_MS = 420_000;
const SEEDS = 2 ** 31;

async function testVersions(versions: readonly string[]): Promise<boolean> {
  // The reader is the client as it is packed.
  await build({ force: false, only: [], report: say });
  const server = await startServer();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  try {
    let isGood = true;
    for (const version of versions) isGood = (await testVersion(version, server)) && isGood;
    return isGood;
  } finally {
    await server.stop();
  }
}

async function testVersion(version: string, server: StartedServer): Promise<boolean> {
  const installed = await install(version, say);
  if (installed.kind === "absent") {
    say(`Skipped the test with a real Freqtrade: ${installed.why}.`);
    return true;
  }
  const folder = await mkdtemp(join(tmpdir(), "fillcast-freqtrade-"));
  const startedMs = performance.now();
  const stage: Stage = { version, python: installed.python, folder, server, seed: randomInt(SEEDS) };
  const { playFutures, playSpot } = await import("./play.ts");
  const { playRelayed, startTroubledServer } = await import("./relayed.ts");
  // Two bots at a time: a machine with two cores has no more to give.
  let isGood = await judge(version, [playSpot(stage), playFutures(stage)]);
  const troubled = await startTroubledServer(join(folder, "relayed"), stage.seed, 2);
  try {
    const plays = [playRelayed(stage, troubled, "spot"), playRelayed(stage, troubled, "futures")];
    isGood = (await judge(version, plays)) && isGood;
  } finally {
    await troubled.stop();
  }
  say(`Freqtrade ${version}: ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  if (isGood) await rm(folder, { recursive: true, force: true });
  else say(`What is left of it is in ${folder}`);
  return isGood;
}

/** True if all of them end in time, and without a difference. */
async function judge(version: string, plays: readonly Promise<Outcome>[]): Promise<boolean> {
  const limit = delay(PASS_LIMIT_MS, null, { ref: false }).then(() => {
    throw new Error(`It took longer than ${PASS_LIMIT_MS / 1_000} s.`);
  });
  const outcomes = await Promise.allSettled(plays.map((played) => Promise.race([played, limit])));
  return outcomes.map((outcome) => report(version, outcome)).every(Boolean);
}

function report(version: string, outcome: PromiseSettledResult<Outcome>): boolean {
  if (outcome.status === "rejected") {
    say(
      `BROKEN OFF with Freqtrade ${version}: ${outcome.reason instanceof Error ? outcome.reason.stack : outcome.reason}`,
    );
    return false;
  }
  const { market, way, compared, differences } = outcome.value;
  for (const { what, ours, books } of differences)
    say(`DIFFERENCE ${market}, ${way}, ${what}: ${ours}, in the books ${books}`);
  say(`Freqtrade ${version}, ${market}, ${way}: ${compared} figures compared, ${differences.length} differ`);
  return differences.length === 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const options = parseFreqtradeOptions(process.argv.slice(2));
switch (options.kind) {
  case "help":
    process.stdout.write(`${FREQTRADE_HELP}\n`);
    break;
  case "invalid":
    say(`${options.message} See npm run test:freqtrade -- --help.`);
    process.exitCode = 2;
    break;
  case "run":
    process.exit((await testVersions(options.versions)) ? 0 : 1);
}

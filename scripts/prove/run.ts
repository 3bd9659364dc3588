/**
 * A run of the prover: bots post while the server is killed and the network breaks; then, in peace, all that anybody has seen
 * is reconciled. Bounded in time; whatever happens, what it started is ended.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createRandom, nextBetween, nextUnit, type RandomState } from "../../demo/random.ts";
import { Acks, Difference } from "./acks.ts";
import { runBot, type Floor } from "./bot.ts";
import { castBot, castReader, type CastBot, type Stage } from "./cast.ts";
import { drawFaults } from "./faults.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import type { ProveOptions } from "./options.ts";
import type { Reader } from "./reader.ts";
import { reconcile } from "./reconcile.ts";
import type { RunFigures } from "./report.ts";
import { createFeed, fetchTicket, issueKey } from "./served.ts";
import { startServerLife, type ServerLife } from "./server-life.ts";

const FEED = "proof";
/** After which a run that hangs is given up. */
const LIMIT_MS = { base: 120_000, perEvent: 6, perKill: 15_000 } as const;
const AFTER_THRESHOLD_MS = [0, 300] as const;
const POLL_MS = 10;

/** Runs in `dir`, which may keep what is left of it. Throws a `Difference` where anything does not agree. */
export async function run(
  options: ProveOptions,
  dir: string,
  abort: AbortSignal,
  say: (line: string) => void,
): Promise<RunFigures> {
  const { events, kills, seed } = options;
  const limitMs = LIMIT_MS.base + LIMIT_MS.perEvent * events + LIMIT_MS.perKill * kills;
  const stop = new AbortController();
  const over = AbortSignal.any([abort, stop.signal, AbortSignal.timeout(limitMs)]);
  const calm = new AbortController();
  const random = createRandom(seed);
  const endings: (() => unknown)[] = [() => stop.abort()];
  try {
    const life = await startServerLife(`${dir}/state`, createRandom(seed ^ 0x5eed));
    endings.push(() => life.end());
    const proxy = await startFaultProxy(life.origin, () => drawFaults(random));
    endings.push(() => proxy.close());
    const { epoch, key } = await createFeed(life.origin(), life.adminToken, FEED);
    const floor: Floor = { acks: new Acks(), abort: over, latenciesMs: [], retries: 0 };
    const bots = Array.from({ length: options.bots }, (_, index) => castBot(index, seed, Date.now()));
    const authorizations = await issueKeys(life, key, bots);
    const stage: Stage = {
      url: proxy.origin,
      feed: FEED,
      key: await issueKey({ origin: life.origin(), feed: FEED, key }, { scope: "subscribe" }),
      ticket: () => fetchTicket(proxy.origin, FEED, key),
      start: { epoch, seq: 0 },
      botNames: bots.map(({ name }) => name),
      dir,
      seed,
      calm: calm.signal,
    };
    const readers = Array.from({ length: options.readers }, (_, index) => castReader(index, stage));
    endings.push(...readers.map((reader) => () => reader.close()));

    const startedMs = performance.now();
    const progress = setInterval(() => say(progressLine(floor, events, life, startedMs)), 5_000);
    endings.push(() => clearInterval(progress));
    // Batches would take all but a few of the events, if they were left to it.
    const batched = { left: bots.some(({ postsBatches }) => postsBatches) ? Math.floor(events / 2) : 0 };
    const single = { left: events - batched.left };
    const working = bots.map(({ source, random, postsBatches, isFar }, index) => {
      const origin = isFar ? () => proxy.origin : life.origin;
      return runBot(
        source,
        postsBatches ? batched : single,
        { origin, authorization: authorizations[index]! },
        random,
        floor,
      );
    });
    await orOver(over, Promise.all([...working, killAlong(life, floor, options, random)]));
    const postedMs = performance.now();

    // The last kill comes when everything is acknowledged: what is level after it became so without another post.
    if (kills > 0) await orOver(over, life.killAndStart());
    calm.abort();
    proxy.makePeace();
    say("all is acknowledged; waiting until all is level");
    const served = { origin: life.origin(), feed: FEED, key };
    const trades = await orOver(over, reconcile(served, floor.acks, readers, booksOf(bots), events));
    return {
      ...options,
      acks: floor.acks.figures,
      retries: floor.retries,
      kills: life.kills,
      startsMs: life.startsMs,
      connections: proxy.connections,
      faults: proxy.counts,
      readers: readers.map(toFigures),
      trades,
      ackLatenciesMs: floor.latenciesMs,
      postingS: (postedMs - startedMs) / 1_000,
      settlingS: (performance.now() - postedMs) / 1_000,
    };
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

async function issueKeys(life: ServerLife, owner: string, bots: readonly CastBot[]): Promise<string[]> {
  const opened = { origin: life.origin(), feed: FEED, key: owner };
  return Promise.all(
    bots.map(async ({ name, dryRun, authorize }) =>
      authorize(await issueKey(opened, { scope: "publish", bot: name, dryRun })),
    ),
  );
}

/** Kills at random points of the way, all but the last time. */
async function killAlong(
  life: ServerLife,
  floor: Floor,
  { events, kills }: ProveOptions,
  random: RandomState,
): Promise<void> {
  const points = Array.from({ length: Math.max(0, kills - 1) }, () => nextUnit(random) * events).sort((a, b) => a - b);
  for (const point of points) {
    while (floor.acks.bySeq.size < point && !floor.abort.aborted) await delay(POLL_MS);
    await delay(nextBetween(random, ...AFTER_THRESHOLD_MS));
    if (floor.abort.aborted) return;
    await life.killAndStart();
  }
}

/** The promise's value; throws where the run is over before. */
async function orOver<Value>(over: AbortSignal, promise: Promise<Value>): Promise<Value> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(toReason(over));
  if (over.aborted) giveUp();
  over.addEventListener("abort", giveUp);
  try {
    return await Promise.race([promise, given]);
  } finally {
    over.removeEventListener("abort", giveUp);
  }
}

function toReason({ reason }: AbortSignal): unknown {
  const isLate = reason instanceof DOMException && reason.name === "TimeoutError";
  return isLate ? new Difference("the run did not come to its end in its time") : reason;
}

function booksOf(bots: readonly CastBot[]) {
  return new Map(bots.flatMap(({ trader }) => (trader === null ? [] : [...trader.books])));
}

function toFigures(reader: Reader): RunFigures["readers"][number] {
  return { name: reader.name, shown: reader.shown().length, ...reader.figures() };
}

function progressLine({ acks }: Floor, events: number, life: ServerLife, startedMs: number): string {
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
  return `${seconds} s: ${acks.bySeq.size} of ${events} acknowledged, ${life.kills} kills`;
}

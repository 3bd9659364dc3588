/**
 * A run of the prover: bots post while the server is killed and the network breaks; then, in peace, all that anybody has seen
 * is reconciled. Bounded in time; whatever happens, what it started is ended.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, nextUnit } from "../../demo/random.ts";
import { Acks, Difference } from "./acks.ts";
import { runBot, type Floor, type Pool } from "./bot.ts";
import type { ProveOptions } from "./options.ts";
import type { Reader } from "./reader.ts";
import { reconcile } from "./reconcile.ts";
import type { RunFigures } from "./report.ts";
import { setStage, type Player, type Stage } from "./stage.ts";

/** After which a run that hangs is given up. */
const LIMIT_MS = { base: 120_000, perEvent: 6, perKill: 15_000 } as const;
const AFTER_POINT_MS = [0, 300] as const;
const POLL_MS = 10;
const PROGRESS_MS = 5_000;

/** Runs in `dir`, which may keep what is left of it. Throws a `Difference` where anything does not agree. */
export async function run(
  options: ProveOptions,
  dir: string,
  abort: AbortSignal,
  say: (line: string) => void,
): Promise<RunFigures> {
  const limitMs = LIMIT_MS.base + LIMIT_MS.perEvent * options.events + LIMIT_MS.perKill * options.kills;
  const stop = new AbortController();
  const over = AbortSignal.any([abort, stop.signal, AbortSignal.timeout(limitMs)]);
  const floor: Floor = { acks: new Acks(), abort: over, latenciesMs: [], retries: 0 };
  const stage = await setStage(options, dir);
  const progress = setInterval(() => say(progressLine(floor, stage, options)), PROGRESS_MS);
  try {
    return await orOver(over, play(stage, floor, options, say));
  } finally {
    stop.abort();
    clearInterval(progress);
    await stage.strike();
  }
}

async function play(
  stage: Stage,
  floor: Floor,
  options: ProveOptions,
  say: (line: string) => void,
): Promise<RunFigures> {
  const { life, players, readers } = stage;
  const startedMs = performance.now();
  await Promise.all([...post(stage, floor, options.events), killAlong(stage, floor, options)]);
  const postedMs = performance.now();
  // The last kill comes when everything is acknowledged: what is level after it became so without another post.
  if (options.kills > 0) await life.killAndStart();
  stage.makePeace();
  say("all is acknowledged; waiting until all is level");
  const trades = await reconcile(stage.served(), {
    acks: floor.acks,
    readers,
    books: booksOf(players),
    events: options.events,
  });
  return {
    ...options,
    acks: floor.acks.figures,
    retries: floor.retries,
    kills: life.kills,
    startsMs: life.startsMs,
    connections: stage.proxy.connections,
    faults: stage.proxy.counts,
    readers: readers.map(toFigures),
    trades,
    ackLatenciesMs: floor.latenciesMs,
    postingS: (postedMs - startedMs) / 1_000,
    settlingS: (performance.now() - postedMs) / 1_000,
  };
}

/** Every bot at work: half of the events come in batches, where any bot posts them; else they would take nearly all. */
function post({ players, life, proxy }: Stage, floor: Floor, events: number): Promise<void>[] {
  const batched: Pool = { left: players.some(({ postsBatches }) => postsBatches) ? Math.floor(events / 2) : 0 };
  const single: Pool = { left: events - batched.left };
  return players.map(({ source, random, postsBatches, isFar, authorization }) => {
    const route = { origin: isFar ? () => proxy.origin : life.origin, authorization };
    return runBot({ source, pool: postsBatches ? batched : single, route, random, floor });
  });
}

/** Kills at random points of the way, all but the last time. */
async function killAlong({ life, random }: Stage, floor: Floor, { events, kills }: ProveOptions): Promise<void> {
  const points = Array.from({ length: Math.max(0, kills - 1) }, () => nextUnit(random) * events).sort((a, b) => a - b);
  for (const point of points) {
    while (floor.acks.bySeq.size < point && !floor.abort.aborted) await delay(POLL_MS);
    await delay(nextBetween(random, ...AFTER_POINT_MS));
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

function booksOf(players: readonly Player[]) {
  return new Map(players.flatMap(({ trader }) => (trader === null ? [] : [...trader.books])));
}

function toFigures(reader: Reader): RunFigures["readers"][number] {
  return { name: reader.name, shown: reader.shown().length, ...reader.figures() };
}

function progressLine({ acks }: Floor, { life }: Stage, { events }: ProveOptions): string {
  return `${acks.bySeq.size} of ${events} acknowledged, ${life.kills} kills`;
}

/**
 * A run of the prover: bots post while server and relays are killed and the network breaks; then, in peace, all that anybody has
 * seen is reconciled. Bounded in time; whatever happens, what it started is ended.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, nextUnit } from "../../demo/random.ts";
import { Acks, Difference } from "./acks.ts";
import { runBot, type Floor, type Pool } from "./bot.ts";
import type { ProveOptions } from "./options.ts";
import type { Reader } from "./reader.ts";
import { runRelayedBot } from "./relayed-bot.ts";
import { reconcile } from "./reconcile.ts";
import type { RunFigures } from "./report.ts";
import { setStage, type Player, type Stage } from "./stage.ts";
import { Taken } from "./taken.ts";

/** After which a run that hangs is given up. */
const LIMIT_MS = { base: 180_000, perEvent: 10, perKill: 20_000 } as const;
/** Where on the way the line is cut. */
const CUT_AT = 0.3;
/** How much of their way relayed bots may be ahead of the others: their doors never wait. */
const AHEAD_MAX = 0.15;
/** Shorter, and a line is refused and not silent: a relay waits half a minute for an answer. */
const SILENT_MIN_MS = 60_000;
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
  const { events, kills, cut } = options;
  const limitMs = LIMIT_MS.base + LIMIT_MS.perEvent * events + LIMIT_MS.perKill * kills + 1_000 * cut;
  const stop = new AbortController();
  const over = AbortSignal.any([abort, stop.signal, AbortSignal.timeout(limitMs)]);
  const floor: Floor = {
    acks: new Acks(),
    taken: new Taken(),
    abort: over,
    latenciesMs: [],
    doorLatenciesMs: [],
    retries: 0,
  };
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
  const { life, players, readers, relays } = stage;
  const startedMs = performance.now();
  await Promise.all([
    ...post(stage, floor, options.events),
    killAlong(stage, floor, options, life.killAndStart),
    killAlong(stage, floor, options, (count) => relays[count % relays.length]?.killAndStart()),
    cutLines(stage, floor, options),
  ]);
  const postedMs = performance.now();
  // The last kill comes when everything is acknowledged: what is level after it became so without another post.
  if (options.kills > 0) await Promise.all([life, ...relays].map((one) => one.killAndStart()));
  stage.makePeace();
  say("all is acknowledged; waiting until all is level");
  const { acks, taken } = floor;
  const found = await reconcile(stage.served(), { acks, taken, relays, readers, books: booksOf(players) });
  return {
    ...options,
    ...found,
    acks: acks.figures,
    taken: {
      messages: taken.count,
      lostAnswers: taken.lostAnswers,
      bots: players.filter(({ isRelayed }) => isRelayed).length,
      kills: relays.reduce((sum, relay) => sum + relay.kills, 0),
      breaks: relays.reduce((sum, relay) => sum + relay.breaks, 0),
    },
    retries: floor.retries,
    kills: life.kills,
    startsMs: life.startsMs,
    connections: stage.proxy.connections,
    faults: stage.proxy.counts,
    readers: readers.map(toFigures),
    doorLatenciesMs: floor.doorLatenciesMs,
    ackLatenciesMs: floor.latenciesMs,
    postingS: (postedMs - startedMs) / 1_000,
    settlingS: (performance.now() - postedMs) / 1_000,
  };
}

/**
 * Every bot at work: half of the events come in batches, where any bot posts them, and a quarter through relays; else they would
 * take nearly all.
 */
function post({ players, life, proxy }: Stage, floor: Floor, events: number): Promise<void>[] {
  const batched: Pool = { left: players.some(({ postsBatches }) => postsBatches) ? Math.floor(events / 2) : 0 };
  const relayed: Pool = { left: players.some(({ relay }) => relay !== null) ? Math.floor(events / 4) : 0 };
  const single: Pool = { left: events - batched.left - relayed.left };
  const [straightEvents, relayedEvents] = [events - relayed.left, relayed.left];
  const turn = async (): Promise<void> => {
    const isAhead = (): boolean =>
      1 - relayed.left / relayedEvents > floor.acks.bySeq.size / straightEvents + AHEAD_MAX;
    while (isAhead() && !floor.abort.aborted) await delay(POLL_MS);
  };
  return players.map(({ name, relay, source, random, postsBatches, isFar, authorization }) => {
    if (relay !== null) return runRelayedBot({ name, source, pool: relayed, door: relay.door, random, floor, turn });
    const route = { origin: isFar ? () => proxy.origin : life.origin, authorization };
    return runBot({ source, pool: postsBatches ? batched : single, route, random, floor });
  });
}

/** Kills at random points of the way, all but the last time; `kill` hears how many were before. */
async function killAlong(
  { random }: Stage,
  floor: Floor,
  { events, kills }: ProveOptions,
  kill: (count: number) => Promise<void> | undefined,
): Promise<void> {
  const points = Array.from({ length: Math.max(0, kills - 1) }, () => nextUnit(random) * events).sort((a, b) => a - b);
  for (const [count, point] of points.entries()) {
    await reach(point, floor);
    await delay(nextBetween(random, ...AFTER_POINT_MS));
    if (floor.abort.aborted) return;
    await kill(count);
  }
}

/** Cuts the line of every relay for as long as was asked for, of every second one without a word if that is long. */
async function cutLines({ relays }: Stage, floor: Floor, { events, cut }: ProveOptions): Promise<void> {
  if (cut === 0) return;
  await reach(CUT_AT * events, floor);
  const ms = cut * 1_000;
  const how = (index: number) => (ms >= SILENT_MIN_MS && index % 2 === 1 ? "silent" : "refused");
  await Promise.all(relays.map((relay, index) => relay.cutLine(how(index), ms, floor.abort)));
}

/** Resolves when this number of events is acknowledged or taken, or the run is over. */
async function reach(count: number, floor: Floor): Promise<void> {
  while (doneOf(floor) < count && !floor.abort.aborted) await delay(POLL_MS);
}

function doneOf({ acks, taken }: Floor): number {
  return acks.bySeq.size + taken.count;
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

function progressLine(floor: Floor, { life, relays }: Stage, { events }: ProveOptions): string {
  const waiting = relays.reduce((sum, relay) => sum + relay.waiting(), 0);
  return `${doneOf(floor)} of ${events} acknowledged, ${life.kills} kills, ${waiting} wait at relays`;
}

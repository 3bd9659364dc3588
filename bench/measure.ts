/**
 * One run: a side is started afresh, warmed up, given a work, reconciled, and stopped. The clock runs from the first post until
 * every subscriber has every event; the server's CPU time is read at the same two moments, and again once the side has done
 * what it put off. A run that does not reconcile throws.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { readAllCpuMicros } from "./cpu.ts";
import { type Bot, openBots, publish } from "./driver/load.ts";
import { openSubscribers, type Subscriber, untilDelivered } from "./driver/subscribers.ts";
import { reconcile } from "./reconcile.ts";
import type { RunningSide, Side } from "./sides/side.ts";
import { quantile } from "./stats.ts";
import { postCount, type StreamWork } from "./works.ts";

export interface Measurement {
  readonly events: number;
  /** From the first post until the last subscriber has the last event. */
  readonly deliveredMs: number;
  readonly eventsPerSecond: number;
  /** From an event's hand-over to its bot's connection until a subscriber has it, over all events and subscribers. */
  readonly latencyP50Ms: number;
  readonly latencyP95Ms: number;
  /** The server's, until all is delivered; null where the system does not tell. */
  readonly cpuMicrosPerEvent: number | null;
  readonly cpuMicrosPerDelivery: number | null;
  /** Per event, and with what the side did afterwards; null where the work does not wait for it. */
  readonly settledCpuMicrosPerEvent: number | null;
  /** The bench's own, which shares the machine: where it is not well below the server's, the driver is what is measured. */
  readonly driverCpuMicrosPerEvent: number;
}

/** Called around the measured part, for a profiler. */
export interface Observer {
  begin(side: RunningSide): Promise<void>;
  end(): Promise<void>;
}

/** A run that takes longer has failed. */
const RUN_DEADLINE_MS = 90_000;
/** When nothing more comes for so long, what is missing is lost. */
const PATIENCE_MS = 10_000;
/** Before the clock starts, for the garbage of the start, and before reconciling, for whatever comes once too often. */
const CALM_MS = 300;

export interface MeasureOptions {
  readonly side: Side;
  readonly work: StreamWork;
  /** An empty folder. */
  readonly stateDir: string;
  readonly observer?: Observer;
  readonly patienceMs?: number;
}

/** Throws where the side does not take an event, loses, repeats or reorders one, or does not end in time. */
export async function measure(options: MeasureOptions): Promise<Measurement> {
  const { side, stateDir, observer } = options;
  const running = await side.start({ stateDir, inspect: observer !== undefined });
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result within ${RUN_DEADLINE_MS} ms`)), RUN_DEADLINE_MS);
  });
  try {
    return await Promise.race([measureRunning(running, options), deadline]);
  } finally {
    clearTimeout(timer);
    await running.stop();
  }
}

async function measureRunning(
  side: RunningSide,
  { work, observer, patienceMs = PATIENCE_MS }: MeasureOptions,
): Promise<Measurement> {
  const pids = [side.pid, ...(side.helperPids ?? [])];
  const subscribers = await openSubscribers(work.subscribers, {
    url: `ws://127.0.0.1:${side.port}${side.subscribePath}`,
    wire: side.wire,
    acknowledgement: (through) => side.acknowledgement(through),
  });
  const bots = await openBots(side, work.bots, work.eventsPerPost);
  try {
    const warmUpEvents = work.bots * work.warmUpPostsPerBot * work.eventsPerPost;
    await publish(bots, { kind: "burst", postsPerBot: work.warmUpPostsPerBot });
    await untilDelivered(subscribers, warmUpEvents, patienceMs);
    if (work.countsLateWork) await side.settled();
    await sleep(CALM_MS);
    await Promise.all(bots.map((bot) => bot.ready()));

    await observer?.begin(side);
    const events = postCount(work) * work.eventsPerPost;
    const warmUpFrames = subscribers.map((subscriber) => subscriber.receipts.length);
    const driverBefore = process.cpuUsage();
    const cpuBefore = readAllCpuMicros(pids);
    const startMs = performance.now();
    await publish(bots, work.pace);
    await untilDelivered(subscribers, warmUpEvents + events, patienceMs);
    const cpuDelivered = readAllCpuMicros(pids);
    const driverCpu = process.cpuUsage(driverBefore);
    await observer?.end();
    if (work.countsLateWork) await side.settled();
    const cpuSettled = work.countsLateWork ? readAllCpuMicros(pids) : null;
    await sleep(CALM_MS);

    const faults = reconcile({
      acknowledged: bots.map((bot) => bot.acknowledged),
      received: subscribers.map((subscriber) => subscriber.receipts.flatMap(({ frame }) => frame.ids)),
    });
    if (faults.length > 0) throw new Error(faults.join("; "));

    const measured = subscribers.map((subscriber, n) => subscriber.receipts.slice(warmUpFrames[n]));
    const deliveredMs = Math.max(...measured.map((receipts) => receipts.at(-1)!.atMs)) - startMs;
    const latenciesMs = latencies(measured, bots);
    const perEvent = (micros: number | null): number | null =>
      micros === null || cpuBefore === null ? null : (micros - cpuBefore) / events;
    const perDelivery = (micros: number | null): number | null => {
      const ofEvent = perEvent(micros);
      return ofEvent === null ? null : ofEvent / work.subscribers;
    };
    return {
      events,
      deliveredMs,
      eventsPerSecond: (events * 1_000) / deliveredMs,
      latencyP50Ms: quantile(latenciesMs, 0.5),
      latencyP95Ms: quantile(latenciesMs, 0.95),
      cpuMicrosPerEvent: perEvent(cpuDelivered),
      cpuMicrosPerDelivery: perDelivery(cpuDelivered),
      settledCpuMicrosPerEvent: perEvent(cpuSettled),
      driverCpuMicrosPerEvent: (driverCpu.user + driverCpu.system) / events,
    };
  } finally {
    for (const end of [...bots, ...subscribers]) end.close();
  }
}

function latencies(measured: readonly Subscriber["receipts"][], bots: readonly Bot[]): number[] {
  const sentAtMs = new Map(bots.flatMap((bot) => [...bot.sentAtMs]));
  return measured.flat().flatMap(({ frame, atMs }) => frame.ids.map((id) => atMs - sentAtMs.get(id)!));
}

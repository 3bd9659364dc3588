/**
 * One storm: readers are live and have a position, lose their sockets, miss events, and come back all at once. The clock runs
 * from the first of them until the last has caught up; the server's memory is its peak meanwhile. A storm in
 * which a reader lacks an event, has one twice, or was sent what does not follow throws.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { readCpuMicros } from "../cpu.ts";
import { openBots, publish } from "../driver/load.ts";
import { forgetPeak, readPeakBytes, readResidentBytes } from "../memory.ts";
import { reconcile } from "../reconcile.ts";
import type { RunningSide } from "../sides/side.ts";
import { quantile } from "../stats.ts";
import type { StormWork } from "../works.ts";
import type { Dialect, Standing, StormSide } from "./dialect.ts";
import { Reader, type Reading } from "./readers.ts";

export interface StormMeasurement {
  /** From the first reader's return until the median and the last one has caught up. */
  readonly caughtUpP50Ms: number;
  readonly allCaughtUpMs: number;
  /** The server's, for the whole storm; null, as below, where the system does not tell. */
  readonly stormCpuMs: number | null;
  readonly stormDriverCpuMs: number;
  /** All that the readers were sent meanwhile: what a server would hold that sends without looking. */
  readonly sentMiB: number;
  /** Resident before the storm, at its peak, and the difference. */
  readonly residentMiB: number | null;
  readonly peakMiB: number | null;
  readonly growthMiB: number | null;
}

/** When nobody has caught up for so long, somebody never will. */
const PATIENCE_MS = 15_000;
/** For the garbage of what was before, and for whatever comes once too often. */
const CALM_MS = 500;
const MIB = 1_024 * 1_024;

export interface StormOptions {
  readonly side: StormSide;
  readonly work: StormWork;
  /** An empty folder. */
  readonly stateDir: string;
  readonly patienceMs?: number;
}

/** Throws where the side does not take an event, or a reader's account does not add up. */
export async function measureStorm({
  side,
  work,
  stateDir,
  patienceMs = PATIENCE_MS,
}: StormOptions): Promise<StormMeasurement> {
  const running = await side.side.start({ stateDir, inspect: false });
  const open: { close(): void }[] = [];
  try {
    const bots = await openBots(running, work.bots, 1);
    open.push(...bots);
    const live = await openReaders(
      running,
      side.dialect,
      Array.from({ length: work.readers }, () => null),
      null,
    );
    open.push(...live);
    await publish(bots, { kind: "burst", postsPerBot: work.livePostsPerBot });
    await until(live, (reader) => reader.ids.length >= work.bots * work.livePostsPerBot, patienceMs);
    for (const reader of live) reader.close();
    const standings = live.map((reader) => reader.standing);

    await publish(bots, { kind: "burst", postsPerBot: work.missedPostsPerBot });
    await running.settled();
    await sleep(CALM_MS);

    const residentBytes = readResidentBytes(running.pid);
    forgetPeak(running.pid);
    const driverBefore = process.cpuUsage();
    const cpuBefore = readCpuMicros(running.pid);
    const startMs = performance.now();
    const returned = await openReaders(running, side.dialect, standings, work.bots * work.missedPostsPerBot);
    open.push(...returned);
    await until(returned, (reader) => reader.caughtUpAtMs !== null, patienceMs);
    const cpuAfter = readCpuMicros(running.pid);
    const driverCpu = process.cpuUsage(driverBefore);
    await sleep(CALM_MS);
    const peakBytes = readPeakBytes(running.pid);

    const faults = reconcile({
      acknowledged: bots.map((bot) => bot.acknowledged.slice(work.livePostsPerBot)),
      received: returned.map((reader) => reader.ids),
    });
    const own = returned.flatMap(({ fault }, n) => (fault === null ? [] : [`reader ${n + 1} ${fault}`]));
    if (faults.length + own.length > 0) throw new Error([...own, ...faults].slice(0, 5).join("; "));

    const readyMs = returned.map((reader) => reader.caughtUpAtMs! - startMs);
    const isKnown = residentBytes !== null && peakBytes !== null;
    return {
      caughtUpP50Ms: quantile(readyMs, 0.5),
      allCaughtUpMs: Math.max(...readyMs),
      stormCpuMs: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / 1_000,
      stormDriverCpuMs: (driverCpu.user + driverCpu.system) / 1_000,
      sentMiB: returned.reduce((sum, reader) => sum + reader.receivedBytes, 0) / MIB,
      residentMiB: isKnown ? residentBytes / MIB : null,
      peakMiB: isKnown ? peakBytes / MIB : null,
      growthMiB: isKnown ? (peakBytes - residentBytes) / MIB : null,
    };
  } finally {
    for (const end of open) end.close();
    await running.stop();
  }
}

/** A reader for each of them, all at once; null is live from now on. Resolves when all connections are open. */
async function openReaders(
  { port, subscribePath }: RunningSide,
  dialect: Dialect,
  standings: readonly (Standing | null)[],
  missed: number | null,
): Promise<Reader[]> {
  const url = `ws://127.0.0.1:${port}${subscribePath}`;
  const heard: Reading["heard"] = [];
  const readers = standings.map((standing) => new Reader({ url, dialect, heard, standing, missed }));
  await Promise.all(readers.map((reader) => reader.opened));
  return readers;
}

/** Resolves when all readers are there, or when nothing has come for so long; rejects when one has a fault. */
async function until(
  readers: readonly Reader[],
  isThere: (reader: Reader) => boolean,
  patienceMs: number,
): Promise<void> {
  let count = -1;
  let progressAtMs = performance.now();
  for (; !readers.every(isThere); await sleep(2)) {
    const faulty = readers.find((reader) => reader.fault !== null);
    if (faulty) throw new Error(`a reader ${faulty.fault}`);
    const now = readers.reduce((sum, reader) => sum + reader.ids.length, 0);
    if (now !== count) progressAtMs = performance.now();
    else if (performance.now() - progressAtMs > patienceMs) {
      throw new Error(`${readers.filter((reader) => !isThere(reader)).length} readers got no further`);
    }
    count = now;
  }
}

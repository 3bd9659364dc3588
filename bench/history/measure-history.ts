/**
 * Reads of a short and of a long archive, in turn, in one server: 1,000 events from a place in the middle, two sealed pages
 * from the database and again from the cache, and a filter that lets three events through, followed to its end. An answer that
 * lacks an event, or a cached page for which room or database were asked, throws.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { firstSeqOf, pageOf } from "@fillcast/protocol";
import { eraseCache } from "../../src/history/cache.ts";
import { startFillcast } from "../sides/fillcast-server.ts";
import { withStateFolder } from "../state-folder.ts";
import type { TestPage } from "../../test/support/pages.ts";
import { quantile } from "../stats.ts";
import type { HistoryWork } from "../works.ts";
import { fillArchive, fillRoom } from "./fill.ts";
import { type ArchivedFeed, readEvents, readPage, readRare } from "./reads.ts";

/** Medians of a repetition's reads. */
export interface HistoryMeasurement {
  /** 1,000 events after a place that no other read of the pass has been at. */
  readonly eventsMs: number;
  /** Two sealed pages, 1,024 events, that are not in the cache. */
  readonly pagesColdMs: number;
  /** One of them. */
  readonly pageColdMs: number;
  /** The same two again. */
  readonly pagesCachedMs: number;
  /** A filter for a rare type, from the first event to the last. */
  readonly rareMs: number;
  /** How many answers that took, and what one of them did. */
  readonly rareAnswers: number;
  readonly rareAnswerMs: number;
}

/** A page goes into the cache after its answer. */
const CACHING_MS = 50;

export interface HistoryRun {
  readonly side: "short" | "long";
  readonly measurement: HistoryMeasurement;
}

export interface HistoryOptions {
  readonly work: HistoryWork;
  readonly reps: number;
  readonly say: (line: string) => void;
}

interface Bindings extends Record<string, unknown> {
  readonly DB: D1Database;
  readonly CACHE: KVNamespace;
}

/** Both feeds' numbers, repetition by repetition. */
export async function measureHistory(options: HistoryOptions): Promise<HistoryRun[][]> {
  return withStateFolder(async (stateDir) => {
    const feeds = await createFeeds(stateDir, options);
    const server = await startFillcast({ stateDir, inspect: false, isMigrated: true });
    try {
      const { CACHE } = await server.bindings<Bindings>();
      const runs: HistoryRun[][] = [];
      for (let rep = 0; rep <= options.reps; rep++) {
        const emptyCache = () => Promise.all(feeds.map(({ name }) => eraseCache(CACHE, name)));
        runs.push(await measureOnce(server.port, feeds, options.work, emptyCache));
      }
      // The first repetition compiles, and does not count.
      return runs.slice(1);
    } finally {
      await server.stop();
    }
  });
}

async function createFeeds(stateDir: string, { work, say }: HistoryOptions): Promise<ArchivedFeed[]> {
  const server = await startFillcast({ stateDir, inspect: false });
  const filled: { readonly feed: ArchivedFeed; readonly page: TestPage }[] = [];
  try {
    const { DB } = await server.bindings<Bindings>();
    for (const [n, head] of work.archived.entries()) {
      const side = n === 0 ? "short" : "long";
      const key = await server.createFeed(side);
      const { epoch } = await server.call<{ epoch: string }>(key, "GET", `/v1/rooms/${side}`);
      const startMs = performance.now();
      const page = await fillArchive({ db: DB, feed: side, epoch }, head);
      say(
        `work ${work.id} ${side}: ${head} events archived in ${((performance.now() - startMs) / 1_000).toFixed(0)} s`,
      );
      filled.push({ feed: { name: side, key, epoch, head }, page });
    }
  } finally {
    await server.stop();
  }
  for (const { feed, page } of filled) fillRoom(stateDir, feed.name, page);
  return filled.map(({ feed }) => feed);
}

/** The reads of both feeds in turn, so that they share the machine's mood. */
async function measureOnce(
  port: number,
  feeds: readonly ArchivedFeed[],
  { readsPerPass, passes }: HistoryWork,
  emptyCache: () => Promise<unknown>,
): Promise<HistoryRun[]> {
  const taken = feeds.map((feed) => ({
    feed,
    eventsMs: [] as number[],
    coldMs: [] as number[],
    cachedMs: [] as number[],
    rareMs: [] as number[],
    rareAnswers: 0,
  }));
  for (let n = 0; n < readsPerPass * passes; n++) {
    const read = n % readsPerPass;
    if (read === 0) await emptyCache();
    // The first to run finds the machine in another state than the second.
    const inTurn = n % 2 === 0 ? taken : taken.toReversed();
    for (const { feed, eventsMs, coldMs } of inTurn) {
      const page = pageOfRead(feed, read, readsPerPass);
      eventsMs.push(await readEvents(port, feed, firstSeqOf(page) + 10, 1_000));
      coldMs.push(await readTwoPages(port, feed, page, "d1"));
    }
    await sleep(CACHING_MS);
    for (const times of inTurn) {
      times.cachedMs.push(await readTwoPages(port, times.feed, pageOfRead(times.feed, read, readsPerPass), "kv"));
      const { ms, answers } = await readRare(port, times.feed);
      times.rareMs.push(ms);
      times.rareAnswers = answers;
    }
  }
  return taken.map(({ feed, eventsMs, coldMs, cachedMs, rareMs, rareAnswers }) => ({
    side: feed.name,
    measurement: {
      eventsMs: quantile(eventsMs, 0.5),
      pagesColdMs: quantile(coldMs, 0.5),
      pageColdMs: quantile(coldMs, 0.5) / 2,
      pagesCachedMs: quantile(cachedMs, 0.5),
      rareMs: quantile(rareMs, 0.5),
      rareAnswers,
      rareAnswerMs: quantile(rareMs, 0.5) / rareAnswers,
    },
  }));
}

/** The reads of a pass are spread over the archive, and none meets the pages of another. */
function pageOfRead({ head }: ArchivedFeed, read: number, reads: number): number {
  return 1 + read * Math.floor((pageOf(head) - 1) / reads);
}

async function readTwoPages(port: number, feed: ArchivedFeed, page: number, source: "d1" | "kv"): Promise<number> {
  return (await readPage(port, feed, page, source)) + (await readPage(port, feed, page + 1, source));
}

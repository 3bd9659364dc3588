/**
 * The same number of events to one feed and to many: what an event costs when each belongs to another user. Every feed has its own
 * key, room and subscribers; some posts are on their way at any time. What is not delivered everywhere, once and in order throws.
 */
import { readCpuMicros } from "../cpu.ts";
import { type Bot, openBots } from "../driver/load.ts";
import { openSubscribers, type Subscriber, untilDelivered } from "../driver/subscribers.ts";
import { eventFrames } from "../driver/wires/web-socket.ts";
import { encodeFrame } from "@fillcast/protocol";
import { reconcile } from "../reconcile.ts";
import { type FillcastServer, startFillcast } from "../sides/fillcast-server.ts";
import type { FeedsWork } from "../works.ts";

export interface FeedsMeasurement {
  readonly feedsDeliveredMs: number;
  readonly feedsEventsPerSecond: number;
  /** Until all is delivered; null where the system does not tell. */
  readonly feedsCpuMicrosPerEvent: number | null;
  readonly feedsDriverCpuMicrosPerEvent: number;
}

const PATIENCE_MS = 15_000;

interface OpenFeed {
  readonly bots: readonly Bot[];
  readonly subscribers: readonly Subscriber[];
}

export async function measureFeeds(work: FeedsWork, count: number, stateDir: string): Promise<FeedsMeasurement> {
  const server = await startFillcast({ stateDir, inspect: false });
  const feeds: OpenFeed[] = [];
  try {
    // One feed has as many connections as many feeds have together, up to the lanes.
    const botsPerFeed = Math.max(1, Math.ceil(work.lanes / count));
    for (let n = 1; n <= count; n++)
      feeds.push(await openFeed(server, `user-${n}`, botsPerFeed, work.subscribersPerFeed));
    const bots = feeds.flatMap((feed) => feed.bots);
    await publishInLanes(bots, work.lanes, work.warmUpPosts);
    await allDelivered(feeds);

    const driverBefore = process.cpuUsage();
    const cpuBefore = readCpuMicros(server.pid);
    const startMs = performance.now();
    await publishInLanes(bots, work.lanes, work.posts);
    await allDelivered(feeds);
    const cpuAfter = readCpuMicros(server.pid);
    const driver = process.cpuUsage(driverBefore);

    const faults = feeds.flatMap((feed) =>
      reconcile({
        acknowledged: feed.bots.map((bot) => bot.acknowledged),
        received: feed.subscribers.map(({ receipts }) => receipts.flatMap(({ frame }) => frame.ids)),
      }),
    );
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join("; "));
    const lastAtMs = Math.max(
      ...feeds.flatMap((feed) => feed.subscribers.map(({ receipts }) => receipts.at(-1)?.atMs ?? startMs)),
    );
    return {
      feedsDeliveredMs: lastAtMs - startMs,
      feedsEventsPerSecond: (work.posts * 1_000) / (lastAtMs - startMs),
      feedsCpuMicrosPerEvent: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / work.posts,
      feedsDriverCpuMicrosPerEvent: (driver.user + driver.system) / work.posts,
    };
  } finally {
    for (const { bots, subscribers } of feeds) for (const end of [...bots, ...subscribers]) end.close();
    await server.stop();
  }
}

async function openFeed(server: FillcastServer, feed: string, bots: number, subscribers: number): Promise<OpenFeed> {
  const owner = await server.createFeed(feed);
  const publisher = async (bot: number) => {
    const wish = { scope: "publish", bot: `bot${bot}` };
    const { key } = await server.call<{ key: string }>(owner, "POST", `/v1/feeds/${feed}/keys`, wish);
    return { path: "/v1/events", headers: { authorization: `Bearer ${key}` } };
  };
  return {
    bots: await openBots({ port: server.port, publisher }, bots, 1),
    subscribers: await openSubscribers(subscribers, {
      url: `ws://127.0.0.1:${server.port}/parties/feed/${feed}?token=${owner}&v=1&ack=1`,
      wire: eventFrames,
      acknowledgement: (through) => encodeFrame({ type: "ack", seq: through }),
    }),
  };
}

/** `posts` single posts, spread over the bots; each lane goes round its share of them, one post at a time. */
async function publishInLanes(bots: readonly Bot[], lanes: number, posts: number): Promise<void> {
  const postsPerLane = Math.ceil(posts / lanes);
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      const own = bots.filter((_, n) => n % lanes === lane);
      for (let n = 0; n < postsPerLane; n++) await own[n % own.length]!.post();
    }),
  );
}

async function allDelivered(feeds: readonly OpenFeed[]): Promise<void> {
  for (const { bots, subscribers } of feeds) {
    const count = bots.reduce((sum, bot) => sum + bot.acknowledged.length, 0);
    await untilDelivered(subscribers, count, PATIENCE_MS);
  }
}

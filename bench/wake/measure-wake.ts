/**
 * How long a bot waits whose room sleeps: rooms are filled and archived, the server is stopped and its files are kept. For each wake a
 * room a server starts on a copy of them, another feed gets posts so that no compilation is measured, and then the room its first one.
 */
import { cpSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "../driver/connection.ts";
import { publishLog } from "../driver/publish-log.ts";
import { encodeTradeLog } from "../driver/trades.ts";
import { type FillcastServer, startFillcast } from "../sides/fillcast-server.ts";
import { withStateFolder } from "../state-folder.ts";
import { quantile } from "../stats.ts";
import type { Sleep, WakeWork } from "../works.ts";

export interface WakeMeasurement {
  readonly wokenOpenTrades: number;
  /** From the post until its answer, and of the next one. */
  readonly wakeMs: number;
  readonly awakeMs: number;
}

export interface WakeRun {
  readonly point: number;
  readonly measurement: WakeMeasurement;
}

const BOTS = 20;
/** To the other feed. */
const WARM_UP_POSTS = 3;
/** An alarm that follows another one comes 10 s later. */
const CALM_ALARM_MS = 25_000;
const LOOK_EVERY_MS = 2_000;
const IDLE_WITHIN_MS = 180_000;
/** For the garbage of the start. */
const CALM_MS = 300;
const WARM: Sleep = { events: 200, openTrades: 20 };

interface Asleep {
  readonly feed: string;
  readonly owner: string;
  readonly sleep: Sleep;
}

/** A repetition's runs, one for each point. */
export async function measureWake(
  { points, wakes }: WakeWork,
  reps: number,
  say: (line: string) => void,
): Promise<WakeRun[][]> {
  return withStateFolder(async (kept) => {
    const [warm, ...rooms] = await fillRooms(kept, [WARM, ...points]);
    say(`rooms with ${points.map(({ events }) => events).join(", ")} events are filled and archived`);
    const runs: WakeRun[][] = [];
    for (let rep = 0; rep < reps; rep++) {
      const times = points.map((): WakeTimes => ({ first: [], second: [] }));
      for (let n = 0; n < wakes; n++) {
        // A room shares the server's thread with the others, so each is woken in a server of its own, in another order each time.
        for (const place of points.map((_, m) => (m + rep + n) % points.length)) {
          await withStateFolder(async (copy) => {
            cpSync(kept, copy, { recursive: true });
            const { first, second } = await wake(copy, warm!, rooms[place]!);
            times[place]!.first.push(first);
            times[place]!.second.push(second);
          });
        }
      }
      runs.push(
        points.map(({ events, openTrades }, n) => ({
          point: events,
          measurement: {
            wokenOpenTrades: openTrades,
            wakeMs: quantile(times[n]!.first, 0.5),
            awakeMs: quantile(times[n]!.second, 0.5),
          },
        })),
      );
    }
    return runs;
  });
}

async function fillRooms(stateDir: string, sleeps: readonly Sleep[]): Promise<Asleep[]> {
  const server = await startFillcast({ stateDir, inspect: false });
  try {
    const rooms: Asleep[] = [];
    for (const [n, sleep] of sleeps.entries()) {
      const feed = n === 0 ? "warm" : `room-${n}`;
      const owner = await server.createFeed(feed);
      const connection = await open(server, owner);
      await publishLog(connection, encodeTradeLog({ ...sleep, bots: BOTS, endMs: Date.now() }));
      connection.close();
      rooms.push({ feed, owner, sleep });
    }
    for (const room of rooms) await untilIdle(server, room);
    return rooms;
  } finally {
    await server.stop();
  }
}

interface WakeTimes {
  readonly first: number[];
  readonly second: number[];
}

/** What is read of a room's inspection. */
interface Inspected {
  readonly archive: { readonly lag: number; readonly problem: string | null; readonly lastSuccessAt: number | null };
}

/**
 * Resolves when a room has nothing left to do: its alarm has not run for so long that none is set any more. A duty that was left would
 * run at each start, in the time that is measured.
 */
async function untilIdle(server: FillcastServer, { feed, owner }: Asleep): Promise<void> {
  await server.settled(feed, owner);
  for (const startMs = performance.now(); performance.now() - startMs < IDLE_WITHIN_MS; await sleep(LOOK_EVERY_MS)) {
    const { archive } = await server.call<Inspected>(owner, "GET", `/v1/rooms/${feed}`);
    const isCalm = archive.lastSuccessAt === null || Date.now() - archive.lastSuccessAt > CALM_ALARM_MS;
    if (archive.lag === 0 && archive.problem === null && isCalm) return;
  }
  throw new Error(`${feed} still had something to do after ${IDLE_WITHIN_MS} ms`);
}

/** In ms. */
async function wake(
  stateDir: string,
  warm: Asleep,
  room: Asleep,
): Promise<{ readonly first: number; readonly second: number }> {
  const server = await startFillcast({ stateDir, inspect: false, isMigrated: true });
  const connections: Connection[] = [];
  const openAt = async ({ owner }: Asleep): Promise<Connection> => {
    const connection = await open(server, owner);
    connections.push(connection);
    return connection;
  };
  try {
    const other = await openAt(warm);
    for (let n = 1; n <= WARM_UP_POSTS; n++) await timePost(other, n);
    const connection = await openAt(room);
    await sleep(CALM_MS);
    const first = await timePost(connection, 1);
    return { first, second: await timePost(connection, 2) };
  } finally {
    for (const connection of connections) connection.close();
    await server.stop();
  }
}

function open({ port }: FillcastServer, key: string): Promise<Connection> {
  return Connection.open(port, "/v1/events", { authorization: `Bearer ${key}` });
}

async function timePost(connection: Connection, n: number): Promise<number> {
  const body = `{"id":"wake-${n}","type":"status","bot":"bot-1","ts":${Date.now()},"data":{"status":"running"}}`;
  const startMs = performance.now();
  const { status, body: answer } = await connection.post(body);
  const ms = performance.now() - startMs;
  if (status !== 200) throw new Error(`a post to a sleeping room was answered ${status}: ${answer.slice(0, 500)}`);
  return ms;
}

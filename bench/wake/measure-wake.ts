/**
 * How long a bot waits whose room sleeps: rooms are filled and archived, the server is stopped and its files are kept. For each wake a
 * server starts on a copy of them, another feed gets a post so that no compilation is measured, and then each room its first one.
 */
import { cpSync } from "node:fs";
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
    const rooms = await fillRooms(kept, [WARM, ...points]);
    say(`rooms with ${points.map(({ events }) => events).join(", ")} events are filled and archived`);
    const runs: WakeRun[][] = [];
    for (let rep = 0; rep < reps; rep++) {
      const times = points.map((): WakeTimes => ({ first: [], second: [] }));
      for (let n = 0; n < wakes; n++) {
        await withStateFolder(async (copy) => {
          cpSync(kept, copy, { recursive: true });
          await wakeAll(copy, rooms, times, rep * wakes + n);
        });
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
    for (const { feed, owner } of rooms) await server.settled(feed, owner);
    return rooms;
  } finally {
    await server.stop();
  }
}

interface WakeTimes {
  readonly first: number[];
  readonly second: number[];
}

async function wakeAll(
  stateDir: string,
  [warm, ...rooms]: readonly Asleep[],
  times: readonly WakeTimes[],
  turn: number,
): Promise<void> {
  const server = await startFillcast({ stateDir, inspect: false, isMigrated: true });
  const connections: Connection[] = [];
  const openAt = async ({ owner }: Asleep): Promise<Connection> => {
    const connection = await open(server, owner);
    connections.push(connection);
    return connection;
  };
  try {
    const first = await openAt(warm!);
    for (let n = 1; n <= 3; n++) await timePost(first, n);
    // Another room comes first each time: what is compiled by then is not the same for all.
    const order = rooms.map((_, n) => (n + turn) % rooms.length);
    for (const n of order) {
      const connection = await openAt(rooms[n]!);
      times[n]!.first.push(await timePost(connection, 1));
      times[n]!.second.push(await timePost(connection, 2));
    }
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

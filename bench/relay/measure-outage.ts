/**
 * An outage: bots post to the relay's door while the line to the server is down; then it comes back, and while the relay catches up
 * relay and server are killed, each twice. Afterwards the feed is read whole: what is missing, and what is there twice. Both are
 * the programs that users run, with their files on the disk.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventItem } from "../../relay/src/item.ts";
import { Spool } from "../../relay/src/spool.ts";
import { type Line, startLine } from "../../test/support/line.ts";
import { type RunningRelay, startRelay } from "../../test/support/relay.ts";
import { type StartedServer, startServer } from "../../test/support/start-server.ts";
import { Connection } from "../driver/connection.ts";
import { readPeakBytes } from "../memory.ts";
import type { OutageWork } from "../works.ts";
import { BUILT_RELAY } from "./built-relay.ts";

export interface OutageMeasurement {
  readonly outageTaken: number;
  readonly outageLost: number;
  readonly outageTwice: number;
  readonly outageRelayKills: number;
  readonly outageServerKills: number;
  /** From the line's return until everything is stored, kills and starts included. */
  readonly outageCaughtUpS: number;
  /** Of a relay that hands over a million; null where that was left out, or the system does not tell. */
  readonly outagePeakMiB: number | null;
}

const BOTS = 20;
/** After these shares of the messages are stored. */
const RELAY_KILLS = [0.2, 0.6];
const SERVER_KILLS = [0.4, 0.8];
const CAUGHT_UP_WITHIN_MS = 600_000;
const HANDED_OVER_WITHIN_MS = 1_800_000;
/** Those that ask how many wait are among them. */
const FEW = 10;
const FEED = "bench";

export async function measureOutage({ messages, waiting }: OutageWork): Promise<OutageMeasurement> {
  return inFolder(async (folder) => {
    let server = await startServer({ stateDir: join(folder, "server") });
    const line = await startLine(() => server.origin);
    let relay: RunningRelay | null = null;
    try {
      const { owner, key } = await createKeys(server);
      const options = { command: BUILT_RELAY, server: line.origin, key, dataDir: join(folder, "relay") };
      line.refuse(true);
      relay = await startRelay(options);
      const taken = await fillAtDoor(relay.door, messages);

      const startMs = performance.now();
      line.refuse(false);
      let [relayKills, serverKills] = [0, 0];
      for (let stored = 0; stored < messages; stored = await headOf(server, owner)) {
        if (stored >= messages * (RELAY_KILLS[relayKills] ?? Infinity)) {
          await relay.kill9();
          relayKills += 1;
          relay = await startRelay(options);
        }
        if (stored >= messages * (SERVER_KILLS[serverKills] ?? Infinity)) {
          await server.kill9();
          serverKills += 1;
          server = await startServer({ stateDir: join(folder, "server") });
        }
        if (performance.now() - startMs > CAUGHT_UP_WITHIN_MS) {
          throw new Error(
            `${stored} of ${messages} were stored in time; the relay says:\n${relay.log().slice(-1_000)}`,
          );
        }
        await sleep(50);
      }
      const caughtUpS = (performance.now() - startMs) / 1_000;
      // A little longer, for whatever would come a second time.
      await sleep(1_000);
      const stored = await readIds(server, owner);
      const different = new Set(stored);
      return {
        outageTaken: taken.length,
        outageLost: taken.filter((id) => !different.has(id)).length,
        outageTwice: stored.length - different.size,
        outageRelayKills: relayKills,
        outageServerKills: serverKills,
        outageCaughtUpS: caughtUpS,
        outagePeakMiB: waiting === 0 ? null : await measurePeak(waiting, { server, line, key, folder }),
      };
    } finally {
      await relay?.kill9();
      await server.stop();
      await line.close();
    }
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "fillcast-bench-outage-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createKeys(server: StartedServer): Promise<{ readonly owner: string; readonly key: string }> {
  const created = { feed: FEED, region: "auto", limits: "none" };
  const { key: owner } = await call<{ key: string }>(server, server.adminToken, "POST", "/v1/feeds", created);
  const { key } = await call<{ key: string }>(server, owner, "POST", `/v1/feeds/${FEED}/keys`, { scope: "publish" });
  return { owner, key };
}

/** Posts them as bots do, each waiting for its answers; the ids that the door took. */
async function fillAtDoor(door: string, messages: number): Promise<string[]> {
  const taken: string[] = [];
  const post = async (bot: number): Promise<void> => {
    const connection = await Connection.open(Number(new URL(door).port), `/bot-${bot}`, {});
    for (let n = bot; n < messages; n += BOTS) {
      const id = `message-${n}`;
      const { status, body } = await connection.post(
        JSON.stringify({ type: "x-outage", id, text: "a candle has closed" }),
      );
      if (status !== 200) throw new Error(`the door answered ${status}: ${body}`);
      taken.push(id);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: BOTS }, (_, bot) => post(bot)));
  return taken;
}

async function headOf(server: StartedServer, owner: string): Promise<number> {
  return (await call<{ head: number }>(server, owner, "GET", `/v1/rooms/${FEED}`)).head;
}

interface Stored {
  readonly seq: number;
  readonly type: string;
  readonly data: { readonly id?: string };
}

/** The ids of all messages in the feed's history, in its order. */
async function readIds(server: StartedServer, owner: string): Promise<string[]> {
  const ids: string[] = [];
  for (let after = ""; ;) {
    const path = `/v1/feeds/${FEED}/events?limit=1000${after}`;
    const { events, next } = await call<{ events: Stored[]; next: string | null }>(server, owner, "GET", path);
    ids.push(...events.flatMap(({ type, data }) => (type === "x-outage" && data.id !== undefined ? [data.id] : [])));
    if (next === null) return ids;
    after = `&after=${next}`;
  }
}

interface Stage {
  readonly server: StartedServer;
  readonly line: Line;
  readonly key: string;
  readonly folder: string;
}

/** The most memory of a relay that starts on a full spool and hands all of it over, MiB. */
async function measurePeak(waiting: number, { line, key, folder }: Stage): Promise<number | null> {
  const dataDir = join(folder, "full");
  const spool = new Spool(dataDir, 4 * 2 ** 30, () => undefined);
  const data = { text: "a candle has closed, and the strategy has looked at it" };
  for (let n = 0; n < waiting; n += 10_000) {
    const items = Array.from({ length: 10_000 }, (_, m) => {
      return eventItem(`bot-${m % BOTS}`, Date.now(), { type: "x-waiting", data: { ...data, n: n + m } });
    });
    await spool.put(items);
  }
  spool.close();
  const relay = await startRelay({
    command: BUILT_RELAY,
    server: line.origin,
    key,
    dataDir,
    args: ["--spool-max", String(4 * 2 ** 30)],
  });
  try {
    const startMs = performance.now();
    for (let left = waiting; left > FEW; await sleep(1_000)) {
      if (performance.now() - startMs > HANDED_OVER_WITHIN_MS) throw new Error(`${left} of ${waiting} still wait`);
      left = await waitingAt(relay.door);
    }
    const bytes = readPeakBytes(relay.child.pid ?? null);
    return bytes === null ? null : bytes / 2 ** 20;
  } finally {
    await relay.kill9();
  }
}

/** How many wait, by the door's own answer to a message. */
async function waitingAt(door: string): Promise<number> {
  const answer = await fetch(`${door}/looker`, { method: "POST", body: '{"type":"status","status":"looking"}' });
  const { spooled }: { spooled: number } = await answer.json();
  return spooled;
}

async function call<T>(server: StartedServer, key: string, method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(server.origin + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/**
 * Feeds whose state holds more and more: what a snapshot and the patch of one event weigh, and what a post costs then. Beyond a bound
 * the state has to say how much it does not show (PROTOCOL.md §12.1); a state that does not throws.
 */
import {
  BOTS_MAX,
  decodeServerFrame,
  encodeFrame,
  HIDDEN_MAX,
  LIVE_TRADES_MAX,
  type ServerFrame,
} from "@fillcast/protocol";
import { readCpuMicros } from "../cpu.ts";
import { Connection } from "../driver/connection.ts";
import { publishLog } from "../driver/publish-log.ts";
import { encodeFill, encodeTradeLog } from "../driver/trades.ts";
import { webSocket } from "../driver/wires/web-socket.ts";
import type { Channel } from "../driver/wire.ts";
import { type FillcastServer, startFillcast } from "../sides/fillcast-server.ts";
import { quantile } from "../stats.ts";
import type { StateWork } from "../works.ts";

export interface StateMeasurement {
  /** All frames of a snapshot together, and from the opening of a socket until the last of them. */
  readonly snapshotKiB: number;
  readonly snapshotMs: number;
  /** Of one event that changes one trade: the patch, and the frame around it. */
  readonly patchBytes: number;
  readonly frameBytes: number;
  readonly statePostP50Ms: number;
  /** Null where the system does not tell. */
  readonly statePostCpuMicros: number | null;
  /** How many trades or bots the state shows, and how many it says that it does not. */
  readonly stateShown: number;
  readonly stateMore: number;
}

export interface StateRun {
  readonly point: number;
  readonly measurement: StateMeasurement;
}

const BOTS = 20;
const WARM_UP_POSTS = 20;
const WAIT_MS = 30_000;

/** A repetition: a feed for each point, all in one server. */
export async function measureState(work: StateWork, stateDir: string): Promise<StateRun[]> {
  const server = await startFillcast({ stateDir, inspect: false });
  try {
    const runs: StateRun[] = [];
    // The first is read twice: what it compiles the first time is not its own.
    for (const [n, point] of [work.points[0]!, ...work.points].entries()) {
      const measurement = await measurePoint(server, work, point, `state-${n}`);
      if (n > 0) runs.push({ point, measurement });
    }
    return runs;
  } finally {
    await server.stop();
  }
}

async function measurePoint(
  server: FillcastServer,
  { axis, posts }: StateWork,
  point: number,
  feed: string,
): Promise<StateMeasurement> {
  const owner = await server.createFeed(feed);
  const connection = await Connection.open(server.port, "/v1/events", { authorization: `Bearer ${owner}` });
  const bots = axis === "bots" ? point : BOTS;
  await publishLog(connection, encodeTradeLog({ events: point, openTrades: point, bots, endMs: Date.now() }));
  const reader = new SnapshotReader(
    `ws://127.0.0.1:${server.port}/parties/feed/${feed}?token=${owner}&v=1&ack=1&snapshot=1`,
  );
  try {
    const snapshot = await reader.snapshot;
    const shown = axis === "bots" ? snapshot.bots : snapshot.trades;
    const more = axis === "bots" ? snapshot.moreBots : snapshot.moreTrades;
    const most = axis === "bots" ? BOTS_MAX : LIVE_TRADES_MAX;
    const expected = [Math.min(point, most), Math.min(HIDDEN_MAX, Math.max(0, point - most))];
    if (shown !== expected[0] || more !== expected[1]) {
      throw new Error(`with ${point} ${axis} the state shows ${shown} and ${more} more, not ${expected.join(" and ")}`);
    }
    let sent = 0;
    const post = async (): Promise<number> => {
      // Another fill of a trade that the state shows.
      const body = encodeFill("entry_fill", 1, bots, Date.now()).replace("entry_fill-1", `again-${++sent}`);
      const startMs = performance.now();
      const answer = await connection.post(body);
      if (answer.status !== 200) throw new Error(`a post was answered ${answer.status}: ${answer.body.slice(0, 500)}`);
      return performance.now() - startMs;
    };
    for (let n = 0; n < WARM_UP_POSTS; n++) await post();
    const times: number[] = [];
    const cpuBefore = readCpuMicros(server.pid);
    for (let n = 0; n < posts; n++) times.push(await post());
    const cpuAfter = readCpuMicros(server.pid);
    const patches = await reader.patches(WARM_UP_POSTS + posts);
    return {
      snapshotKiB: snapshot.bytes / 1_024,
      snapshotMs: snapshot.ms,
      patchBytes: quantile(
        patches.map((patch) => patch.patchBytes),
        0.5,
      ),
      frameBytes: quantile(
        patches.map((patch) => patch.frameBytes),
        0.5,
      ),
      statePostP50Ms: quantile(times, 0.5),
      statePostCpuMicros: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / posts,
      stateShown: shown,
      stateMore: more,
    };
  } finally {
    reader.close();
    connection.close();
  }
}

interface Snapshot {
  readonly bytes: number;
  readonly ms: number;
  readonly trades: number;
  readonly moreTrades: number;
  readonly bots: number;
  readonly moreBots: number;
}

interface PatchSize {
  readonly patchBytes: number;
  readonly frameBytes: number;
}

/** A socket with `snapshot=1` that weighs what it is sent. */
class SnapshotReader {
  readonly snapshot: Promise<Snapshot>;
  readonly #channel: Channel;
  readonly #patches: PatchSize[] = [];
  #wanted: { readonly count: number; readonly resolve: (patches: readonly PatchSize[]) => void } | null = null;
  #fail: (error: Error) => void = () => undefined;

  constructor(url: string) {
    const startMs = performance.now();
    let bytes = 0;
    let sum = { trades: 0, moreTrades: 0, bots: 0, moreBots: 0 };
    const { promise, resolve, reject } = Promise.withResolvers<Snapshot>();
    this.snapshot = promise;
    this.#fail = reject;
    const timer = setTimeout(() => reject(new Error(`no snapshot within ${WAIT_MS} ms`)), WAIT_MS);
    promise.finally(() => clearTimeout(timer)).catch(() => undefined);
    const hear = (frame: ServerFrame, size: number): void => {
      switch (frame.type) {
        case "snapshot":
        case "snapshot_part": {
          const part = frame.type === "snapshot" ? frame.state : frame.patch;
          bytes += size;
          sum = {
            trades: sum.trades + Object.keys(part.trades ?? {}).length,
            bots: sum.bots + Object.keys(part.bots ?? {}).length,
            moreTrades: part.more?.trades ?? sum.moreTrades,
            moreBots: part.more?.bots ?? sum.moreBots,
          };
          const isLast = frame.type === "snapshot" ? frame.parts === undefined : frame.part === frame.parts;
          if (isLast) resolve({ bytes, ms: performance.now() - startMs, ...sum });
          return;
        }
        case "events": {
          const { patch } = frame;
          if (patch !== undefined) {
            this.#patches.push({ patchBytes: Buffer.byteLength(JSON.stringify(patch)), frameBytes: size });
          }
          this.#channel.send(encodeFrame({ type: "ack", seq: frame.through }));
          if (this.#wanted !== null && this.#patches.length >= this.#wanted.count) this.#wanted.resolve(this.#patches);
          return;
        }
        default:
      }
    };
    this.#channel = webSocket(
      { url },
      {
        message: (bytes) => {
          const frame = decodeServerFrame(bytes.toString("utf8"));
          if (frame !== null) hear(frame, bytes.length);
        },
        ended: (why) => this.#fail(new Error(why)),
      },
    );
    this.#channel.opened.catch((error: Error) => this.#fail(error));
  }

  /** The sizes of this many patches, when they have come. */
  patches(count: number): Promise<readonly PatchSize[]> {
    return new Promise((resolve, reject) => {
      if (this.#patches.length >= count) return resolve(this.#patches);
      this.#wanted = { count, resolve };
      this.#fail = reject;
      setTimeout(() => reject(new Error(`${this.#patches.length} of ${count} patches came`)), WAIT_MS).unref();
    });
  }

  close(): void {
    this.#channel.close();
  }
}

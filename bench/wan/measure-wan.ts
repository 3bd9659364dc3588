/**
 * From a bot's decision until it is on a dashboard, over lines with the round trips of three parts of the world. Server, relay and
 * sockets are the real ones; only the distance is made up. Each message has to arrive once.
 */
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { startRelay } from "../../test/support/relay.ts";
import { BUILT_RELAY } from "../relay/built-relay.ts";
import { postOnce } from "../relay/measure-wait.ts";
import { CERTIFICATE, startSlowLine } from "../relay/slow-line.ts";
import { central } from "../sides/central.ts";
import { startFillcast } from "../sides/fillcast-server.ts";
import { quantile } from "../stats.ts";
import type { WanWork } from "../works.ts";
import { networkMs, PLACES, roundTripMs, rowName, WAYS, type Place, type Way } from "./places.ts";

export interface WanMeasurement {
  readonly wanP50Ms: number;
  readonly wanP95Ms: number;
  /** What no server can take away. */
  readonly wanNetworkMs: number;
}

export interface WanRun {
  readonly side: string;
  readonly measurement: WanMeasurement;
}

const ARRIVES_WITHIN_MS = 10_000;
/** Between two messages: a bot in a quiet market. */
const PAUSE_MS = 50;
/** For the first connections, and what is compiled on the way. */
const WARM_UP = 5;

/** Where messages are posted and read over a line. */
interface Ends {
  readonly port: number;
  /** Path and query. */
  readonly subscribe: string;
  readonly post: string;
  readonly key: string;
}

/** A repetition: each way from each place. */
export async function measureWan(work: WanWork, stateDir: string): Promise<WanRun[]> {
  const server = await startFillcast({ stateDir: join(stateDir, "fillcast"), inspect: false });
  const other = await central.start({ stateDir: join(stateDir, "central"), inspect: false });
  try {
    const owner = await server.createFeed("bench");
    const { key } = await server.call<{ key: string }>(owner, "POST", "/v1/feeds/bench/keys", { scope: "publish" });
    const ends: { readonly [way in Way]: Ends } = {
      relay: { port: server.port, subscribe: `/parties/feed/bench?token=${owner}&v=1`, post: "/posted", key },
      direct: {
        port: server.port,
        subscribe: `/parties/feed/bench?token=${owner}&v=1`,
        post: `/v1/webhooks/freqtrade/${key}`,
        key,
      },
      central: { port: other.port, subscribe: other.subscribePath, post: (await other.publisher(0)).path, key },
    };
    const runs: WanRun[] = [];
    for (const place of PLACES) {
      for (const way of WAYS) {
        const times = await measureWay(place, way, ends[way], work.messages);
        const measurement = {
          wanP50Ms: quantile(times, 0.5),
          wanP95Ms: quantile(times, 0.95),
          wanNetworkMs: networkMs(place, way),
        };
        runs.push({ side: rowName(place, way), measurement });
      }
    }
    return runs;
  } finally {
    await other.stop();
    await server.stop();
  }
}

async function measureWay(place: Place, way: Way, ends: Ends, count: number): Promise<number[]> {
  const line = await startSlowLine(ends.port, roundTripMs(place, way));
  const dataDir = mkdtempSync(join(tmpdir(), "fillcast-bench-wan-"));
  const environment = { NODE_EXTRA_CA_CERTS: CERTIFICATE };
  const relay =
    way === "relay"
      ? await startRelay({ command: BUILT_RELAY, server: line.origin, key: ends.key, dataDir, environment })
      : null;
  const dashboard = new Dashboard(`${line.origin.replace("https:", "wss:")}${ends.subscribe}`);
  try {
    await dashboard.opened;
    const url = `${relay?.door ?? line.origin}${ends.post}`;
    const times: number[] = [];
    for (let n = 0; n < WARM_UP + count; n++) {
      // In the message, and the same for all sides: a text that nothing else has.
      const said = `${rowName(place, way)} ${n}`;
      const arrived = dashboard.next(said);
      const startMs = performance.now();
      const posted = postOnce(url, JSON.stringify({ type: "status", status: said }));
      const atMs = await arrived;
      await posted;
      if (n >= WARM_UP) times.push(atMs - startMs);
      await sleep(PAUSE_MS);
    }
    return times;
  } finally {
    dashboard.close();
    await relay?.terminate();
    line.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

class Dashboard {
  readonly opened: Promise<unknown>;
  readonly #socket: WebSocket;
  #awaited: { readonly said: string; readonly resolve: (atMs: number) => void } | null = null;

  constructor(url: string) {
    this.#socket = new WebSocket(url, { ca: readFileSync(CERTIFICATE) });
    this.opened = once(this.#socket, "open");
    this.#socket.on("message", (bytes: Buffer) => {
      const awaited = this.#awaited;
      if (awaited === null || !bytes.toString("utf8").includes(`"${awaited.said}"`)) return;
      this.#awaited = null;
      awaited.resolve(performance.now());
    });
    this.#socket.on("error", () => this.#socket.close());
  }

  /** When a message with this text arrives; rejects where it does not. */
  next(said: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#awaited = { said, resolve };
    const late = sleep(ARRIVES_WITHIN_MS, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`"${said}" did not arrive`)),
    );
    return Promise.race([promise, late]);
  }

  close(): void {
    this.#socket.terminate();
  }
}

/**
 * What a bot's loop waits for a message: posted straight over a line with a round trip and TLS, as Freqtrade's webhooks are, with a new
 * connection each; posted to the relay's door beside it, whose files are on the disk; and said over its own stream to a relay that
 * follows. Afterwards every message has to be in the feed once.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startFakeFreqtrade } from "../../test/support/fake-freqtrade.ts";
import { startRelay } from "../../test/support/relay.ts";
import { type FillcastServer, startFillcast } from "../sides/fillcast-server.ts";
import { quantile } from "../stats.ts";
import type { WaitWork } from "../works.ts";
import { BUILT_RELAY } from "./built-relay.ts";
import { CERTIFICATE, startSlowLine } from "./slow-line.ts";

export interface WaitMeasurement {
  readonly waitP50Ms: number;
  readonly waitP95Ms: number;
  readonly waitMaxMs: number;
}

export interface WaitRun {
  readonly side: string;
  readonly measurement: WaitMeasurement;
}

const ARRIVED_WITHIN_MS = 60_000;

/** Why there is no Python client here, or null. */
export function pythonAbsence(): string | null {
  try {
    execFileSync("python3", ["-c", "import requests"], { stdio: "ignore" });
    return null;
  } catch {
    return "there is no Python 3 with requests";
  }
}

/** A repetition: all ways, one after the other. */
export async function measureWait(work: WaitWork, stateDir: string): Promise<WaitRun[]> {
  const server = await startFillcast({ stateDir, inspect: false });
  const line = await startSlowLine(server.port, work.roundTripMs);
  const dataDir = mkdtempSync(join(tmpdir(), "fillcast-bench-relay-"));
  const freqtrade = await startFakeFreqtrade();
  let relay: Awaited<ReturnType<typeof startRelay>> | null = null;
  try {
    const owner = await server.createFeed("bench");
    const { key } = await server.call<{ key: string }>(owner, "POST", "/v1/feeds/bench/keys", { scope: "publish" });
    relay = await startRelay({
      command: BUILT_RELAY,
      server: line.origin,
      key,
      dataDir,
      args: ["--bot", `followed=${freqtrade.url}`],
      environment: { NODE_EXTRA_CA_CERTS: CERTIFICATE },
    });
    await until(() => Promise.resolve(freqtrade.streams() > 0), "the relay does not follow");

    const straight = `${line.origin}/v1/webhooks/freqtrade/${key}`;
    const door = `${relay.door}/posted`;
    const sent = new Numbers();
    const ways: { readonly side: string; readonly times: () => Promise<number[]> }[] = [
      { side: "direct", times: () => postInTurn(straight, work.messages, sent) },
      { side: "door", times: () => postInTurn(door, work.messages, sent) },
      {
        side: "followed",
        times: () => {
          const times = Array.from({ length: work.messages }, () => {
            const message = { type: "status", status: `n ${sent.next()}` };
            const startMs = performance.now();
            freqtrade.say(message);
            return performance.now() - startMs;
          });
          return Promise.resolve(times);
        },
      },
    ];
    if (pythonAbsence() === null) {
      ways.push(
        { side: "direct, Python", times: () => postByPython(straight, work.messages, sent) },
        { side: "door, Python", times: () => postByPython(door, work.messages, sent) },
      );
    }
    const runs: WaitRun[] = [];
    for (const { side, times } of ways) {
      const own = await times();
      const measurement = {
        waitP50Ms: quantile(own, 0.5),
        waitP95Ms: quantile(own, 0.95),
        waitMaxMs: Math.max(...own),
      };
      runs.push({ side, measurement });
    }
    await allArrived(server, owner, sent.count);
    return runs;
  } finally {
    await relay?.terminate();
    await freqtrade.stop();
    line.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Gives each message a number of its own: an equal body within half a minute is a retry. */
class Numbers {
  count = 0;
  next(): number {
    return ++this.count;
  }
  take(count: number): number {
    const first = this.count + 1;
    this.count += count;
    return first;
  }
}

async function postInTurn(url: string, count: number, sent: Numbers): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const body = JSON.stringify({ type: "status", status: `n ${sent.next()}` });
    const startMs = performance.now();
    await postOnce(url, body);
    times.push(performance.now() - startMs);
  }
  return times;
}

const CA = readFileSync(CERTIFICATE);

/** Over a connection of its own, until the whole answer is there; throws unless it is a 200. */
export function postOnce(url: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options = { method: "POST", headers, agent: false, ca: CA };
  const request = (url.startsWith("https:") ? httpsRequest : httpRequest)(url, options, (response) => {
    response.resume().on("end", () => {
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${new URL(url).host} answered ${response.statusCode}`));
    });
  });
  request.on("error", reject);
  request.end(body);
  return promise;
}

async function postByPython(url: string, count: number, sent: Numbers): Promise<number[]> {
  const script = join(import.meta.dirname, "post.py");
  const args = [script, url, String(count), CERTIFICATE, String(sent.take(count))];
  const { stdout } = await promisify(execFile)("python3", args);
  return JSON.parse(stdout) as number[];
}

interface Status {
  readonly type: string;
  readonly data: { readonly status?: string };
}

/** Throws unless each of the numbers is in the feed once. */
async function allArrived(server: FillcastServer, owner: string, count: number): Promise<void> {
  const path = "/v1/feeds/bench/events?limit=1000&type=status";
  const read = async (): Promise<string[]> => {
    const { events } = await server.call<{ events: Status[] }>(owner, "GET", path);
    return events.map(({ data }) => data.status ?? "").filter((text) => text.startsWith("n "));
  };
  await until(async () => (await read()).length >= count, "not every message arrived");
  const arrived = await read();
  if (new Set(arrived).size !== count || arrived.length !== count) {
    throw new Error(`of ${count} messages ${arrived.length} arrived, ${new Set(arrived).size} of them different`);
  }
}

async function until(isSo: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (const startMs = performance.now(); !(await isSo()); await sleep(50)) {
    if (performance.now() - startMs > ARRIVED_WITHIN_MS) throw new Error(otherwise);
  }
}

import { expect, onTestFinished, test } from "vitest";
import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { FeedEvent, Trade } from "@fillcast/protocol";
import { launchStart, startServer, type StartedServer } from "../support/start-server.ts";
import { newStateFolder } from "../support/state-folder.ts";

const DAY_MS = 86_400_000;
/** In the past, so that no event of the demo is later than the server's clock. */
const START_MS = Date.now() - DAY_MS;
/** What the room's state has let go of is in the ledger when the archive has it. */
const LEDGER_WAIT = { timeout: 60_000, interval: 250 };
const FROZEN = ["--demo-freeze", "--seed", "7", "--demo-start", new Date(START_MS).toISOString()];

async function read<Body>(server: StartedServer, path: string): Promise<Body> {
  const key = new URLSearchParams(new URL(server.dashboard!).hash.slice(1)).get("key")!;
  const answer = await fetch(`${server.origin}/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  return answer.json<Body>();
}

/** Everything that was published, in order, as far as it does not tell one server from another. */
async function logOf(server: StartedServer): Promise<string[]> {
  const lines: string[] = [];
  for (let next: string | null = ""; next !== null;) {
    const query: string = next === "" ? "" : `&after=${next}`;
    const page = await read<{ readonly events: FeedEvent[]; readonly next: string | null }>(
      server,
      `feeds/demo/events?limit=1000${query}`,
    );
    for (const { id, at, bot, type, source } of page.events)
      if (source === "freqtrade") lines.push(`${id} ${at} ${bot} ${type}`);
    next = page.next;
  }
  return lines;
}

/** Every trade as far as it does not tell when somebody heard of it: those of the relayed bots come from an import. */
async function tradesOf(server: StartedServer): Promise<string[]> {
  const { trades } = await read<{ readonly trades: Trade[] }>(server, "feeds/demo/trades?limit=1000");
  const lines = trades.map(({ key, mode, status, realised, amount, averageEntry, closedAt, entries, exits }) =>
    JSON.stringify([key, mode, status, realised, amount, averageEntry, closedAt, entries, exits]),
  );
  return lines.toSorted();
}

/** The ledger when it has every trade. */
async function settledTrades(server: StartedServer): Promise<string[]> {
  const waiting = async (): Promise<number> =>
    (await read<{ readonly archive: { readonly waitingTrades: number } }>(server, "rooms/demo")).archive.waitingTrades;
  await expect.poll(waiting, LEDGER_WAIT).toBe(0);
  return tradesOf(server);
}

async function newStateDir(): Promise<string> {
  const stateDir = await newStateFolder();
  onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
  return stateDir;
}

test("a demo that stands still is the same by seed and start, told in one go or killed in the middle of it", async () => {
  const whole = await startServer({ stateDir: await newStateDir(), args: FROZEN });
  const log = await logOf(whole);
  expect(log.length).toBeGreaterThan(900);
  const atMs = log.map((line) => Number(line.split(" ")[1]));
  expect(atMs[0]).toBe(START_MS - 60_000 - 30 * DAY_MS);
  expect(START_MS - atMs.at(-1)!).toBeLessThan(30_000);
  await delay(1_500);
  const { bots } = await read<{ readonly bots: { readonly [bot: string]: { readonly presence: string } } }>(
    whole,
    "rooms/demo",
  );
  expect(bots["spot-trend"]?.presence).toBe("up");
  expect(bots["night-owl"]?.presence).toBe("silent");
  expect(await logOf(whole)).toEqual(log);
  const trades = await settledTrades(whole);
  for (const bot of ["dca-ladder", "perp-short-5x"])
    expect(trades.filter((line) => line.includes(`"${bot}:`)).length).toBeGreaterThan(30);
  await whole.stop();

  const stateDir = await newStateDir();
  const killed = launchStart(["--port", "0", "--state", stateDir, "--admin-token", whole.adminToken, ...FROZEN]);
  while ((await access(join(stateDir, "demo-course.json")).catch((error: unknown) => error)) !== undefined)
    await delay(10);
  await delay(300);
  process.kill(-killed.child.pid!, "SIGKILL");
  await killed.ended;
  expect(killed.output()).toBe("");
  const again = await startServer({ stateDir, args: FROZEN });
  expect(await logOf(again)).toEqual(log);
  expect(await settledTrades(again)).toEqual(trades);
  expect(again.log()).not.toContain("refused");
  await again.stop();
});

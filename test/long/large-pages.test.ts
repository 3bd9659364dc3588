/**
 * The memory that pages of 512 events of 32 KiB take, archived and read on every route. An isolate has 128 MB on the
 * platform; this one has a heap of a quarter, and ends the process where that is not enough. What lies outside of the heap is
 * seen in what the process grows by.
 */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PAGE_EVENTS, encodeCursor } from "@fillcast/protocol";
import { createFeed, post } from "../support/api.ts";
import { descendants } from "../support/processes.ts";
import { startServer, type StartedServer } from "../support/start-server.ts";

const HEAP_MB = 32;
/** Of the process, with the database, the cache and what is on its way to a reader. Measured: 6 to 40. */
const GROWTH_MAX_MB = 64;
const EVENTS = 2 * PAGE_EVENTS + 10;
const TEXT_BYTES = 32_400;
const PAGE_BYTES = PAGE_EVENTS * TEXT_BYTES;
const BATCH_EVENTS = 32;
const FEED = "large";

let server: StartedServer;
let key: string;
let head: string;
beforeAll(async () => {
  const MINIFLARE_WORKERD_V8_FLAGS = `--max-semi-space-size=1 --max-heap-size=${HEAP_MB}`;
  server = await startServer({ environment: { MINIFLARE_WORKERD_V8_FLAGS } });
  key = await createFeed(server.origin, server.adminToken, FEED);
});
afterAll(() => server.stop());

/** What the process grows by at most while something runs, MB. */
async function growthMb(run: () => Promise<void>): Promise<number> {
  const pid = await workerdPid();
  const before = await memoryMb(pid, "VmRSS");
  // Sets the peak back to what there is now: proc(5).
  await writeFile(`/proc/${pid}/clear_refs`, "5");
  await run();
  return (await memoryMb(pid, "VmHWM")) - before;
}

async function workerdPid(): Promise<number> {
  for (const pid of descendants(server.child.pid!)) {
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    if (name.startsWith("workerd")) return pid;
  }
  throw new Error("workerd has ended: its heap was too small");
}

async function memoryMb(pid: number, name: "VmRSS" | "VmHWM"): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)![1]) / 1024;
}

async function publish(): Promise<void> {
  for (let done = 0; done < EVENTS; done += BATCH_EVENTS) {
    const batch = Array.from({ length: Math.min(BATCH_EVENTS, EVENTS - done) }, (_, index) => ({
      id: `e${done + index}`,
      type: "x-load",
      data: { text: randomBytes(TEXT_BYTES / 2).toString("hex") },
    }));
    const answer = await post(`${server.origin}/v1/events`, key, batch);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
}

/** Resolves when all is archived, and keeps the cursor of the head. */
async function archived(): Promise<void> {
  for (;;) {
    const answer = await ask(`/v1/rooms/${FEED}`);
    const room = JSON.parse(await answer.text()) as { archive: { lag: number }; epoch: string; head: number };
    head = encodeCursor({ epoch: room.epoch, seq: room.head });
    if (room.archive.lag === 0) return;
    await delay(100);
  }
}

function ask(path: string, accept = "*/*"): Promise<Response> {
  return fetch(`${server.origin}${path}`, { headers: { authorization: `Bearer ${key}`, accept } });
}

test("archiving them holds a few parts", async () => {
  await publish();
  expect(await growthMb(archived)).toBeLessThan(GROWTH_MAX_MB);
});

const LINES = "application/x-ndjson";
test.each([
  ["a page", `pages/1`, "*/*", PAGE_BYTES],
  ["the room's copy", `pages/2?copy=room`, "*/*", PAGE_BYTES],
  ["the archive's copy", `pages/2?copy=archive`, "*/*", PAGE_BYTES],
  ["ten events", `events?limit=10`, "*/*", 10 * TEXT_BYTES],
  ["a thousand events, which end early", `events?limit=1000`, "*/*", 4_000_000],
  ["those before", "events?limit=1000&before=", "*/*", 4_000_000],
  ["a filter that finds nothing", `events?type=x-none`, "*/*", 0],
  ["the whole log as lines", "events", LINES, EVENTS * TEXT_BYTES],
  ["the whole log backwards", "events?before=", LINES, (EVENTS - 1) * TEXT_BYTES],
  ["the trades", "trades", "*/*", 0],
  ["the trades as CSV", "trades", "text/csv", 0],
  ["the summary", "summary", "*/*", 0],
])("reading %s holds a few parts", async (_, path, accept, bytesMin) => {
  let bytes = 0;
  const growth = await growthMb(async () => {
    const address = `/v1/feeds/${FEED}/${path}`;
    const answer = await ask(path.endsWith("before=") ? address + head : address, accept);
    expect(answer.status).toBe(200);
    for await (const chunk of answer.body!) bytes += (chunk as Uint8Array).byteLength;
  });
  expect(bytes).toBeGreaterThanOrEqual(bytesMin);
  expect(growth).toBeLessThan(GROWTH_MAX_MB);
});

/**
 * Event streams whose readers do not keep up: what they hold, what the room hears, and when they are closed.
 */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { DEBT_MAX_BYTES, RECORD_MAX_BYTES, WINDOW_BYTES, encodeFrame, isRefused } from "@fillcast/protocol";
import type { InspectedSubscriber } from "../../../../parties/feed/inspected.ts";
import { SseBridge } from "../../../../src/live/sse-bridge.ts";
import { RoomClient } from "../../../../src/room-client.ts";
import { call, createFeed, issueKey, send, type CreatedFeed } from "../../edge.ts";

const RETRY_MS = 2_000;

async function inspect({ feed, key }: CreatedFeed): Promise<readonly InspectedSubscriber[]> {
  const answer = await send("GET", `/v1/rooms/${feed}/subscribers`, key);
  return (await answer.json<{ subscribers: InspectedSubscriber[] }>()).subscribers;
}

/** Looks until it holds; the test's own time limit bounds the wait. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Posts as many events of 30 KB. */
async function publish({ key }: CreatedFeed, count: number): Promise<void> {
  const text = "a".repeat(30_000);
  for (let n = 0; n < count; n += 10) {
    const batch = Array.from({ length: 10 }, () => ({ type: "signal", data: { text } }));
    expect((await send("POST", "/v1/events", key, batch)).status).toBe(200);
  }
}

async function openStream({ feed, key }: CreatedFeed, query = ""): Promise<ReadableStreamDefaultReader<string>> {
  const answer = await call(`/v1/feeds/${feed}/sse${query}`, { headers: { Authorization: `Bearer ${key}` } });
  return answer.body!.pipeThrough(new TextDecoderStream()).getReader();
}

/** Reads until the text has it, or the stream ends. */
async function readUntil(reader: ReadableStreamDefaultReader<string>, sought: string): Promise<string> {
  for (let text = ""; ;) {
    const { done, value } = await reader.read();
    if (value !== undefined) text += value;
    if (done || text.includes(sought)) return text;
  }
}

test("a stream that is not read holds its window and no more, and goes on where it stood once it is read", async () => {
  const feed = await createFeed();
  const reader = await openStream(feed);
  await readUntil(reader, "caught_up");
  await publish(feed, 100);
  const [held] = await inspect(feed);
  expect(held!.unackedBytes).toBeGreaterThanOrEqual(WINDOW_BYTES);
  expect(held!.unackedBytes).toBeLessThanOrEqual(WINDOW_BYTES + RECORD_MAX_BYTES);
  expect(held!.behind).toBeGreaterThan(80);
  const text = await readUntil(reader, `id: ${feed.epoch}_0000000000000100`);
  const ids = [...text.matchAll(/^id: \S+_0*(\d+)$/gm)].map(([, seq]) => Number(seq));
  expect(ids).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  await until(async () => (await inspect(feed))[0]!.behind === 0);
  await reader.cancel();
});

test("what is acknowledged is what was taken, and half a frame is none", async () => {
  const feed = await createFeed();
  await send("POST", "/v1/events", feed.key, { type: "signal", data: { text: "a".repeat(30_000) } });
  const reader = await openStream(feed, "?tail=1");
  const unacked = async (): Promise<number> => (await inspect(feed))[0]!.unackedBytes;
  await readUntil(reader, `id: ${feed.epoch}_0000000000000001`);
  const whole = await unacked();
  expect(whole).toBeGreaterThan(30_000);
  expect(await unacked()).toBe(whole);
  await readUntil(reader, "caught_up");
  await until(async () => (await unacked()) === 0);
  await reader.cancel();
});

test("a stream whose reader takes nothing for too long is let go, and the room is free of it", async () => {
  const feed = await createFeed();
  const wishes = { start: { kind: "live" }, snapshot: false, ack: true } as const;
  const answer = await new RoomClient(env, feed.feed, { kind: "key", id: feed.id }).subscribe(wishes);
  if (isRefused(answer)) throw new Error(answer.problem.detail);
  const bridged = await new SseBridge(answer.webSocket!, RETRY_MS, 50).open();
  if (bridged.kind === "closed") throw new Error(`closed with ${bridged.code}`);
  expect(await inspect(feed)).toHaveLength(1);
  await until(async () => (await inspect(feed)).length === 0);
  await expect(new Response(bridged.stream).text()).rejects.toThrow("has not read its stream");
});

test("a reader that takes little by little is not let go", async () => {
  const feed = await createFeed();
  const wishes = { start: { kind: "tail", count: 100 }, snapshot: false, ack: true } as const;
  await publish(feed, 20);
  const answer = await new RoomClient(env, feed.feed, { kind: "key", id: feed.id }).subscribe(wishes);
  if (isRefused(answer)) throw new Error(answer.problem.detail);
  const bridged = await new SseBridge(answer.webSocket!, RETRY_MS, 300).open();
  if (bridged.kind === "closed") throw new Error(`closed with ${bridged.code}`);
  const reader = bridged.stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("caught_up")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(text).toContain(`id: ${feed.epoch}_0000000000000020`);
  await reader.cancel();
});

test("what no window bounds is bounded too: a stream that is sent too much is let go", async () => {
  const { 0: near, 1: far } = new WebSocketPair();
  far.accept();
  const closed = new Promise((resolve) => far.addEventListener("close", resolve));
  const opened = new SseBridge(near, RETRY_MS).open();
  far.send(
    encodeFrame({
      type: "welcome",
      v: 1,
      connection: "c",
      epoch: "0mwunoukn",
      head: 0,
      oldest: 1,
      chain: "",
      resumed: false,
      recovered: false,
      now: 1,
    }),
  );
  expect((await opened).kind).toBe("opened");
  const notice = encodeFrame({ type: "notice", state: "x".repeat(1_000_000) });
  for (let sent = 0; sent <= DEBT_MAX_BYTES; sent += notice.length) far.send(notice);
  await closed;
});

test("a revoked key ends its streams and no others", async () => {
  const feed = await createFeed();
  const revoked = await issueKey(feed, { scope: "subscribe" });
  const [ended, going] = [await openStream({ ...feed, key: revoked.key }), await openStream(feed)];
  await readUntil(ended, "caught_up");
  await readUntil(going, "caught_up");
  await send("DELETE", `/v1/feeds/${feed.feed}/keys/${revoked.id}`, feed.key);
  expect(await readUntil(ended, "never")).toContain('"code":4501');
  await send("POST", "/v1/events", feed.key, { type: "signal" });
  expect(await readUntil(going, "signal")).toContain(`id: ${feed.epoch}_0000000000000001\n`);
  await going.cancel();
});

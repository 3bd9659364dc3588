/**
 * A room that fails, as the runtime says it: the errors are its own, only their occasion is the test's.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { FeedRoom } from "../../../src/worker.ts";
import { hashFeed } from "../../../telemetry/log.ts";
import { call, createFeed, openSocket, problemOf, send } from "../edge.ts";

afterEach(() => vi.restoreAllMocks());

/** The error lines of the log from now on. */
function readLog(): { readonly what: string; readonly feed: string; readonly cause: string; readonly tries: number }[] {
  const lines: ReturnType<typeof readLog> = [];
  vi.spyOn(console, "error").mockImplementation((text: string) => {
    lines.push(JSON.parse(text) as (typeof lines)[number]);
  });
  return lines;
}

describe("a room", () => {
  it("whose answer is larger than a call may be says so, and is asked once", async () => {
    const { feed, key } = await createFeed();
    const log = readLog();
    const label = "x".repeat(40 * 1024 * 1024);
    const list = vi
      .spyOn(FeedRoom.prototype, "listKeys")
      .mockResolvedValue({ kind: "keys", keys: [{ id: "k", scope: "publish", createdAt: 1, label }] });
    expect(await problemOf(await send("GET", `/v1/feeds/${feed}/keys`, key))).toEqual([500, "answer-too-large"]);
    expect(list).toHaveBeenCalledTimes(1);
    expect(log).toMatchObject([{ what: "the room is too-large", feed: hashFeed(feed), tries: 1 }]);
  });

  it("whose code throws is broken, and the log has the kind of the error alone", async () => {
    const { feed, key } = await createFeed();
    const log = readLog();
    const append = vi.spyOn(FeedRoom.prototype, "append").mockRejectedValue(new TypeError(`${key} is not iterable`));
    const answer = await send("POST", "/v1/events", key, { type: "signal", data: { secret: "body" } });
    expect(answer.headers.get("Retry-After")).toBeNull();
    expect(await problemOf(answer)).toEqual([500, "room-broken"]);
    expect(append).toHaveBeenCalledTimes(1);
    expect(log).toEqual([
      { level: "error", what: "the room is broken", feed: hashFeed(feed), cause: "TypeError", tries: 1 },
    ]);
  });

  it("that lacks a table is broken, and the log names the table", async () => {
    const { feed, key } = await createFeed();
    const log = readLog();
    vi.spyOn(FeedRoom.prototype, "readState").mockRejectedValue(new Error("no such table: checkpoint: SQLITE_ERROR"));
    expect(await problemOf(await send("GET", `/v1/feeds/${feed}/summary`, key))).toEqual([500, "room-broken"]);
    expect(log).toMatchObject([{ cause: "no such table: checkpoint: SQLITE_ERROR", feed: hashFeed(feed) }]);
  });

  it("that opens no socket is explained in the bye, and as a problem on a stream", async () => {
    const { feed, key } = await createFeed();
    readLog();
    vi.spyOn(FeedRoom.prototype, "fetch").mockRejectedValue(new Error("database or disk is full: SQLITE_FULL"));
    const socket = await openSocket(`/parties/feed/${feed}?token=${key}`);
    await socket.until(() => socket.closed !== null);
    expect(socket.closed?.code).toBe(4000);
    expect(socket.of("bye")).toMatchObject([
      { code: 4000, retryAfterMs: 60_000, detail: expect.stringContaining("space") as string },
    ]);
    const stream = await call(`/v1/feeds/${feed}/sse?token=${key}`);
    expect(stream.headers.get("Retry-After")).toBe("60");
    expect(await problemOf(stream)).toEqual([507, "storage-full"]);
  });
});

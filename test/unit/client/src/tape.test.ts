/**
 * The tape across reloads, over one in-memory room and pages that end at any moment.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FeedState } from "@fillcast/protocol";
import type { ConnectOptions, Feed } from "../../../../client/src/api.ts";
import { createFakeClock } from "../../../../client/src/fake-clock.ts";
import { createFakeRoom } from "../../../../client/src/fake-room.ts";
import { createFeed } from "../../../../client/src/feed.ts";
import { localTape, sessionTape, type Tape } from "../../../../client/src/tape.ts";
import { fakeFeed } from "../../../../client/src/testing.ts";

const EMPTY: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };
const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
};
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("sessionStorage", storage);
  vi.stubGlobal("localStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

const seqs = (tape: Tape): number[] => tape.events().map(({ seq }) => seq);
const down = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** A room that goes on, and pages over it. */
function createWorld() {
  const clock = createFakeClock(1_767_225_600_000);
  const room = createFakeRoom(clock, EMPTY);
  let made = 0;
  return {
    clock,
    room,
    async publish(count = 1, pad = "") {
      const make = () => ({ id: `e${++made}`, type: "x-a", bot: "b", source: "api" as const, data: { pad } });
      room.append(Array.from({ length: count }, () => make));
      await clock.advance(0);
    },
    async open(limit: number, options: Partial<ConnectOptions> = {}): Promise<{ feed: Feed; tape: Tape }> {
      const tape = sessionTape("alice", { limit });
      const start = { tail: 50 };
      const all = { url: "http://fake", feed: "alice", token: "t", start, store: tape, clock, fetch: room.fetch };
      const { feed } = createFeed({ ...all, ...options }, room.openSocket, 1);
      tape.follow(feed);
      await clock.advance(0);
      return { feed, tape };
    },
  };
}

test("a tape begins with the tail, and after a reload is as it was, with what came meanwhile, each once", async () => {
  const world = createWorld();
  await world.publish(80);
  const first = await world.open(50);
  expect(seqs(first.tape)).toEqual(down(80, 31));
  await world.publish(2);
  first.feed.close();
  await world.publish(3);
  const before = sessionTape("alice", { limit: 50 });
  expect(seqs(before), "at the first look, without a feed").toEqual(down(82, 33));
  const second = await world.open(50);
  expect(seqs(second.tape)).toEqual(down(85, 36));
});

test("a page that ends between its handlers and the write of the position has nothing twice and misses nothing", async () => {
  const world = createWorld();
  await world.publish(5);
  const first = await world.open(50);
  let saved = "";
  first.feed.on("events", () => void (saved = kept.get("alice")!));
  await world.publish(2);
  first.feed.close();
  expect(seqs(first.tape)).toEqual(down(7, 1));
  // What was on disk while the handlers had the events.
  kept.set("alice", saved);
  const second = await world.open(50);
  expect(seqs(second.tape)).toEqual(down(7, 1));
});

test("a position that is written while the list is ahead of it has only its own events", async () => {
  const world = createWorld();
  const { feed, tape } = await world.open(50);
  await world.publish(4);
  const { epoch } = feed.position!;
  kept.clear();
  await tape.save({ epoch, seq: 2 });
  feed.close();
  expect(seqs(sessionTape("alice"))).toEqual([2, 1]);
  const second = await world.open(50);
  expect(seqs(second.tape)).toEqual([4, 3, 2, 1]);
});

test.each(Array.from({ length: 40 }, (_, index) => index + 1))("whatever happens when, seed %i", async (seed) => {
  const world = createWorld();
  let noise = seed;
  const random = (below: number): number =>
    (noise = (noise * 48_271) % 2_147_483_647) && Math.floor((noise / 2_147_483_647) * below);
  await world.publish(random(60));
  let page = await world.open(20);
  const snapshots: string[] = [];
  page.feed.on("events", () => void snapshots.push(kept.get("alice") ?? ""));
  for (let round = 0; round < 30; round++) {
    switch (random(5)) {
      case 0:
        page.feed.close();
        await world.publish(random(8));
        // The page may have been killed before its last writes.
        if (snapshots.length > 0 && random(2) === 0) kept.set("alice", snapshots.at(-1)!);
        page = await world.open(20);
        break;
      case 1:
        world.room.disconnect();
        await world.clock.advance(random(2_000));
        break;
      case 2:
        world.room.loseFrame();
        await world.publish();
        break;
      default:
        await world.publish(random(12));
    }
  }
  await world.clock.advance(60_000);
  const head = world.room.head().seq;
  expect(page.feed.status.phase).toBe("live");
  expect(seqs(page.tape)).toEqual(down(head, Math.max(1, head - 19)));
});

describe("where the feed cannot continue", () => {
  test("a gap that history filled stays without a hole", async () => {
    const world = createWorld();
    await world.publish(5);
    (await world.open(50)).feed.close();
    await world.publish(5);
    world.room.trim("room");
    const { tape } = await world.open(50);
    expect(seqs(tape)).toEqual(down(10, 1));
  });

  test("a gap that nobody can fill, and a new life of the log, empty the tape", async () => {
    const world = createWorld();
    await world.publish(5);
    (await world.open(50)).feed.close();
    await world.publish(5);
    world.room.trim("everywhere");
    const second = await world.open(50);
    await world.publish(1);
    expect(seqs(second.tape)).toEqual([11]);
    second.feed.close();
    world.room.beginEpoch();
    const third = await world.open(50);
    expect(seqs(third.tape)).toEqual([]);
    await world.publish(2);
    expect(seqs(third.tape)).toEqual([2, 1]);
    expect(seqs(sessionTape("alice"))).toEqual([2, 1]);
  });
});

test("a filter's position moves on without events, and the tape keeps those it has", async () => {
  const world = createWorld();
  await world.publish(3);
  const first = await world.open(50, { filter: { types: ["x-b"] } });
  await world.publish(3);
  expect(seqs(first.tape)).toEqual([]);
  first.feed.close();
  const second = await world.open(50, { filter: { types: ["x-b"] } });
  expect(second.feed.position?.seq).toBe(6);
});

test("what is kept is bounded: by number, and by its size", async () => {
  const world = createWorld();
  const { tape } = await world.open(30);
  await world.publish(40, "x".repeat(60_000));
  expect(seqs(tape)).toEqual(down(40, 11));
  expect(kept.get("alice")!.length).toBeLessThan(1_000_000);
  expect(seqs(sessionTape("alice", { limit: 30 }))).toEqual(down(40, 25));
});

test("a slower tab does not set the shared tape back", async () => {
  const world = createWorld();
  await world.publish(3);
  const { feed } = await world.open(50);
  const { epoch } = feed.position!;
  const slow = localTape("alice");
  await slow.load();
  slow.follow(fakeFeed().feed);
  await world.publish(2);
  await slow.save({ epoch, seq: 3 });
  expect(seqs(localTape("alice"))).toEqual(down(5, 1));
});

const CURSOR = "0mwuacao0_0000000000000003";
test.each([
  "",
  "nonsense",
  CURSOR,
  `${CURSOR}\n`,
  `${CURSOR}\n{}`,
  `${CURSOR}\n[null]`,
  `${CURSOR}\n[{"seq":4,"type":"x-a","bot":"b"}]`,
  `${CURSOR}\n[{"seq":1,"type":"x-a","bot":"b"},{"seq":1,"type":"x-a","bot":"b"}]`,
])("what is no tape counts as none: %j", async (text) => {
  kept.set("alice", text);
  const tape = sessionTape("alice");
  expect(tape.events()).toEqual([]);
  expect(await tape.load()).toBeNull();
});

test("without a storage the list is empty at first, and the feed says that it cannot keep it", async () => {
  vi.stubGlobal("sessionStorage", undefined);
  const tape = sessionTape("alice");
  expect(tape.events()).toEqual([]);
  const fake = fakeFeed({ store: tape });
  const codes: string[] = [];
  fake.feed.on("error", ({ code }) => void codes.push(code));
  tape.follow(fake.feed);
  await fake.publish();
  expect(codes).toContain("store-failed");
  expect(seqs(tape)).toEqual([1]);
});

test("a tape that nobody told to follow its feed says so instead of losing events", async () => {
  const fake = fakeFeed({ store: sessionTape("alice") });
  const causes: unknown[] = [];
  fake.feed.on("error", ({ cause }) => void causes.push(cause));
  await fake.publish();
  expect(String(causes[0])).toMatch(/tape\.follow\(feed\)/);
  expect(kept.size).toBe(0);
});

test("a feed that takes another one's place (StrictMode makes two) brings nothing twice", async () => {
  const world = createWorld();
  await world.publish(3);
  const { feed, tape } = await world.open(50);
  const { feed: other } = await world.open(50);
  tape.follow(other);
  await world.publish(2);
  expect(seqs(tape)).toEqual([5, 4, 3, 2, 1]);
  feed.close();
  await world.publish(1);
  expect(seqs(tape)).toEqual([6, 5, 4, 3, 2, 1]);
});

test("listeners hear of each change, and the array stays the same between", async () => {
  const fake = fakeFeed({ store: sessionTape("other") });
  const tape = sessionTape("alice");
  const stop = tape.follow(fake.feed);
  let changes = 0;
  tape.subscribe(() => changes++);
  await fake.publish([{ type: "x-a" }, { type: "x-a" }]);
  await fake.duplicate();
  expect(changes).toBe(1);
  expect(tape.events()).toBe(tape.events());
  stop();
  await fake.publish();
  expect(seqs(tape)).toEqual([2, 1]);
});

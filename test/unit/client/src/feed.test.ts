/**
 * A feed's promises to its user, over the in-memory room: the real session, handlers and shell, with a clock that tests move.
 */
import { describe, expect, test, vi } from "vitest";
import { fakeFeed, type FakeFeed, type FakeFeedOptions } from "../../../../client/src/testing.ts";
import { memory } from "../../../../client/src/store.ts";
import type { FeedEvents, Status } from "../../../../client/src/api.ts";

interface Seen {
  readonly fake: FakeFeed;
  readonly seqs: number[];
  readonly replayed: number[];
  readonly phases: Status["phase"][];
  readonly resets: FeedEvents["reset"][];
  readonly codes: string[];
}

function watch(options?: FakeFeedOptions): Seen {
  const fake = fakeFeed(options);
  const seen: Seen = { fake, seqs: [], replayed: [], phases: [], resets: [], codes: [] };
  fake.feed.on("event", ({ seq }) => void seen.seqs.push(seq));
  fake.feed.on("events", ({ events, replay }) => {
    if (replay) seen.replayed.push(...events.map(({ seq }) => seq));
  });
  fake.feed.on("status", ({ phase }) => void seen.phases.push(phase));
  fake.feed.on("reset", ({ reason, filled }) => void seen.resets.push({ reason, filled }));
  fake.feed.on("error", ({ code }) => void seen.codes.push(code));
  return seen;
}

const counting = (through: number): number[] => Array.from({ length: through }, (_, index) => index + 1);

describe("a live feed", () => {
  test("goes from connecting over replaying to live, and delivers what is published once and in order", async () => {
    const { fake, seqs, phases, replayed } = watch();
    expect(fake.feed.status).toEqual({ phase: "connecting", attempt: 1 });
    await fake.advance(0);
    await fake.publish([{ type: "entry" }, { type: "entry_fill" }]);
    await fake.publish({ type: "exit_fill" });
    expect(phases).toEqual(["connecting", "replaying", "live"]);
    expect(seqs).toEqual([1, 2, 3]);
    expect(replayed).toEqual([]);
    expect(fake.feed.position?.seq).toBe(3);
  });

  test("starts a little back with tail, and marks that as replayed", async () => {
    const early = watch();
    await early.fake.advance(0);
    await early.fake.publish(Array.from({ length: 250 }, () => ({ type: "x-a" as const })));
    expect(early.seqs).toEqual(counting(250));
  });

  test("delivers a repeated frame once", async () => {
    const { fake, seqs } = watch();
    await fake.publish();
    await fake.publish();
    await fake.duplicate();
    await fake.publish();
    expect(seqs).toEqual([1, 2, 3]);
  });

  test("notices a lost frame by the one after it, and goes on without a gap", async () => {
    const { fake, seqs } = watch();
    await fake.publish();
    await fake.drop();
    await fake.publish();
    expect(seqs).toEqual([1]);
    await fake.publish();
    expect(seqs).toEqual([1, 2, 3]);
  });

  test("notices the loss of the last frame by a pong, within 7 s", async () => {
    const { fake, seqs } = watch();
    await fake.publish();
    await fake.drop();
    await fake.publish();
    await fake.advance(7_100);
    expect(seqs).toEqual([1, 2]);
  });

  test("comes back after a broken connection with what it missed", async () => {
    const { fake, seqs, phases, replayed } = watch();
    await fake.publish();
    await fake.disconnect();
    expect(fake.feed.status).toMatchObject({ phase: "waiting", reason: "network" });
    await fake.publish();
    await fake.publish();
    await fake.advance(1_000);
    expect(fake.feed.status).toMatchObject({ phase: "live" });
    await fake.publish();
    expect(seqs).toEqual([1, 2, 3, 4]);
    expect(replayed).toEqual([2, 3]);
    expect(phases).toEqual(["connecting", "replaying", "live", "waiting", "connecting", "replaying", "live"]);
  });
});

describe("a position that cannot be continued", () => {
  test("is filled from history where only the room has forgotten", async () => {
    const { fake, seqs, resets, phases } = watch();
    await fake.publish();
    await fake.disconnect();
    await fake.publish(Array.from({ length: 1_300 }, () => ({ type: "x-a" as const })));
    await fake.trim();
    await fake.publish();
    await fake.advance(1_000);
    expect(seqs).toEqual(counting(1_302));
    expect(resets).toEqual([{ reason: "trimmed", filled: true }]);
    expect(phases.at(-1)).toBe("live");
    await fake.publish();
    expect(seqs).toEqual(counting(1_303));
  });

  test("is said to be a gap where history has forgotten too", async () => {
    const { fake, seqs, resets } = watch();
    await fake.publish();
    await fake.disconnect();
    await fake.publish();
    await fake.trim("everywhere");
    await fake.publish();
    await fake.advance(1_000);
    expect(resets).toEqual([{ reason: "trimmed", filled: false }]);
    await fake.publish();
    expect(seqs).toEqual([1, 4]);
  });

  test("of another life of the log begins at the new one's head", async () => {
    const { fake, seqs, resets } = watch();
    await fake.publish();
    const before = fake.feed.position!.epoch;
    await fake.newEpoch();
    await fake.publish();
    await fake.advance(1_000);
    expect(resets).toEqual([{ reason: "epoch", filled: false }]);
    expect(fake.feed.position).toMatchObject({ seq: 1 });
    expect(fake.feed.position!.epoch > before).toBe(true);
    await fake.publish();
    expect(seqs).toEqual([1, 2]);
  });
});

describe("an end", () => {
  test("comes with an error that says what to do, where the key is revoked", async () => {
    const { fake, codes, phases } = watch();
    await fake.publish();
    await fake.revoke();
    const { status } = fake.feed;
    expect(status).toMatchObject({
      phase: "failed",
      error: { code: "unauthenticated", retryable: false, closeCode: 4501 },
    });
    expect(status.phase === "failed" && status.error.message).toMatch(/reconnect/);
    expect(codes).toEqual(["unauthenticated"]);
    await fake.advance(60_000);
    expect(phases.at(-1)).toBe("failed");
  });

  test("is quiet: after close no handler is called", async () => {
    const { fake, seqs } = watch();
    await fake.publish();
    fake.feed.close();
    await fake.publish();
    await fake.advance(60_000);
    expect(seqs).toEqual([1]);
    expect(fake.feed.status).toEqual({ phase: "closed" });
  });

  test("in the middle of a batch keeps the position of what was handled", async () => {
    const store = memory();
    const fake = fakeFeed({ store });
    await fake.advance(0);
    const seqs: number[] = [];
    fake.feed.on("event", ({ seq }) => {
      seqs.push(seq);
      if (seq === 2) fake.feed.close();
    });
    await fake.publish([{ type: "x-a" }, { type: "x-a" }, { type: "x-a" }]);
    expect(seqs).toEqual([1, 2]);
    expect(await store.load()).toMatchObject({ seq: 2 });
  });
});

describe("handlers", () => {
  test("are awaited one after the other, and the position moves after them", async () => {
    const { fake } = watch();
    await fake.publish();
    const order: string[] = [];
    let release = (): void => {};
    fake.feed.on("event", async ({ seq }) => {
      order.push(`begin ${seq}`);
      await new Promise<void>((resolve) => (release = resolve));
      order.push(`end ${seq}`);
    });
    await fake.publish([{ type: "x-a" }, { type: "x-a" }]);
    expect(order).toEqual(["begin 2"]);
    expect(fake.feed.position?.seq).toBe(1);
    release();
    await fake.advance(0);
    expect(order).toEqual(["begin 2", "end 2", "begin 3"]);
    release();
    await fake.advance(0);
    expect(fake.feed.position?.seq).toBe(3);
  });

  test("that throw are reported, and the feed goes on", async () => {
    const { fake, seqs, codes } = watch();
    fake.feed.on("event", ({ seq }) => {
      if (seq === 1) throw new Error("mine");
    });
    fake.feed.on("event", async ({ seq }) => {
      if (seq === 2) throw new Error("mine too");
    });
    await fake.publish();
    await fake.publish();
    await fake.publish();
    expect(seqs).toEqual([1, 2, 3]);
    expect(codes).toEqual(["handler-failed", "handler-failed"]);
  });

  test("that were taken away are not called again, even for the event that is being delivered", async () => {
    const { fake } = watch();
    await fake.advance(0);
    const called: string[] = [];
    fake.feed.on("event", () => {
      called.push("first");
      off();
    });
    const off = fake.feed.on("event", () => void called.push("second"));
    await fake.publish();
    expect(called).toEqual(["first"]);
  });
});

describe("the loop over events", () => {
  test("gets every event, holds the feed back while its body runs, and ends with the feed", async () => {
    const { fake } = watch();
    await fake.advance(0);
    const got: number[] = [];
    let release = (): void => {};
    const loop = (async () => {
      for await (const { seq } of fake.feed.events()) {
        got.push(seq);
        await new Promise<void>((resolve) => (release = resolve));
      }
      return "ended";
    })();
    await fake.publish([{ type: "x-a" }, { type: "x-a" }, { type: "x-a" }]);
    expect(got).toEqual([1]);
    release();
    await fake.advance(0);
    expect(got).toEqual([1, 2]);
    fake.feed.close();
    release();
    expect(await loop).toBe("ended");
    expect(got).toEqual([1, 2]);
  });

  test("throws what the feed failed with", async () => {
    const { fake } = watch();
    await fake.advance(0);
    const loop = (async () => {
      for await (const event of fake.feed.events()) void event;
    })();
    const outcome = expect(loop).rejects.toMatchObject({ code: "unauthenticated" });
    await fake.revoke();
    await outcome;
  });

  test("lets the feed go on when it is left", async () => {
    const { fake, seqs } = watch();
    await fake.advance(0);
    const loop = (async () => {
      for await (const { seq } of fake.feed.events()) if (seq === 2) break;
    })();
    await fake.publish([{ type: "x-a" }, { type: "x-a" }, { type: "x-a" }]);
    await loop;
    expect(seqs).toEqual([1, 2, 3]);
  });
});

describe("caughtUp", () => {
  test("resolves with the position once everything was handled", async () => {
    const { fake } = watch();
    const caughtUp = fake.feed.caughtUp();
    await fake.publish();
    expect(await caughtUp).toMatchObject({ seq: 0 });
    expect(await fake.feed.caughtUp()).toMatchObject({ seq: 1 });
  });

  test("rejects where the feed is closed first", async () => {
    const { fake } = watch();
    const caughtUp = fake.feed.caughtUp();
    fake.feed.close();
    await expect(caughtUp).rejects.toMatchObject({ code: "closed" });
  });
});

describe("the network", () => {
  test("away is offline, and back is back at once", async () => {
    const { fake, seqs } = watch();
    await fake.publish();
    await fake.goOffline();
    expect(fake.feed.status).toEqual({ phase: "offline" });
    await fake.advance(120_000);
    expect(fake.feed.status).toEqual({ phase: "offline" });
    await fake.publish();
    await fake.goOnline();
    expect(fake.feed.status).toMatchObject({ phase: "live" });
    expect(seqs).toEqual([1, 2]);
  });
});

describe("stores", () => {
  test("hold the position: another feed over the same store goes on where the first one was", async () => {
    const store = memory();
    const first = watch({ store });
    await first.fake.publish();
    await first.fake.publish();
    expect(await store.load()).toEqual(first.fake.feed.position);
  });

  test("that cannot write are reported, and the feed goes on", async () => {
    const save = vi.fn(() => Promise.reject(new Error("full")));
    const { fake, seqs, codes } = watch({ store: { load: () => Promise.resolve(null), save } });
    await fake.publish();
    expect(seqs).toEqual([1]);
    expect(codes[0]).toBe("store-failed");
    expect(save).toHaveBeenCalled();
  });
});

describe("state", () => {
  test("comes with the snapshot and follows the patches", async () => {
    const bot = {
      mode: "dry",
      presence: "up",
      lastEventAt: 1,
      lastSeenAt: null,
      openTrades: 0,
      closedTrades: 0,
      wins: 0,
    } as const;
    const empty = { bots: {}, trades: {}, totals: [], days: [], locks: [] };
    const fake = fakeFeed({ state: { ...empty, bots: { a: bot } } });
    const told: string[][] = [];
    fake.feed.on("state", (state) => void told.push(Object.keys(state.bots)));
    await fake.advance(0);
    expect(fake.feed.state?.bots).toEqual({ a: bot });
    await fake.publish({ type: "x-a" }, { bots: { b: { ...bot, openTrades: 1 } } });
    expect(fake.feed.state?.bots.b?.openTrades).toBe(1);
    expect(told).toEqual([["a"], ["a", "b"]]);
  });
});

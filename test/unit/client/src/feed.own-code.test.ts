/**
 * What the user's own code may do: token functions, stores, loops and calls of every kind.
 */
import type { Position } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import type { ConnectOptions } from "../../../../client/src/api.ts";
import { FeedError } from "../../../../client/src/error.ts";
import { caughtUp, EPOCH, events, ScriptedFeed, welcome } from "../../../support/scripted-feed.ts";

describe("a token function", () => {
  const answers: readonly [string, ConnectOptions["token"]][] = [
    ["an object", () => ({ ticket: "t" }) as never],
    ["undefined", () => undefined as never],
    ["a number", () => 7 as never],
    ["an empty text", () => ""],
    [
      "an error, at once",
      () => {
        throw new Error("no");
      },
    ],
    [
      "an error, later",
      async () => {
        throw new Error("no");
      },
    ],
    ["nothing, ever", () => new Promise<string>(() => {})],
  ];
  test.each(answers)("that gives %s is said, and asked again with growing pauses", async (_, token) => {
    let asked = 0;
    const script = new ScriptedFeed({ token: () => (asked++, (token as () => string)()) });
    await script.clock.advance(120_000);
    expect(script.lines).toEqual([]);
    expect(new Set(script.codes)).toEqual(new Set(["token-failed"]));
    expect(script.errors.every(({ retryable }) => retryable)).toBe(true);
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(40);
    const waits = script.statuses.filter(({ phase }) => phase === "waiting");
    expect(waits[0]).toMatchObject({ reason: "token-failed", error: { code: "token-failed" } });
  });

  test("may say with a FeedError that asking again is useless, or that something passes, and when", async () => {
    const refused = new FeedError("key-revoked", "This key was revoked.");
    const ended = new ScriptedFeed({ token: async () => Promise.reject(refused) });
    await ended.clock.advance(120_000);
    expect(ended.feed.status).toMatchObject({ phase: "failed", error: refused });
    expect(ended.codes).toEqual(["key-revoked"]);

    let asked = 0;
    const busy = new FeedError("rate-limited", "Later.", { retryable: true, retryAfterMs: 60_000 });
    const waiting = new ScriptedFeed({ token: async () => (asked++ === 0 ? Promise.reject(busy) : "ticket") });
    await waiting.clock.advance(59_000);
    expect(asked).toBe(1);
    expect(waiting.feed.status).toMatchObject({ phase: "waiting", reason: "rate-limited", error: busy });
    await waiting.clock.advance(2_000);
    expect(waiting.line.query).toMatchObject({ token: "ticket" });
  });

  test("is asked for a key before the log is read, and for a credential of any kind before a connection", async () => {
    const uses: string[] = [];
    const keys: unknown[] = [];
    const script = new ScriptedFeed({
      token: (use) => (uses.push(use), `for-${use}`),
      fetch: async (_, init) => {
        keys.push(new Headers(init?.headers).get("authorization"));
        return Response.json({ events: [], next: null, head: `${EPOCH}.0` });
      },
    });
    await script.live();
    expect(script.line.query).toMatchObject({ token: "for-connect" });
    for await (const _ of script.feed.history());
    expect(keys).toEqual(["Bearer for-history"]);
    expect(uses).toEqual(["connect", "history"]);
  });

  test("may answer without a promise", async () => {
    const script = new ScriptedFeed({ token: () => "plain" });
    await script.clock.advance(0);
    expect(script.line.query).toMatchObject({ token: "plain" });
  });

  test("that gives null ends the feed: nobody is logged in, until reconnect() says otherwise", async () => {
    let user: string | null = null;
    const script = new ScriptedFeed({ token: async () => user });
    await script.clock.advance(60_000);
    expect(script.feed.status).toMatchObject({ phase: "failed", error: { code: "logged-out", retryable: false } });
    expect(script.codes).toEqual(["logged-out"]);
    user = "alice's";
    script.feed.reconnect();
    await script.live();
    expect(script.feed.status.phase).toBe("live");
  });

  test.each([
    ["constant", "old"],
    ["function that always gives the same", () => "old"],
  ] as const)("or text, a %s, that has expired is given up after three times", async (_, token) => {
    const script = new ScriptedFeed({ token });
    await script.attempt();
    for (let round = 0; round < 10; round++) {
      await script.close(4002, "credentials-expired");
      if (script.line.closed) await script.attempt();
    }
    expect(script.lines).toHaveLength(3);
    expect(script.feed.status).toMatchObject({
      phase: "failed",
      error: { code: "credentials-expired", closeCode: 4002 },
    });
  });

  test("that gives a new ticket each time is asked on, however often one has expired", async () => {
    let made = 0;
    const script = new ScriptedFeed({ token: () => `ticket-${made++}` });
    for (let round = 0; round < 10; round++) {
      await script.attempt();
      await script.close(4002, "credentials-expired");
    }
    expect(script.lines.length).toBeGreaterThan(9);
    expect(script.feed.status.phase).not.toBe("failed");
  });
});

describe("a store", () => {
  const at = (seq: number) => ({ epoch: EPOCH, seq });
  test("that takes 25 s to load is waited for, and said", async () => {
    const saved: unknown[] = [];
    let answer: (position: Position) => void = () => {};
    const load = (): Promise<Position> => new Promise((resolve) => (answer = resolve));
    const script = new ScriptedFeed({ store: { load, save: async (position) => void saved.push(position) } });
    await script.clock.advance(24_000);
    expect(script.lines).toEqual([]);
    expect(script.codes).toEqual(["store-failed"]);
    answer(at(7));
    await script.clock.advance(0);
    expect(script.line.query).toMatchObject({ epoch: EPOCH, after: 7 });
    expect(saved).toEqual([]);
  });

  const failures: readonly [string, () => unknown][] = [
    ["rejects", () => Promise.reject(new Error("busy"))],
    [
      "throws",
      () => {
        throw new Error("busy");
      },
    ],
    ["gives a text", () => "0mwuacao0_0000000000000007"],
    ["gives a position with a text for its seq", () => ({ epoch: EPOCH, seq: "7" })],
    ["gives an empty object", () => ({})],
  ];
  test.each(failures)("that %s when it loads is asked again, and never written over", async (_, fail) => {
    let loads = 0;
    const saved: unknown[] = [];
    const load = async () => (loads++ < 2 ? fail() : at(7));
    const script = new ScriptedFeed({
      store: { load: load as never, save: async (position) => void saved.push(position) },
    });
    await script.clock.advance(0);
    expect(script.feed.status).toMatchObject({
      phase: "waiting",
      reason: "store-failed",
      error: { code: "store-failed" },
    });
    await script.clock.advance(5_000);
    expect(script.codes).toEqual(["store-failed", "store-failed"]);
    expect(script.line.query).toMatchObject({ epoch: EPOCH, after: 7 });
    expect(saved).toEqual([]);
  });

  test.each([null, undefined])("that gives %j has nothing", async (nothing) => {
    const script = new ScriptedFeed({ store: { load: async () => nothing as null, save: async () => {} } });
    await script.live();
    expect(script.feed.status.phase).toBe("live");
  });

  test("that hangs when it saves is said, and holds nothing else up", async () => {
    const script = new ScriptedFeed({ store: { load: async () => null, save: () => new Promise<void>(() => {}) } });
    await script.live();
    await script.say(events(0, 2));
    script.head = 2;
    await script.clock.advance(11_000);
    expect(script.seqs).toEqual([1, 2]);
    expect(script.codes).toEqual(["store-failed"]);
  });
});

describe("a loop over events", () => {
  test("that was abandoned holds others up for 30 s, not forever, and gets an error", async () => {
    const script = new ScriptedFeed();
    await script.live();
    const loop = script.feed.events()[Symbol.asyncIterator]();
    const first = loop.next();
    await script.say(events(0, 2));
    expect(await first).toMatchObject({ value: { seq: 1 } });
    script.head = 2;
    await script.clock.advance(29_000);
    expect(script.feed.position?.seq).toBe(0);
    await script.clock.advance(2_000);
    expect(script.seqs).toEqual([1, 2]);
    expect(script.codes).toEqual(["loop-abandoned"]);
    await expect(loop.next()).rejects.toMatchObject({ code: "loop-abandoned" });
  });
});

describe("reconnect", () => {
  test("a hundred times makes one attempt", async () => {
    let asked = 0;
    const script = new ScriptedFeed({ token: () => (asked++, "key") });
    await script.live();
    for (let call = 0; call < 100; call++) script.feed.reconnect();
    await script.clock.advance(0);
    for (let call = 0; call < 100; call++) script.feed.reconnect();
    await script.clock.advance(0);
    expect(asked).toBe(2);
    expect(script.lines).toHaveLength(2);
    await script.say(welcome(0), caughtUp(0));
    expect(script.feed.status.phase).toBe("live");
  });
});

describe("pauses", () => {
  test("are those of the app", async () => {
    const script = new ScriptedFeed({ pauses: { firstMs: 100, maxMs: 200, pingMs: 20_000 } });
    await script.live();
    script.line.sent.length = 0;
    await script.clock.advance(15_000);
    expect(script.line.sent).toEqual([]);
    for (let attempt = 0; attempt < 20; attempt++) {
      await script.close(1006);
      await script.clock.advance(201);
    }
    expect(script.lines).toHaveLength(21);
  });
});

/**
 * Quotas: what one key and all keys of a feed may do, held in the room, and not escaped by a nap.
 */
import { describe, expect, it } from "vitest";
import { CLOSE, DEFAULT_QUOTAS, isRefused, type QuotaWish, type Refused } from "@fillcast/protocol";
import { RPC_VERSION, type Appended, type Draft } from "../../../../../parties/feed/rpc.ts";
import { draft } from "../../../../support/draft.ts";
import { KEY_ID, START_MS, TestRoom } from "../../../../support/room.ts";

const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;
/** START_MS is not midnight: what is left of its day. */
const MIDNIGHT_MS = (Math.floor(START_MS / DAY_MS) + 1) * DAY_MS;

function roomWith(limits: QuotaWish, keys: readonly string[] = ["bot-a", "bot-b"]): TestRoom {
  const room = new TestRoom();
  room.parts.quotas.set(limits);
  for (const id of keys) room.parts.keys.add({ id, scope: "publish", createdAt: START_MS });
  return room;
}

let ids = 0;
const events = (count: number, bytes = 0): Draft[] =>
  Array.from({ length: count }, () => draft(`q${++ids}`, bytes === 0 ? {} : { data: { text: "x".repeat(bytes) } }));
const beats = (count: number): Draft[] =>
  Array.from({ length: count }, (_, index) => draft(`b${++ids}`, { type: "heartbeat", bot: `bot-${index}` }));

const publish = (room: TestRoom, keyId: string, drafts: readonly Draft[], nowMs = START_MS): Appended | Refused =>
  room.feed.append({ v: RPC_VERSION, keyId, drafts }, nowMs);
const limitOf = (answer: Appended | Refused): unknown =>
  isRefused(answer) ? { ...answer.problem.extra, slug: answer.problem.slug } : answer.kind;
const limited = (limit: string, scope: string) => ({ slug: "rate-limited", limit, scope });

describe("requests", () => {
  it("of one key are refused beyond its burst, and go on at its rate; another key is not held up", () => {
    const room = roomWith("default");
    const { publishBurst, publishPerSecond } = DEFAULT_QUOTAS.key;
    for (let request = 0; request < publishBurst; request++) publish(room, "bot-a", events(1));
    const refused = publish(room, "bot-a", events(1));
    expect(limitOf(refused)).toEqual(limited("publishPerSecond", "key"));
    expect(refused).toMatchObject({ problem: { retryAfterS: 1 } });
    expect(room.feed.position.seq).toBe(publishBurst);
    expect(publish(room, "bot-b", events(1)).kind).toBe("appended");
    const later = Array.from({ length: publishPerSecond + 1 }, () =>
      publish(room, "bot-a", events(1), START_MS + SECOND_MS),
    );
    expect(later.filter(({ kind }) => kind === "appended")).toHaveLength(publishPerSecond);
  });

  it("of all keys together have a burst of their own", () => {
    const keys = Array.from({ length: 5 }, (_, index) => `key-of-${index}`);
    const room = roomWith({ feed: { publishPerSecond: 1, publishBurst: 10 } }, keys);
    const answers = keys.flatMap((key) => Array.from({ length: 3 }, () => publish(room, key, events(1))));
    expect(answers.filter(({ kind }) => kind === "appended")).toHaveLength(10);
    expect(limitOf(answers.at(-1)!)).toEqual(limited("publishPerSecond", "feed"));
  });

  it("that were refused cost nothing: the feed's bucket is not emptied by one key's storm", () => {
    const room = roomWith({
      key: { publishPerSecond: 1, publishBurst: 5 },
      feed: { publishPerSecond: 1, publishBurst: 8 },
    });
    for (let request = 0; request < 100; request++) publish(room, "bot-a", events(1));
    const answers = [1, 2, 3].map(() => publish(room, "bot-b", events(1)));
    expect(answers.map(({ kind }) => kind)).toEqual(["appended", "appended", "appended"]);
  });

  it("of just before a nap are not forgotten by it, whole pages of them either", () => {
    const room = roomWith("default");
    const { publishBurst } = DEFAULT_QUOTAS.key;
    for (let request = 0; request < publishBurst; request++) publish(room, "bot-a", events(1));
    room.wake();
    expect(limitOf(publish(room, "bot-a", events(1), START_MS + 10))).toEqual(limited("publishPerSecond", "key"));
    expect(publish(room, "bot-b", events(1), START_MS + 10).kind).toBe("appended");
    expect(publish(room, "bot-a", events(1), START_MS + 60 * SECOND_MS).kind).toBe("appended");
  });

  it("count as one each, however many events they bring", () => {
    const room = roomWith({ key: { publishPerSecond: 1, publishBurst: 3 } });
    for (let request = 0; request < 3; request++) expect(publish(room, "bot-a", events(500)).kind).toBe("appended");
    room.wake();
    expect(limitOf(publish(room, "bot-a", events(1)))).toEqual(limited("publishPerSecond", "key"));
  });

  it("are not refilled by a clock that is set back", () => {
    const room = roomWith({ key: { publishPerSecond: 1, publishBurst: 2 } });
    const at = [0, -60_000, -120_000].map((ms) => publish(room, "bot-a", events(1), START_MS + ms).kind);
    expect(at).toEqual(["appended", "appended", "refused"]);
  });
});

describe("a day", () => {
  it("limits each key's events, repeats included, and begins again at midnight UTC", () => {
    const room = roomWith({ key: { eventsPerDay: 10 } });
    const sent = events(8);
    publish(room, "bot-a", sent);
    expect(publish(room, "bot-a", sent.slice(0, 2)).kind).toBe("appended");
    const refused = publish(room, "bot-a", events(1), START_MS + 5 * SECOND_MS);
    expect(limitOf(refused)).toEqual(limited("eventsPerDay", "key"));
    const untilMidnightS = Math.ceil((MIDNIGHT_MS - START_MS) / 1_000) - 5;
    expect(refused).toMatchObject({ problem: { retryAfterS: untilMidnightS } });
    expect(publish(room, "bot-b", events(10)).kind).toBe("appended");
    expect(publish(room, "bot-a", events(10), MIDNIGHT_MS).kind).toBe("appended");
    expect(limitOf(publish(room, "bot-a", events(1), MIDNIGHT_MS))).toEqual(limited("eventsPerDay", "key"));
  });

  it("refuses a batch that would exceed it, whole", () => {
    const room = roomWith({ key: { eventsPerDay: 10 } });
    publish(room, "bot-a", events(8));
    expect(limitOf(publish(room, "bot-a", events(3)))).toEqual({ ...limited("eventsPerDay", "key"), left: 2 });
    expect(room.feed.position.seq).toBe(8);
    expect(publish(room, "bot-a", events(2)).kind).toBe("appended");
  });

  it("limits bytes too, and both for the whole feed", () => {
    const room = roomWith({ key: { bytesPerDay: 10_000 }, feed: { eventsPerDay: 4, bytesPerDay: 15_000 } });
    publish(room, "bot-a", events(2, 6_000));
    expect(limitOf(publish(room, "bot-a", events(1)))).toEqual(limited("bytesPerDay", "key"));
    publish(room, "bot-b", events(1, 6_000));
    expect(limitOf(publish(room, "bot-b", events(1)))).toEqual(limited("bytesPerDay", "feed"));
    const few = roomWith({ feed: { eventsPerDay: 4 } });
    publish(few, "bot-a", events(2));
    publish(few, "bot-b", events(2));
    expect(limitOf(publish(few, "bot-b", events(1)))).toEqual(limited("eventsPerDay", "feed"));
  });

  it("is known after a nap from the log itself, sealed pages and the open one, key by key", () => {
    const room = roomWith("default");
    for (let request = 0; request < 3; request++) publish(room, "bot-a", events(400));
    publish(room, "bot-b", events(7, 100));
    const before = room.inspect(START_MS).used;
    room.wake();
    expect(room.inspect(START_MS).used).toEqual(before);
    expect(before.keys["bot-a"]).toMatchObject({ eventsToday: 1_200 });
    expect(before.keys["bot-b"]).toMatchObject({ eventsToday: 7 });
    expect(before.feed).toMatchObject({ eventsToday: 1_207, keys: 3 });
    expect(before.feed.bytesKept).toBe(before.feed.bytesToday);
    expect(room.inspect(MIDNIGHT_MS).used.feed).toMatchObject({ eventsToday: 0, bytesToday: 0 });
  });
});

describe("what a feed keeps", () => {
  it("is bounded, counts dropped pages across a wake, and heartbeats go on", () => {
    const room = roomWith({ feed: { bytesKept: 400_000 } });
    for (let request = 0; request < 8; request++) publish(room, "bot-a", events(128, 100));
    const kept = room.parts.log.keptBytes;
    room.parts.log.drop([1]);
    expect(room.parts.log.keptBytes).toBe(kept);
    room.wake();
    expect(room.parts.log.keptBytes).toBe(kept);
    publish(room, "bot-a", events(500, 1_000));
    const refused = publish(room, "bot-a", events(1));
    expect(limitOf(refused)).toEqual(limited("bytesKept", "feed"));
    expect(refused).toMatchObject({ problem: { retryAfterS: 3_600 } });
    expect(publish(room, "bot-a", beats(1)).kind).toBe("appended");
  });
});

describe("heartbeats", () => {
  it("are refused beyond a minute's number, for the key and for the feed", () => {
    const room = roomWith({ key: { heartbeatsPerMinute: 50 }, feed: { heartbeatsPerMinute: 80 } });
    // A room that just woke gives a part at once.
    expect(publish(room, "bot-a", beats(10)).kind).toBe("appended");
    expect(limitOf(publish(room, "bot-a", beats(1)))).toEqual(limited("heartbeatsPerMinute", "key"));
    expect(publish(room, "bot-b", beats(1)).kind).toBe("appended");
    const minute = START_MS + 60 * SECOND_MS;
    expect(publish(room, "bot-a", beats(50), minute).kind).toBe("appended");
    expect(limitOf(publish(room, "bot-b", beats(40), minute))).toEqual(limited("heartbeatsPerMinute", "feed"));
    expect(publish(room, "bot-a", events(1), minute).kind).toBe("appended");
  });
});

describe("sockets", () => {
  it("of one key are refused beyond its number, with 4004 and a time to come back; others are not", () => {
    const room = roomWith({ key: { sockets: 3 }, feed: { sockets: 5 } });
    for (let index = 0; index < 3; index++) room.connect(`a${index}`, { keyId: "bot-a" });
    const refused = { code: CLOSE.rateLimited, retryAfterMs: 30_000 };
    expect(room.feed.audience.refuse("bot-a", START_MS)).toEqual(refused);
    expect(room.feed.audience.refuse("bot-b", START_MS)).toBeNull();
    for (let index = 0; index < 2; index++) room.connect(`b${index}`, { keyId: "bot-b" });
    expect(room.feed.audience.refuse("bot-b", START_MS)).toEqual(refused);
    room.feed.audience.leave("a0");
    expect(room.feed.audience.refuse("bot-a", START_MS)).toBeNull();
  });

  it("that are silent go before one is refused", () => {
    const room = roomWith({ key: { sockets: 1 } });
    const silent = room.connect("silent", { keyId: "bot-a" });
    expect(room.feed.audience.refuse("bot-a", START_MS + 90 * SECOND_MS)).toBeNull();
    expect(silent.closed?.code).toBe(CLOSE.heartbeatMissed);
  });

  it("that outlive a nap are still counted", () => {
    const room = roomWith({ key: { sockets: 1 } });
    room.wake([room.connect("stays", { keyId: "bot-a" })]);
    expect(room.feed.audience.refuse("bot-a", START_MS)?.code).toBe(CLOSE.rateLimited);
  });

  it("that send more frames than any client are closed, each for itself", () => {
    const room = roomWith("default");
    const [noisy, calm] = [room.connect("noisy"), room.connect("calm")];
    const { framesBurst } = DEFAULT_QUOTAS.key;
    for (let frame = 0; frame < framesBurst; frame++) room.receive(noisy, { type: "ping", c: frame });
    expect(noisy.closed).toBeNull();
    room.receive(noisy, { type: "future" });
    expect(noisy.closed).toEqual({ code: CLOSE.rateLimited, reason: "rate-limited" });
    expect(noisy.of("bye")).toMatchObject([{ code: CLOSE.rateLimited, retryAfterMs: 5_000 }]);
    room.receive(calm, { type: "ping", c: 1 });
    expect(calm.of("pong")).toHaveLength(1);
  });

  it("may acknowledge each event that they were sent, however fast, but not the same one over and over", () => {
    const room = roomWith("default");
    const reader = room.connect("reader", { ack: true });
    for (let seq = 1; seq <= 1_000; seq++) {
      publish(room, "bot-a", events(1));
      room.receive(reader, { type: "ack", seq });
    }
    expect(reader.closed).toBeNull();
    for (let ack = 0; ack <= DEFAULT_QUOTAS.key.framesBurst; ack++) room.receive(reader, { type: "ack", seq: 1_000 });
    expect(reader.closed?.code).toBe(CLOSE.rateLimited);
  });
});

describe("keys", () => {
  const key = (id: string) => ({ id, scope: "owner", createdAt: START_MS }) as const;
  const by = (id: string) => ({ kind: "key", id }) as const;
  const operator = { kind: "admin" } as const;

  it("are limited, not counting revoked ones; an expired one stops counting after a day", () => {
    const room = roomWith({ feed: { keys: 3 } }, []);
    const issue = (id: string, expiresAt?: number, nowMs = START_MS) =>
      room.feed.issueKey(by(KEY_ID), { ...key(id), ...(expiresAt === undefined ? {} : { expiresAt }) }, nowMs);
    expect([issue("a", START_MS + 1), issue("b")]).toEqual([{ kind: "done" }, { kind: "done" }]);
    expect(issue("c")).toMatchObject({ problem: { slug: "rate-limited", extra: { limit: "keys", scope: "feed" } } });
    expect(room.feed.revokeKey(by(KEY_ID), "b")).toEqual({ kind: "done" });
    expect(issue("d")).toEqual({ kind: "done" });
    expect(issue("e", undefined, START_MS + DAY_MS + 2)).toEqual({ kind: "done" });
  });

  it("never revoke one that they come from, even if one in between is gone", () => {
    const room = roomWith("default", []);
    room.feed.issueKey(by(KEY_ID), key("child"), START_MS);
    room.feed.issueKey(by("child"), key("grandchild"), START_MS);
    for (const [who, whom] of [
      ["child", KEY_ID],
      ["grandchild", KEY_ID],
      ["grandchild", "child"],
    ] as const) {
      expect(room.feed.revokeKey(by(who), whom)).toMatchObject({ problem: { slug: "forbidden" } });
    }
    expect(room.feed.revokeKey(by(KEY_ID), "child")).toEqual({ kind: "done" });
    room.wake();
    expect(room.feed.revokeKey(by("grandchild"), KEY_ID)).toMatchObject({
      problem: { slug: "forbidden" },
    });
    expect(room.feed.revokeKey(by("grandchild"), "grandchild")).toEqual({ kind: "done" });
    expect(room.feed.revokeKey(operator, KEY_ID)).toEqual({ kind: "done" });
  });

  it("say who issued them, and the operator's come from nobody", () => {
    const room = roomWith("default", []);
    room.feed.issueKey(operator, key("a"), START_MS);
    room.feed.issueKey(by("a"), { ...key("b"), lineage: ["forged"] }, START_MS);
    expect(room.parts.keys.list().map(({ id, lineage }) => [id, lineage])).toEqual([
      ["a", []],
      ["b", ["a"]],
      [KEY_ID, undefined],
    ]);
  });

  it("come from a bounded number of others", () => {
    const room = roomWith("default", []);
    const answers = Array.from({ length: 20 }, (_, index) =>
      room.feed.issueKey(by(index === 0 ? KEY_ID : `k${index - 1}`), key(`k${index}`), START_MS),
    );
    expect(answers.findIndex(({ kind }) => kind === "refused")).toBe(16);
    expect(answers[16]).toMatchObject({ problem: { slug: "forbidden" } });
  });
});

describe("the operator", () => {
  it("may lift every bound, and the room says so to the edge", () => {
    const room = roomWith("none");
    const answers = Array.from({ length: 3_000 }, () => publish(room, "bot-a", events(1)));
    expect(answers.every((answer) => answer.kind === "appended" && answer.unbounded === true)).toBe(true);
    expect(room.inspect(START_MS).limits.key.publishBurst).toBeNull();
  });

  it("may change single ones, across a wake, and take them back", () => {
    const room = roomWith({ key: { eventsPerDay: 5, sockets: null } });
    room.wake();
    expect(room.parts.quotas.bounds.key).toEqual({ ...DEFAULT_QUOTAS.key, eventsPerDay: 5, sockets: Infinity });
    room.parts.quotas.set("default");
    room.wake();
    expect(room.parts.quotas.bounds).toEqual(DEFAULT_QUOTAS);
  });

  it("sees who meets a quota, counted, the newest first, for an hour", () => {
    const room = roomWith({ key: { publishPerSecond: 1, publishBurst: 1 } });
    for (let request = 0; request < 4; request++) publish(room, "bot-a", events(1));
    for (let request = 0; request < 2; request++) publish(room, "bot-b", events(1), START_MS + 1);
    const { limited } = room.inspect(START_MS + 1);
    expect(limited).toEqual([
      { keyId: "bot-b", scope: "key", limit: "publishPerSecond", count: 1, since: START_MS + 1, at: START_MS + 1 },
      { keyId: "bot-a", scope: "key", limit: "publishPerSecond", count: 3, since: START_MS, at: START_MS },
    ]);
    expect(room.inspect(START_MS + 3_600_001).limited).toEqual([]);
  });
});

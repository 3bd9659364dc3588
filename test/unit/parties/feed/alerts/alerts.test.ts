/** A room with destinations, over its own storage, with real folds and sealed addresses; only receivers are the test's. */
import { beforeEach, describe, expect, it } from "vitest";
import type { AlertRules } from "@fillcast/protocol";
import { MemoryArchive } from "../../../../support/archive.ts";
import { addDestination, device, HOOK, OWNER, TestCourier } from "../../../../support/alerts.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const MINUTE = 60_000;
let room: TestRoom;
let courier: TestCourier;
let nowMs: number;

beforeEach(() => {
  room = new TestRoom();
  courier = new TestCourier();
  room.courier = courier;
  nowMs = START_MS;
});

/** A trade that opens and closes. */
function tradeDrafts(id: string, data: object = {}) {
  const openedAt = new Date(START_MS - 3_600_000).toISOString();
  const about = { pair: "ETH/USDT", trade: { id, pair: "ETH/USDT", direction: "long", openedAt } as const };
  const money = { amount: "1", stake_currency: "USDT", stake_amount: "100" };
  return [
    draft(`in-${id}`, { type: "entry_fill", ...about, data: { ...money, open_rate: "100" } }),
    draft(`out-${id}`, {
      type: "exit_fill",
      ...about,
      data: {
        ...money,
        close_rate: "101",
        profit_amount: "1.5",
        cumulative_profit: "1.5",
        is_final_exit: true,
        ...data,
      },
    }),
  ];
}

const append = (id: string, at = nowMs) => room.append(tradeDrafts(id), at);

/** The alarm, at a time. */
async function ring(at: number): Promise<void> {
  nowMs = at;
  room.nowMs = at;
  await room.runDuties(new MemoryArchive(), () => at);
  await courier.idle();
}

const boxOf = (id = "d1") => room.sql.all<{ box: string }>("SELECT box FROM destination WHERE id = ?", id)[0]?.box;

describe("a room with a destination", () => {
  it("sends what closed two seconds later, sealed until then", async () => {
    await addDestination(room);
    append("1");
    expect(room.feed.nextAlarmAt(nowMs)).toBe(START_MS + 2_000);
    await ring(START_MS + 2_000);
    expect(courier.deliveries).toMatchObject([
      { address: HOOK, message: { feed: "alice", count: 1, title: "ETH/USDT closed +1.50 USDT" } },
    ]);
    expect(room.inspect(nowMs).destinations).toMatchObject([
      { id: "d1", kind: "webhook", host: "hooks.fillcast-tests.org", lastSuccessAt: nowMs, waiting: 0, dueAt: null },
    ]);
  });

  it("asks for no alarm, and keeps no row, for what nobody wants to hear", async () => {
    await addDestination(room, { closed: false });
    const before = boxOf();
    append("1");
    expect(boxOf()).toBe(before);
    expect(room.feed.alertsAt).toBeNull();
  });

  it("turns a storm of 1,000 closes in a minute into few messages and one bounded row", async () => {
    await addDestination(room);
    for (let index = 0; index < 1_000; index++) {
      const at = START_MS + index * 60;
      append(`t${index}`, at);
      const due = room.feed.alertsAt;
      if (due !== null && due <= at) await ring(at);
    }
    for (let due = room.feed.alertsAt; due !== null; due = room.feed.alertsAt) await ring(due);
    expect(courier.messages.length).toBeLessThanOrEqual(8);
    expect(courier.messages.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
    expect(courier.messages.at(-2)!.title).toMatch(/^\d+ trades closed, \+\d+\.\d\d USDT$/);
    expect(room.sql.all("SELECT id FROM destination")).toHaveLength(1);
    expect(boxOf()!.length).toBeLessThan(32_000);
  });

  it("tells each destination by its own rules", async () => {
    const wishes: readonly [string, Partial<AlertRules>][] = [
      ["closes", {}],
      ["openings", { closed: false, opened: true }],
      ["others", { bots: ["bot-2"] }],
    ];
    for (const [id, rules] of wishes) {
      await addDestination(room, rules, { ...HOOK, url: `https://hooks.fillcast-tests.org/${id}` } as typeof HOOK, id);
    }
    append("1");
    await ring(START_MS + 2_000);
    const told = courier.deliveries.map(({ address, message }) => {
      const path = address.kind === "webhook" ? new URL(address.url).pathname : address.kind;
      return [path, message.items.map(({ kind }) => kind)] as const;
    });
    expect(Object.fromEntries(told)).toEqual({ "/closes": ["closed"], "/openings": ["opened"] });
  });

  it("tells of an event once, though it is posted again", async () => {
    await addDestination(room);
    append("1");
    append("1");
    await ring(START_MS + 2_000);
    expect(courier.messages).toMatchObject([{ count: 1 }]);
  });

  it("tells of no import", async () => {
    await addDestination(room, { summary: { at: "08:00", zone: "UTC" } });
    const at = START_MS - 90 * 24 * 60 * MINUTE;
    room.feed.append({ v: 1, keyId: "key-1", drafts: tradeDrafts("1"), at }, START_MS);
    expect(room.inspect().destinations).toMatchObject([{ waiting: 0 }]);
    expect(JSON.parse(boxOf()!)).toMatchObject({ tally: { late: expect.any(Number) as number }, waiting: null });
    expect((JSON.parse(boxOf()!) as { tally: { late: number } }).tally.late).toBeGreaterThan(0);
  });

  it("tells of no import into a feed that has newer events", async () => {
    await addDestination(room);
    room.append([draft("of-today", { type: "x-note" })], START_MS);
    const at = START_MS - 24 * 60 * MINUTE;
    room.feed.append({ v: 1, keyId: "key-1", drafts: tradeDrafts("1"), at }, START_MS + 1_000);
    expect(room.inspect().destinations).toMatchObject([{ waiting: 0 }]);
  });

  it("says that a bot fell silent, and that it is back", async () => {
    await addDestination(room, { back: true });
    for (let beat = 0; beat < 4; beat++) {
      room.append([draft(`hb${beat}`, { type: "heartbeat" })], START_MS + beat * MINUTE);
    }
    await ring(START_MS + 10 * MINUTE);
    await ring(START_MS + 10 * MINUTE + 2_000);
    room.append([draft("hb-back", { type: "heartbeat" })], START_MS + 11 * MINUTE);
    await ring(START_MS + 11 * MINUTE + 2_000);
    expect(courier.messages.map(({ title, urgent }) => [title, urgent])).toEqual([
      ["bot-1: silent: its heartbeats stopped", true],
      ["bot-1: back", false],
    ]);
  });
});

describe("a receiver", () => {
  it("that hangs holds up neither the archive nor an append, and others get theirs meanwhile", async () => {
    courier.answer = () => null;
    await addDestination(room);
    append("1");
    const archive = new MemoryArchive();
    const outcome = await room.runDuties(archive, () => START_MS + 2_000);
    expect(outcome).toMatchObject({ error: null, archived: 2 });
    expect(append("2", START_MS + 3_000)).toMatchObject({ kind: "appended" });
    expect(room.inspect(START_MS + 3_000).destinations).toMatchObject([{ waiting: 2, tries: 1 }]);
    // The alarm is not asked for again and again while it hangs: only for the archive, and the end of its lease.
    await room.runDuties(archive, () => START_MS + 13_000);
    expect(room.feed.nextAlarmAt(START_MS + 13_000)).toBe(START_MS + 62_000);
    await courier.idle();
    courier.deliveries[0]!.end({ kind: "sent" });
    await courier.idle();
    expect(room.inspect(START_MS + 13_000).destinations).toMatchObject([{ waiting: 1, lastSuccessAt: room.nowMs }]);
  });

  it("is sent to with at most five others at a time", async () => {
    courier.answer = () => null;
    for (let index = 0; index < 9; index++) {
      await addDestination(
        room,
        {},
        { ...HOOK, url: `https://hooks.fillcast-tests.org/${index}` } as typeof HOOK,
        `d${index}`,
      );
    }
    append("1");
    await ring(START_MS + 2_000);
    expect(courier.deliveries).toHaveLength(6);
    expect(room.feed.alertsAt).toBe(START_MS + 62_000);
    courier.deliveries[0]!.end({ kind: "sent" });
    await courier.idle();
    expect(courier.deliveries).toHaveLength(7);
  });

  it("of a device that is gone takes the device with it", async () => {
    courier.answer = () => ({ kind: "off", why: "The push service no longer knows this device.", gone: true });
    await addDestination(room, {}, device("phone"));
    append("1");
    await ring(START_MS + 2_000);
    expect(room.sql.all("SELECT id FROM destination")).toEqual([]);
    expect(room.feed.alertsAt).toBeNull();
  });

  it("that a fault of ours kept from its message is tried again", async () => {
    courier.answer = () => {
      throw new Error("not foreseen");
    };
    await addDestination(room);
    append("1");
    await ring(START_MS + 2_000);
    expect(room.inspect(nowMs).destinations).toMatchObject([
      { lastError: "The server could not send the message.", waiting: 1 },
    ]);
    courier.answer = () => ({ kind: "sent" });
    await ring(room.feed.alertsAt!);
    expect(room.inspect(nowMs).destinations).toMatchObject([{ waiting: 0 }]);
  });
});

describe("a room that is stopped", () => {
  it("before the message was sent sends it after its wake", async () => {
    await addDestination(room);
    append("1");
    room.wake();
    expect(room.feed.alertsAt).toBe(START_MS + 2_000);
    await ring(START_MS + 30_000);
    expect(courier.messages).toMatchObject([{ count: 1 }]);
  });

  it("between sent and stored repeats the message once, with its id", async () => {
    courier.answer = () => null;
    await addDestination(room);
    append("1");
    await ring(START_MS + 2_000);
    room.wake();
    courier.deliveries[0]!.end({ kind: "sent" });
    courier.answer = () => ({ kind: "sent" });
    await courier.idle();
    for (let due = room.feed.alertsAt; due !== null; due = room.feed.alertsAt) await ring(due);
    const [first, second, ...others] = courier.messages;
    expect(others).toEqual([]);
    expect(second!.id).toBe(first!.id);
    expect(nowMs - START_MS).toBeLessThan(2 * MINUTE);
  });
});

describe("a key that is revoked or ends", () => {
  it("takes its devices with it, and no other destination", async () => {
    await addDestination(room, {}, device("phone"), "phone");
    await addDestination(room, {}, HOOK, "hook");
    room.parts.keys.add({ id: "key-2", scope: "owner", createdAt: START_MS });
    expect(room.feed.revokeKey({ kind: "admin" }, OWNER.id)).toEqual({ kind: "done" });
    expect(room.inspect().destinations.map(({ id }) => id)).toEqual(["hook"]);
  });

  it("is not told when it has ended", async () => {
    room.parts.keys.add({ id: OWNER.id, scope: "subscribe", createdAt: START_MS, expiresAt: START_MS + 1_000 });
    await addDestination(room, {}, device("phone"), "phone");
    append("1");
    await ring(START_MS + 2_000);
    expect(courier.messages).toEqual([]);
    expect(room.inspect(nowMs).destinations).toEqual([]);
  });
});

describe("a signing secret that is rotated", () => {
  it("seals an address again at its next message, and one that is gone says so", async () => {
    await addDestination(room);
    const sealed = () => room.sql.all<{ sealed: Uint8Array }>("SELECT sealed FROM destination")[0]!.sealed;
    const before = Buffer.from(sealed());
    courier.secrets = { current: "another-secret-0123456789abcdefghij", previous: courier.secrets.current };
    append("1");
    await ring(START_MS + 2_000);
    expect(courier.messages).toHaveLength(1);
    expect(Buffer.from(sealed()).equals(before)).toBe(false);
    courier.secrets = { current: "a-third-secret-0123456789abcdefghijk" };
    append("2");
    await ring(START_MS + 20_000);
    expect(courier.messages).toHaveLength(1);
    expect(room.inspect(nowMs).destinations[0]!.off).toMatch(/signing secret was replaced/);
  });
});

describe("an address", () => {
  it("that was replaced while its message was under way gets the message too, and its old one says nothing", async () => {
    courier.answer = () => null;
    await addDestination(room);
    append("1");
    await ring(START_MS + 2_000);
    const next = { ...HOOK, url: "https://hooks.fillcast-tests.org/new" } as typeof HOOK;
    const changed = await room.feed.destinations.change(
      OWNER,
      "d1",
      { address: next, origin: "https://x.test" },
      nowMs,
    );
    expect(changed.kind).toBe("destination");
    courier.deliveries[0]!.end({ kind: "off", why: "gone", gone: true });
    courier.answer = () => ({ kind: "sent" });
    await courier.idle();
    expect(room.inspect(nowMs).destinations).toMatchObject([{ off: null, waiting: 1 }]);
    await ring(room.feed.alertsAt!);
    expect(courier.deliveries.at(-1)).toMatchObject({ address: next });
  });
});

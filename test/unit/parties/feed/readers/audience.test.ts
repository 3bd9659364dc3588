import { PAGE_EVENTS, SUBSCRIBERS_MAX, UNACKED_REPLAY_MAX_BYTES, WINDOW_BYTES } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { draft } from "../../../../support/draft.ts";
import { KEY_ID, START_MS, TestRoom, type RecordingSocket } from "../../../../support/room.ts";

const resume = (room: TestRoom, seq: number, epoch = room.feed.row.epoch) =>
  ({ start: { kind: "resume", position: { epoch, seq } } }) as const;
const fill = (room: TestRoom, count: number, data = {}) => {
  const from = room.feed.position.seq;
  for (let index = 0; index < count; index += 100) {
    const size = Math.min(100, count - index);
    room.append(Array.from({ length: size }, (_, offset) => draft(`e${from + index + offset + 1}`, { data })));
  }
};
const seqs = (socket: RecordingSocket) => socket.events().map((event) => event.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a subscription", () => {
  it("that asks for nothing is welcomed, caught up at the head, and live from there", () => {
    const room = new TestRoom();
    fill(room, 3);
    const socket = room.connect("s");
    room.append([draft("live")]);
    expect(socket.frames.map((frame) => frame.type)).toEqual(["welcome", "caught_up", "events"]);
    expect(socket.frames[0]).toMatchObject({
      v: 1,
      head: 3,
      oldest: 1,
      resumed: false,
      recovered: false,
      now: START_MS,
    });
    expect(socket.frames[1]).toMatchObject({ seq: 3 });
    expect(socket.frames[2]).toMatchObject({ after: 3, through: 4, replay: false });
  });

  it("of an empty feed stands at 0", () => {
    const socket = new TestRoom().connect("s");
    expect(socket.frames).toMatchObject([
      { type: "welcome", head: 0, oldest: 1 },
      { type: "caught_up", seq: 0 },
    ]);
  });

  it("resumes in the middle of a record, across pages, byte for byte as it was live", () => {
    const room = new TestRoom();
    const live = room.connect("live");
    fill(room, PAGE_EVENTS + 150);
    const socket = room.connect("s", resume(room, 42));
    expect(socket.of("welcome")[0]).toMatchObject({ resumed: true, recovered: true });
    expect(seqs(socket)).toEqual(range(43, PAGE_EVENTS + 150));
    expect(socket.events()).toEqual(live.events().slice(42));
    expect(socket.of("events").every((frame) => frame.replay)).toBe(true);
    expect(socket.frames.at(-1)).toMatchObject({ type: "caught_up", seq: PAGE_EVENTS + 150 });
  });

  it("resumes from the head with nothing to replay", () => {
    const room = new TestRoom();
    fill(room, 5);
    const socket = room.connect("s", resume(room, 5));
    expect(socket.frames.map((frame) => frame.type)).toEqual(["welcome", "caught_up"]);
  });

  it.each([
    ["epoch", 3, "000000001"],
    ["ahead", 6, undefined],
  ])(
    "is reset with reason %s where its position cannot be continued, and goes live from the head",
    (reason, seq, epoch) => {
      const room = new TestRoom();
      fill(room, 5);
      const socket = room.connect("s", resume(room, seq, epoch));
      room.append([draft("live")]);
      expect(socket.of("welcome")[0]).toMatchObject({ resumed: true, recovered: false });
      expect(socket.of("reset")).toMatchObject([{ reason, head: 5, oldest: 1 }]);
      expect(seqs(socket)).toEqual([6]);
    },
  );

  it("starts a little back by count and by time", () => {
    const room = new TestRoom();
    room.append([draft("a")], START_MS);
    room.append([draft("b")], START_MS + 60_000);
    room.append([draft("c")], START_MS + 120_000);
    const now = START_MS + 130_000;
    expect(seqs(room.connect("t", { start: { kind: "tail", count: 2 } }, now))).toEqual([2, 3]);
    expect(seqs(room.connect("all", { start: { kind: "tail", count: 9 } }, now))).toEqual([1, 2, 3]);
    expect(seqs(room.connect("none", { start: { kind: "tail", count: 0 } }, now))).toEqual([]);
    expect(seqs(room.connect("s", { start: { kind: "since", ms: 75_000 } }, now))).toEqual([2, 3]);
    expect(seqs(room.connect("old", { start: { kind: "since", ms: 1e12 } }, now))).toEqual([1, 2, 3]);
    expect(seqs(room.connect("new", { start: { kind: "since", ms: 1_000 } }, now))).toEqual([]);
  });

  it("without acks is reset too_far where the replay is over 1 MiB; with acks it gets all of it, a window at a time", () => {
    const room = new TestRoom();
    fill(room, 1_200, { text: "x".repeat(1_000) });
    expect(UNACKED_REPLAY_MAX_BYTES).toBeLessThan(1_200_000);
    const plain = room.connect("plain", resume(room, 0));
    expect(plain.of("reset")).toMatchObject([{ reason: "too_far", head: 1_200 }]);
    const acked = room.connect("acked", { ...resume(room, 0), ack: true });
    let largest = acked.sentBytes;
    while (acked.of("caught_up").length === 0) {
      const before = acked.sentBytes;
      room.receive(acked, { type: "ack", seq: acked.of("events").at(-1)!.through });
      largest = Math.max(largest, acked.sentBytes - before);
    }
    expect(largest).toBeLessThan(2 * WINDOW_BYTES + 70_000);
    expect(seqs(acked)).toEqual(range(1, 1_200));
  });

  it("is held while its window is full, and continued from the log by its next ack, in order and once", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { ack: true });
    fill(room, 600, { text: "x".repeat(1_000) });
    expect(socket.events().length).toBeLessThan(400);
    room.receive(socket, { type: "ack", seq: socket.of("events").at(-1)!.through });
    room.receive(socket, { type: "ack", seq: socket.of("events").at(-1)!.through });
    room.receive(socket, { type: "ack", seq: socket.of("events").at(-1)!.through });
    room.append([draft("last")]);
    expect(seqs(socket)).toEqual(range(1, 601));
    expect(socket.of("events").every((frame) => !frame.replay)).toBe(true);
  });

  it("that is held and was not heard for 30 s is closed 4001", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { ack: true });
    fill(room, 400, { text: "x".repeat(1_000) });
    room.append([draft("later")], START_MS + 30_000);
    expect(socket.closed).toBeNull();
    room.append([draft("too-late")], START_MS + 30_001);
    expect(socket.closed).toEqual({ code: 4001, reason: "slow-subscriber" });
    expect(socket.frames.at(-1)).toMatchObject({ type: "bye", code: 4001 });
  });

  it("without acks may owe 8 MiB; pinging forgives, silence closes", () => {
    const room = new TestRoom();
    const silent = room.connect("silent");
    const pinging = room.connect("pinging");
    for (let round = 0; round < 10; round++) {
      pinging.pingedAt = START_MS + round * 1_000;
      room.append(
        Array.from({ length: 60 }, (_, index) => draft(`r${round}-${index}`, { data: { text: "x".repeat(16_000) } })),
        START_MS + round * 1_000,
      );
    }
    expect(silent.closed?.code).toBe(4001);
    expect(pinging.closed).toBeNull();
    expect(seqs(pinging)).toEqual(range(1, 600));
  });

  it("is closed, largest debt first, when the room's debts pass 32 MiB", () => {
    const room = new TestRoom();
    const sockets = Array.from({ length: 8 }, (_, index) => room.connect(`s${index}`));
    const late = room.connect("s8", {}, START_MS);
    for (let round = 0; round < 5; round++) {
      if (round === 4) room.receive(late, { type: "ping", c: 1 }, START_MS + round);
      room.append(
        Array.from({ length: 60 }, (_, index) => draft(`r${round}-${index}`, { data: { text: "x".repeat(16_000) } })),
        START_MS + round,
      );
    }
    expect(sockets.filter((socket) => socket.closed?.code === 4001).length).toBeGreaterThan(0);
    expect(sockets.filter((socket) => socket.closed === null).length).toBeGreaterThan(0);
    expect(late.closed).toBeNull();
    expect(room.parts.subscribers.debtBytes).toBeLessThanOrEqual(32 * 1024 * 1024);
  });

  it("with a filter sees what matches, and frames that cover the rest at least every 256 seqs", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { filter: { types: ["x-rare"] } });
    room.append([draft("r1", { type: "x-rare" })]);
    fill(room, 300);
    room.append([draft("r2", { type: "x-rare" }), draft("o")]);
    expect(socket.events().map((event) => event.id)).toEqual(["r1", "r2"]);
    let position = 0;
    for (const frame of socket.of("events")) {
      expect(frame.after).toBe(position);
      expect(frame.through - frame.after).toBeLessThanOrEqual(356);
      position = frame.through;
    }
    expect(position).toBe(303);
    expect(socket.of("events").some((frame) => frame.events.length === 0)).toBe(true);
  });

  it("with a filter replays only what matches and covers all", () => {
    const room = new TestRoom();
    fill(room, 400);
    room.append([draft("r", { pair: "ETH/USDT", bot: "b2" })]);
    fill(room, 50);
    const socket = room.connect("s", { ...resume(room, 10), filter: { pairs: ["ETH/USDT"], bots: ["b2"] } });
    expect(socket.events().map((event) => event.id)).toEqual(["r"]);
    expect(socket.of("events")[0]).toMatchObject({ after: 10 });
    expect(socket.of("events").at(-1)).toMatchObject({ through: 451 });
    expect(socket.frames.at(-1)).toMatchObject({ type: "caught_up", seq: 451 });
  });

  it("survives a hibernation: plain, filtered and held ones continue where they were", () => {
    const room = new TestRoom();
    const plain = room.connect("plain");
    const filtered = room.connect("filtered", { filter: { types: ["x-rare"] } });
    const held = room.connect("held", { ack: true });
    fill(room, 400, { text: "x".repeat(1_000) });
    room.wake([plain, filtered, held]);
    room.append([draft("r", { type: "x-rare" })]);
    room.receive(held, { type: "ack", seq: held.of("events").at(-1)!.through });
    room.receive(held, { type: "ack", seq: held.of("events").at(-1)!.through });
    expect(seqs(plain)).toEqual(range(1, 401));
    expect(seqs(filtered)).toEqual([401]);
    const frames = filtered.of("events");
    frames.forEach((frame, index) => expect(frame.after).toBe(index === 0 ? 0 : frames[index - 1]!.through));
    expect(seqs(held)).toEqual(range(1, 401));
  });

  it("is closed 4002 before the next send once the key behind it has ended", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { expiresAt: START_MS + 1_000 });
    room.append([draft("a")], START_MS + 999);
    room.append([draft("b")], START_MS + 1_000);
    expect(seqs(socket)).toEqual([1]);
    expect(socket.closed).toEqual({ code: 4002, reason: "credentials-expired" });
  });

  it("is closed with its key", () => {
    const room = new TestRoom();
    room.parts.keys.add({ id: "k2", scope: "subscribe", createdAt: START_MS });
    const stays = room.connect("stays");
    const goes = room.connect("goes", { keyId: "k2" });
    room.parts.keys.remove("k2");
    room.parts.subscribers.closeKey("k2");
    expect(goes.closed?.code).toBe(4501);
    expect(stays.closed).toBeNull();
  });

  it("answers a clock sample and ignores unknown types", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    room.receive(socket, { type: "ping", c: 17 }, START_MS + 5);
    room.receive(socket, { type: "later-version", x: 1 });
    expect(socket.frames.at(-1)).toEqual({ type: "pong", c: 17, s: START_MS + 5 });
    expect(socket.closed).toBeNull();
  });

  it.each([
    ["not json"],
    ["[]"],
    ['"x"'],
    ["{}"],
    ['{"type":1}'],
    ['{"type":"ack"}'],
    ['{"type":"ack","seq":-1}'],
    ['{"type":"ping","c":"x"}'],
    [`{"type":"ack","seq":1,"pad":"${"x".repeat(5_000)}"}`],
  ])("is closed 4500 by the frame %.30s", (text) => {
    const room = new TestRoom();
    const socket = room.connect("s");
    room.receive(socket, text);
    expect(socket.closed).toEqual({ code: 4500, reason: "malformed-frame" });
  });

  it("is closed 4500 by a binary frame", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    room.feed.audience.receive(socket.id, new ArrayBuffer(3), START_MS);
    expect(socket.closed?.code).toBe(4500);
  });

  it("finds room at the limit only after the silent ones were closed", () => {
    const room = new TestRoom();
    room.parts.quotas.set("none");
    const sockets = Array.from({ length: SUBSCRIBERS_MAX }, (_, index) => room.connect(`s${index}`));
    expect(room.feed.audience.refuse(KEY_ID, START_MS + 80_000)).toEqual({ code: 4005, retryAfterMs: 30_000 });
    for (const socket of sockets.slice(1)) socket.pingedAt = START_MS + 85_000;
    expect(room.feed.audience.refuse(KEY_ID, START_MS + 90_000)).toBeNull();
    expect(sockets[0]!.closed?.code).toBe(4003);
  });

  it("goes on for the others when one socket throws", () => {
    const room = new TestRoom();
    const broken = room.connect("broken");
    const fine = room.connect("fine");
    broken.closed = { code: 1006, reason: "" };
    room.append([draft("a")]);
    expect(seqs(fine)).toEqual([1]);
    expect(room.parts.subscribers.size).toBe(1);
  });
});

describe("an append of several records", () => {
  it("reaches a subscriber that was behind at the first of them once", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { ack: true });
    fill(room, 290, { text: "x".repeat(1_000) });
    room.wake([socket]);
    room.append(Array.from({ length: 12 }, (_, index) => draft(`big${index}`, { data: { text: "y".repeat(20_000) } })));
    const frames = socket.of("events");
    frames.forEach((frame, index) => expect(frame.after).toBe(index === 0 ? 0 : frames[index - 1]!.through));
  });
});

/**
 * What sockets may owe a room, together and alone: replays that wait for each other, readers that were idle, and readers that
 * the log has left behind.
 */
import { describe, expect, it } from "vitest";
import { PAGE_EVENTS, ROOM_DEBT_MAX_BYTES, WINDOW_BYTES } from "@fillcast/protocol";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom, type RecordingSocket } from "../../../../support/room.ts";

const fill = (room: TestRoom, prefix: string, count: number, bytes: number, nowMs = START_MS) => {
  for (let from = 0; from < count; from += 100) {
    const size = Math.min(100, count - from);
    const data = { text: "x".repeat(bytes) };
    room.append(
      Array.from({ length: size }, (_, index) => draft(`${prefix}${from + index}`, { data })),
      nowMs,
    );
  }
};
const fromStart = (room: TestRoom) =>
  ({ start: { kind: "resume", position: { epoch: room.feed.row.epoch, seq: 0 } } }) as const;
const acknowledge = (room: TestRoom, socket: RecordingSocket, nowMs = START_MS) =>
  room.receive(socket, { type: "ack", seq: socket.of("events").at(-1)?.through ?? 0 }, nowMs);
const seqs = (socket: RecordingSocket) => socket.events().map((event) => event.seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("many replays at once", () => {
  it("wait for each other instead of making the room owe more than it may, and all come to their end", () => {
    const room = new TestRoom();
    fill(room, "e", 600, 1_000);
    const sockets = upTo(120).map((n) => room.connect(`s${n}`, { ...fromStart(room), ack: true }));
    expect(room.parts.subscribers.debtBytes).toBeLessThan(ROOM_DEBT_MAX_BYTES);
    expect(sockets.filter((socket) => socket.of("events").length === 0).length).toBeGreaterThan(40);
    for (let round = 0; round < 20; round++) {
      for (const socket of sockets) if (socket.of("events").length > 0) acknowledge(room, socket);
      expect(room.parts.subscribers.debtBytes).toBeLessThan(ROOM_DEBT_MAX_BYTES);
    }
    for (const socket of sockets) {
      expect(socket.closed).toBeNull();
      expect(socket.of("caught_up")).toHaveLength(1);
    }
    expect(seqs(sockets[0]!)).toEqual(upTo(600));
    expect(sockets.every((socket) => socket.events().length === 600)).toBe(true);
  });

  it("go on as soon as the dead before them are found silent", () => {
    const room = new TestRoom();
    fill(room, "e", 400, 1_000);
    const dead = upTo(200).map((n) => room.connect(`dead${n}`, { ...fromStart(room), ack: true }));
    const later = START_MS + 31_000;
    const alive = room.connect("alive", { ...fromStart(room), ack: true }, later);
    expect(dead.filter(({ closed }) => closed?.code === 4001)).toHaveLength(200);
    expect(alive.events().length).toBeGreaterThan(0);
  });

  it("without acks wait too, and go on when others have pinged", () => {
    const room = new TestRoom();
    fill(room, "e", 900, 1_000);
    const sockets = upTo(60).map((n) => room.connect(`s${n}`, fromStart(room)));
    const waiting = () => sockets.filter((socket) => socket.of("caught_up").length === 0);
    expect(waiting().length).toBeGreaterThan(30);
    for (let round = 1; waiting().length > 0 && round < 9; round++) {
      for (const socket of sockets) socket.pingedAt = START_MS + round * 1_000;
      room.append([draft(`live${round}`)], START_MS + round * 1_000);
    }
    expect(waiting()).toEqual([]);
    expect(sockets.every(({ closed }) => closed === null)).toBe(true);
    const { head } = room.parts.log;
    for (const socket of sockets) expect(seqs(socket)).toEqual(upTo(head.seq));
  });
});

describe("a reader that acknowledges", () => {
  it("and is live is not made to wait with replays that nobody reads", () => {
    const room = new TestRoom();
    fill(room, "e", 600, 1_000);
    const hung = upTo(100).map((n) => room.connect(`hung${n}`, { ...fromStart(room), ack: true }));
    expect(hung.some((socket) => socket.of("caught_up").length === 0 && socket.of("events").length === 0)).toBe(true);
    const live = room.connect("live", { ack: true });
    // More than its window at once: it falls behind, and is led on as it acknowledges.
    fill(room, "f", 600, 1_000);
    for (let round = 0; round < 5; round++) acknowledge(room, live);
    expect(seqs(live)).toEqual(upTo(1_200).slice(600));
    expect(live.closed).toBeNull();
    expect(room.parts.subscribers.debtBytes).toBeLessThan(ROOM_DEBT_MAX_BYTES);
  });

  it("is replayed no more than its window, and one record more where that is larger", () => {
    const room = new TestRoom();
    fill(room, "e", 600, 1_000);
    const socket = room.connect("s", { ...fromStart(room), ack: true });
    const { flow } = room.parts.subscribers.get("s")!;
    expect(flow.unackedBytes).toBeGreaterThanOrEqual(WINDOW_BYTES);
    expect(flow.unackedBytes).toBeLessThan(WINDOW_BYTES + 130_000);
    room.receive(socket, { type: "ack", seq: socket.of("events")[0]!.through });
    expect(flow.unackedBytes).toBeLessThan(WINDOW_BYTES + 130_000);
  });

  it("and had nothing to say for an hour is not called silent by the first burst", () => {
    const room = new TestRoom();
    const socket = room.connect("s", { ack: true });
    const later = START_MS + 3_600_000;
    fill(room, "e", 400, 1_000, later);
    expect(socket.closed).toBeNull();
    acknowledge(room, socket, later + 100);
    acknowledge(room, socket, later + 200);
    expect(seqs(socket)).toEqual(upTo(400));
    fill(room, "f", 400, 1_000, later + 40_000);
    room.append([draft("late")], later + 69_000);
    expect(socket.closed).toBeNull();
    room.append([draft("too-late")], later + 71_000);
    expect(socket.closed?.code).toBe(4001);
  });

  it("and is held until the room has let go of what comes next is closed to come back, and nobody else suffers", () => {
    const room = new TestRoom();
    const held = room.connect("held", { ack: true });
    const level = room.connect("level");
    fill(room, "e", 3 * PAGE_EVENTS, 600);
    const { through } = held.of("events").at(-1)!;
    expect(through).toBeLessThan(PAGE_EVENTS);
    room.parts.log.drop([1, 2]);
    room.append([draft("live")]);
    expect(held.closed).toBeNull();
    acknowledge(room, held);
    expect(held.closed).toEqual({ code: 4001, reason: "slow-subscriber" });
    expect(held.events().at(-1)!.seq).toBe(through);
    expect(seqs(level)).toEqual(upTo(3 * PAGE_EVENTS + 1));
  });
});

describe("frames that move no position", () => {
  it("are owed like all others: a snapshot, and heartbeats that nobody reads", () => {
    const room = new TestRoom();
    const before = room.parts.subscribers.debtBytes;
    room.connect("s", { snapshot: true });
    const { flow } = room.parts.subscribers.get("s")!;
    expect(flow.unheardBytes).toBeGreaterThan(300);
    for (let beat = 1; beat <= 100; beat++) {
      room.append([draft(`b${beat}`, { type: "heartbeat" })], START_MS + beat * 1_000);
    }
    expect(flow.unheardBytes).toBeGreaterThan(5_000);
    expect(room.parts.subscribers.debtBytes - before).toBe(flow.unheardBytes);
    room.feed.audience.leave("s");
    expect(room.parts.subscribers.debtBytes).toBe(before);
  });
});

describe("a reader that promised acks", () => {
  const nap = (room: TestRoom, socket: RecordingSocket) => room.wake([socket]);

  it.each([4_000, 20_000])(
    "and sends none is held at its window, however often the room sleeps (%d bytes an event)",
    (bytes) => {
      const room = new TestRoom();
      const socket = room.connect("deaf", { ack: true });
      const count = Math.ceil((WINDOW_BYTES * 1.2) / bytes);
      for (let n = 0; n < count; n++) {
        room.append([draft(`e${n}`, { data: { text: "x".repeat(bytes) } })], START_MS + n);
        nap(room, socket);
      }
      expect(socket.sentBytes).toBeLessThan(WINDOW_BYTES + 32_768);
      expect(socket.of("events").length).toBeLessThan(count);
    },
  );

  it("and is silent behind its window is closed after 30 s, also by a room that slept", () => {
    const room = new TestRoom();
    const socket = room.connect("deaf", { ack: true });
    fill(room, "e", 400, 1_000);
    expect(socket.of("events").at(-1)!.through).toBeLessThan(400);
    nap(room, socket);
    room.feed.noteSilence(START_MS + 29_000);
    expect(socket.closed).toBeNull();
    expect(room.feed.nextAlarmAt(START_MS + 29_000)).toBeLessThanOrEqual(START_MS + 39_000);
    nap(room, socket);
    room.feed.noteSilence(START_MS + 30_002);
    expect(socket.closed?.code).toBe(4001);
  });

  it("and was heard a moment ago is not, though the room slept since", () => {
    const room = new TestRoom();
    const [pinging, asking] = [room.connect("pinging", { ack: true }), room.connect("asking", { ack: true })];
    fill(room, "e", 400, 1_000);
    pinging.pingedAt = START_MS + 20_000;
    room.receive(asking, { type: "ping", c: 1 }, START_MS + 20_000);
    room.wake([pinging, asking]);
    room.feed.noteSilence(START_MS + 40_000);
    expect([pinging.closed, asking.closed]).toEqual([null, null]);
    room.feed.noteSilence(START_MS + 51_000);
    expect([pinging.closed?.code, asking.closed?.code]).toEqual([4001, 4001]);
  });

  it("and sends them is never held by what it has acknowledged before the room slept", () => {
    const room = new TestRoom();
    const socket = room.connect("good", { ack: true });
    for (let n = 0; n < 60; n++) {
      room.append([draft(`e${n}`, { data: { text: "x".repeat(n % 7 === 0 ? 20_000 : 500) } })], START_MS + n * 1_000);
      if (n % 3 === 0) nap(room, socket);
      expect(socket.of("events").at(-1)!.through).toBe(n + 1);
      if (n % 4 !== 0) acknowledge(room, socket, START_MS + n * 1_000 + 5);
      if (n % 2 === 0) nap(room, socket);
    }
    expect(seqs(socket)).toEqual(upTo(60));
    expect(socket.closed).toBeNull();
  });

  it("of a socket that an earlier build opened owes nothing after the nap", () => {
    const room = new TestRoom();
    const socket = room.connect("older", { ack: true });
    fill(room, "e", 400, 1_000);
    const { owed: _, ...before } = socket.attachment!;
    socket.attachment = before;
    room.wake([socket]);
    room.append([draft("later")]);
    expect(socket.of("events").at(-1)!.through).toBeGreaterThan(300);
  });
});

describe("a frame that is none of its type", () => {
  it.each([
    { type: "ack", seq: 4, latency: "x" },
    { type: "ack", seq: 4, latency: null },
    '{"type":"ack","seq":4,"latency":1e400}',
    { type: "ack", seq: 5 },
    { type: "ack", seq: -1 },
    { type: "ack", seq: "4" },
    { type: "ack" },
    '{"type":"ping","c":1e400}',
    '{"type":"ping","c":-1e400}',
    { type: "ping", c: "1" },
    { type: "ping", c: null },
    { type: "ping" },
  ])("%j closes with 4500", (frame) => {
    const room = new TestRoom();
    fill(room, "e", 4, 10);
    const socket = room.connect("s", { ack: true });
    room.receive(socket, frame);
    expect(socket.closed?.code).toBe(4500);
  });

  it.each([
    { type: "ack", seq: 4 },
    { type: "ack", seq: 0, latency: -3.5 },
    { type: "ping", c: 1e300 },
    { type: "later" },
  ])("%j does not", (frame) => {
    const room = new TestRoom();
    fill(room, "e", 4, 10);
    const socket = room.connect("s", { ack: true });
    room.receive(socket, frame);
    expect(socket.closed).toBeNull();
  });

  it("an ack of the log before a reset is not", () => {
    const room = new TestRoom();
    fill(room, "e", 4, 10);
    const socket = room.connect("s", { ack: true });
    room.parts.subscribers.get("s")!.told = 9;
    room.feed.audience.resetAll("epoch", START_MS);
    room.receive(socket, { type: "ack", seq: 9 });
    expect(socket.closed).toBeNull();
  });
});

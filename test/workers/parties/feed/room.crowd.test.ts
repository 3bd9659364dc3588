/**
 * Many readers, and readers that stop reading: what a room owes stays bounded, the others are unharmed, and at its limit it
 * says so in words.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { HELD_MAX_SILENCE_MS, SILENT_SOCKET_MS, SUBSCRIBERS_MAX, WINDOW_BYTES } from "@fillcast/protocol";
import {
  acknowledge,
  append,
  drafts,
  fill,
  followed,
  inspect,
  inspectReader,
  settle,
  stubOf,
  toldTo,
} from "../../brutal-rig.ts";
import { createFeed, openSocket, type TestSocket } from "../../support.ts";

afterEach(() => {
  vi.useRealTimers();
});

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const seqsOf = (socket: TestSocket) => followed(socket).map(({ seq }) => seq);

/** Acknowledges until everything was replayed. */
async function readOn(socket: TestSocket): Promise<void> {
  while (socket.of("caught_up").length === 0) {
    acknowledge(socket);
    await settle(socket);
  }
}

describe("a replay of 60,000 events", () => {
  it("to a reader that stops reading holds one window for it, and harms nobody", { timeout: 40_000 }, async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const feed = "sixty";
    const epoch = await createFeed(feed);
    await fill(feed, "e", 60_000, 40);
    const resume = { start: { kind: "resume", position: { epoch, seq: 0 } } } as const;
    const stopped = await openSocket(feed, { ...resume, ack: true });
    const filtered = await openSocket(feed, { ...resume, ack: true, filter: { types: ["x-none"] } });
    const plain = await openSocket(feed, resume);
    const level = await openSocket(feed);
    await settle(stopped);
    const { unackedBytes, behind } = await inspectReader(feed, stopped);
    expect(unackedBytes).toBeLessThan(2 * WINDOW_BYTES);
    expect(behind).toBeGreaterThan(55_000);
    expect((await inspect(feed)).debtBytes).toBeLessThan(3 * WINDOW_BYTES);

    expect(plain.of("reset")).toMatchObject([{ reason: "too_far", head: 60_000 }]);
    const reading = await openSocket(feed, { ...resume, ack: true });
    await readOn(reading);
    expect(seqsOf(reading)).toEqual(upTo(60_000));
    await readOn(filtered);
    expect(seqsOf(filtered)).toEqual([]);
    await append(feed, drafts("live", 3));
    for (const socket of [level, plain, reading]) await socket.until(() => toldTo(socket) === 60_003);
    expect(seqsOf(level)).toEqual(upTo(60_003, 60_001));
    expect(seqsOf(plain)).toEqual(upTo(60_003, 60_001));

    vi.setSystemTime(Date.now() + HELD_MAX_SILENCE_MS + 1);
    await append(feed, drafts("later", 1));
    await stopped.until(() => stopped.closed !== null);
    expect(stopped.closed).toEqual({ code: 4001, reason: "slow-subscriber" });
    expect([reading, filtered, plain, level].map(({ closed }) => closed)).toEqual([null, null, null, null]);
    const seq = toldTo(stopped);
    const back = await openSocket(feed, { start: { kind: "resume", position: { epoch, seq } }, ack: true });
    await readOn(back);
    expect([...seqsOf(stopped), ...seqsOf(back)]).toEqual(upTo(60_004));
  });
});

describe("a full room", () => {
  it("refuses the next socket 4005 with a time to come back, and lets it in when one has left", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await createFeed("full");
    const sockets: TestSocket[] = [];
    while (sockets.length < SUBSCRIBERS_MAX) {
      sockets.push(...(await Promise.all(upTo(256).map(() => openSocket("full")))));
    }
    const refused = await openSocket("full");
    await refused.until(() => refused.closed !== null);
    expect(refused.closed).toEqual({ code: 4005, reason: "subscriber-limit" });
    expect(refused.of("bye")).toEqual([{ type: "bye", code: 4005, reason: "subscriber-limit", retryAfterMs: 30_000 }]);
    await append("full", drafts("e", 1));
    await Promise.all(sockets.map((socket) => socket.until(() => toldTo(socket) === 1)));

    sockets[0]!.raw.close(1000);
    while ((await inspect("full")).connections === SUBSCRIBERS_MAX) await scheduler.wait(5);
    const next = await openSocket("full");
    await next.until(() => next.of("caught_up").length === 1);

    // Those that are heard stay, those that are not make room.
    vi.setSystemTime(Date.now() + SILENT_SOCKET_MS);
    const heard = sockets.slice(1, 101);
    for (const { raw } of heard) raw.send("ping");
    await Promise.all(heard.map((socket) => socket.until(() => socket.texts.at(-1)!.startsWith("pong "))));
    const late = await openSocket("full");
    await late.until(() => late.of("caught_up").length === 1);
    expect((await inspect("full")).connections).toBeLessThan(110);
    const silent = sockets.slice(101);
    await Promise.all(silent.map((socket) => socket.until(() => socket.closed !== null)));
    expect(new Set(silent.map(({ closed }) => closed!.code))).toEqual(new Set([4003]));
    expect(heard.every(({ closed }) => closed === null)).toBe(true);
    expect((await stubOf("full").authorize({ v: 1, caller: { kind: "admin" } })).kind).toBe("done");
  });
});

/**
 * The room under a knife: evicted, killed and hibernated at each step of append, flush and resume, called twice, and sealed in
 * the middle of a batch. What was acknowledged stays, once, and readers continue exactly.
 */
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { EVENT_SEPARATOR, PAGE_EVENTS, RECORD_SEPARATOR, WINDOW_BYTES } from "@fillcast/protocol";
import { draft } from "../../../support/draft.ts";
import {
  StandingDatabase,
  acknowledge,
  admin,
  append,
  archivedRows,
  drafts,
  fill,
  followed,
  inspect,
  inspectReader,
  settle,
  stubOf,
  toldTo,
  useDatabase,
} from "../../brutal-rig.ts";
import type { FeedRoom } from "../../../../parties/feed/room.ts";
import { createFeed, openSocket, type TestSocket } from "../../support.ts";
import { readPage } from "../../../support/pages.ts";

const seqsOf = (socket: TestSocket) => followed(socket).map((event) => event.seq);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const isCaughtUp = (socket: TestSocket) => socket.until(() => socket.of("caught_up").length > 0);

/** Everything that the room holds, as a newcomer gets it. */
async function replayed(feed: string): Promise<TestSocket> {
  const socket = await openSocket(feed, { start: { kind: "tail", count: 10_000 }, ack: true });
  while (socket.of("caught_up").length === 0) {
    acknowledge(socket);
    await settle(socket);
  }
  return socket;
}

describe("an eviction", () => {
  it("before, between and after appends takes nothing back and brings nothing twice", async () => {
    await createFeed("knife");
    const live = await openSocket("knife");
    let count = 0;
    for (let round = 0; round < 24; round++) {
      const batch = drafts(`r${round}.`, 1 + ((round * 7) % 40));
      const before = await append("knife", batch);
      expect(before.results.map(({ seq }) => seq)).toEqual(upTo(count + batch.length, count + 1));
      await evictDurableObject(stubOf("knife"));
      const again = await append("knife", batch);
      expect(again.results).toEqual(before.results.map(({ id, seq }) => ({ id, seq, duplicate: true })));
      count += batch.length;
    }
    await live.until(() => toldTo(live) === count);
    expect(seqsOf(live)).toEqual(upTo(count));
    expect(followed(await replayed("knife"))).toEqual(followed(live));
  });

  it("in the middle of an append leaves all of a batch or nothing, and the retry appends once", async () => {
    await createFeed("torn");
    await append("torn", drafts("first", 3));
    for (let round = 0; round < 8; round++) {
      const batch = drafts(`b${round}.`, 500);
      const answer = append("torn", batch).catch((error: Error) => error);
      if (round % 2 === 0) await abortAllDurableObjects();
      else await evictDurableObject(stubOf("torn")).catch(() => {});
      await answer;
      const retried = await append("torn", batch);
      expect(retried.results.map(({ seq }) => seq)).toEqual(upTo(3 + (round + 1) * 500, 4 + round * 500));
      expect(new Set(retried.results.map(({ duplicate }) => duplicate)).size).toBe(1);
    }
    expect(seqsOf(await replayed("torn"))).toEqual(upTo(4_003));
  });
});

describe("a room that is killed in the middle of a flush", () => {
  it.each(["before", "after"] as const)("%s D1 has committed archives everything once afterwards", async (where) => {
    const feed = `flush-${where}`;
    const epoch = await createFeed(feed);
    await fill(feed, "e", 700);
    const standing = new StandingDatabase(where);
    await useDatabase(feed, standing.db);
    const alarm = runDurableObjectAlarm(stubOf(feed)).catch((error: Error) => error);
    await standing.arrived();
    await append(feed, drafts("meanwhile", 30));
    await abortAllDurableObjects();
    standing.letGo();
    await alarm;
    await append(feed, drafts("later", 1));
    await runDurableObjectAlarm(stubOf(feed));
    const room = await inspect(feed);
    expect(room.archive).toMatchObject({ seq: 731, lag: 0, failures: 0, lastError: null });
    expect(await archivedRows(feed)).toEqual({ pages: 2, trades: 0 });
    expect(await readPage({ db: env.DB, feed, epoch }, 2)).toMatchObject({ first: 513, last: 731, chain: room.chain });
  });

  it("publishes, delivers and replays while D1 stands still, and is level when it goes on", async () => {
    const epoch = await createFeed("standing");
    await fill("standing", "e", 600);
    const live = await openSocket("standing");
    const standing = new StandingDatabase("before");
    await useDatabase("standing", standing.db);
    const alarm = runDurableObjectAlarm(stubOf("standing"));
    await standing.arrived();
    await fill("standing", "f", 600);
    await live.until(() => toldTo(live) === 1_200);
    expect(seqsOf(await replayed("standing"))).toEqual(upTo(1_200));
    expect((await inspect("standing")).archive).toMatchObject({ seq: 0, lag: 1_200 });
    standing.letGo();
    await alarm;
    const room = await inspect("standing");
    expect(room.archive).toMatchObject({ seq: 1_200, lag: 0, waitingBytes: 0 });
    expect(await readPage({ db: env.DB, feed: "standing", epoch }, 3)).toMatchObject({
      first: 1_025,
      last: 1_200,
      chain: room.chain,
    });
  });
});

describe("two at once", () => {
  it("of the same alarm write what one does", async () => {
    const epoch = await createFeed("alarms");
    await fill("alarms", "e", 1_100);
    await runInDurableObject<FeedRoom, void>(stubOf("alarms"), async (room) => {
      await Promise.all([room.onAlarm(), room.onAlarm(), room.onAlarm()]);
    });
    expect((await inspect("alarms")).archive).toMatchObject({ seq: 1_100, lag: 0, failures: 0 });
    expect(await archivedRows("alarms")).toEqual({ pages: 3, trades: 0 });
    expect(await readPage({ db: env.DB, feed: "alarms", epoch }, 1)).toMatchObject({ first: 1, last: 512 });
  });

  it("of the same append, whose answer was lost, append once and answer alike", async () => {
    await createFeed("lost");
    const batch = drafts("e", 40);
    const answers = await Promise.all([append("lost", batch), append("lost", batch), append("lost", batch)]);
    for (const { results } of answers) expect(results.map(({ seq }) => seq)).toEqual(upTo(40));
    expect(answers.map(({ results }) => results.filter(({ duplicate }) => duplicate).length)).toEqual([0, 40, 40]);
    expect((await inspect("lost")).head).toBe(40);
  });
});

describe("a page that is sealed in the middle of a batch", () => {
  it("is the same to who was there, to who replays it, to the archive and to the chain", async () => {
    const epoch = await createFeed("seal");
    const live = await openSocket("seal");
    const filtered = await openSocket("seal", { filter: { types: ["x-odd"] } });
    await append("seal", drafts("a", PAGE_EVENTS - 100));
    await append(
      "seal",
      upTo(500).map((n) => draft(`b${n}`, { type: n % 2 === 1 ? "x-odd" : "x-even" })),
    );
    const head = PAGE_EVENTS + 400;
    await live.until(() => toldTo(live) === head);
    expect(live.of("events").map(({ after, through }) => [after, through])).toEqual([
      [0, 412],
      [412, 512],
      [512, 912],
    ]);
    await filtered.until(() => toldTo(filtered) === head);
    expect(followed(filtered)).toEqual(followed(live).filter(({ type }) => type === "x-odd"));
    const back = await openSocket("seal", { start: { kind: "resume", position: { epoch, seq: 500 } } });
    await isCaughtUp(back);
    expect(followed(back)).toEqual(followed(live).slice(500));
    await runDurableObjectAlarm(stubOf("seal"));
    const pages = [
      await readPage({ db: env.DB, feed: "seal", epoch }, 1),
      await readPage({ db: env.DB, feed: "seal", epoch }, 2),
    ];
    const text = pages.map((page) => page!.text.replaceAll(RECORD_SEPARATOR, EVENT_SEPARATOR)).join(EVENT_SEPARATOR);
    expect(JSON.parse(`[${text}]`)).toEqual(followed(live));
    expect(pages[1]!.chain).toBe(back.of("caught_up")[0]!.chain);
  });
});

describe("a resume", () => {
  it("that is cut by a hibernation at each full window goes on with the next ack, to the end, once", async () => {
    const epoch = await createFeed("windows");
    await fill("windows", "e", 4_000, 400);
    const socket = await openSocket("windows", { start: { kind: "resume", position: { epoch, seq: 0 } }, ack: true });
    let windows = 0;
    while (socket.of("caught_up").length === 0) {
      await settle(socket);
      const { unackedBytes, behind } = await inspectReader("windows", socket);
      expect(unackedBytes).toBeLessThan(2 * WINDOW_BYTES);
      windows++;
      await evictDurableObject(stubOf("windows"));
      if (windows % 3 === 0) await append("windows", drafts(`live${windows}.`, 2));
      if (behind > 0) acknowledge(socket);
    }
    expect(windows).toBeGreaterThan(4);
    const { head } = await inspect("windows");
    await socket.until(() => toldTo(socket) === head);
    expect(seqsOf(socket)).toEqual(upTo(head));
    expect(socket.of("caught_up")).toHaveLength(1);
    expect(socket.closed).toBeNull();
  });
});

describe("a reader that promised acks and sends none", () => {
  it("is held at its window though the room sleeps after each event, and goes on with its first ack", async () => {
    await createFeed("deaf");
    const socket = await openSocket("deaf", { ack: true });
    await isCaughtUp(socket);
    for (let n = 0; n < 12; n++) {
      await append("deaf", [draft(`n${n}`, { data: { text: "x".repeat(30_000) } })]);
      await evictDurableObject(stubOf("deaf"));
    }
    await settle(socket);
    const received = socket.texts.reduce((sum, text) => sum + text.length, 0);
    expect(received).toBeLessThan(WINDOW_BYTES + 40_000);
    expect(received).toBeGreaterThan(WINDOW_BYTES / 2);
    const { behind, unackedBytes } = await inspectReader("deaf", socket);
    expect(behind).toBeGreaterThan(0);
    expect(unackedBytes).toBeGreaterThanOrEqual(WINDOW_BYTES);
    acknowledge(socket);
    await socket.until(() => toldTo(socket) === 12);
  });
});

describe("a hibernation with open sockets of every kind", () => {
  it("is not noticed by any of them", async () => {
    const epoch = await createFeed("naps");
    await fill("naps", "e", 900, 500);
    const plain = await openSocket("naps");
    const acking = await openSocket("naps", { ack: true });
    const filtered = await openSocket("naps", { filter: { types: ["x-wanted"] } });
    const stateful = await openSocket("naps", { snapshot: true });
    const held = await openSocket("naps", { start: { kind: "resume", position: { epoch, seq: 0 } }, ack: true });
    for (const socket of [plain, acking, filtered, stateful]) await isCaughtUp(socket);
    await settle(held);
    expect(toldTo(held)).toBeLessThan(900);
    for (let nap = 0; nap < 6; nap++) {
      await evictDurableObject(stubOf("naps"));
      await append("naps", [draft(`n${nap}`, { type: nap % 2 === 0 ? "x-wanted" : "x-other" })]);
      if (nap === 2) acknowledge(held);
    }
    const sockets = [plain, acking, stateful];
    for (const socket of sockets) await socket.until(() => toldTo(socket) === 906);
    for (const socket of sockets) expect(seqsOf(socket)).toEqual(upTo(906, 901));
    for (const socket of sockets) expect(socket.of("caught_up")).toHaveLength(1);
    await settle(filtered);
    await filtered.until(() => toldTo(filtered) === 906);
    expect(seqsOf(filtered)).toEqual([901, 903, 905]);
    expect(stateful.of("snapshot").map(({ seq }) => seq)).toEqual([900]);
    expect(stateful.of("events").every(({ patch }) => patch !== undefined)).toBe(true);
    while (toldTo(held) < 906) {
      acknowledge(held);
      await settle(held);
    }
    expect(seqsOf(held)).toEqual(upTo(906));
    expect(held.of("caught_up")).toHaveLength(1);
  });
});

describe("a key", () => {
  it("that is revoked closes the hibernated sockets that it opened, and no other", async () => {
    await createFeed("revoked");
    await stubOf("revoked").issueKey({ ...admin, key: { id: "k2", scope: "subscribe", createdAt: 2 } });
    const sockets = await Promise.all([openSocket("revoked", { keyId: "k2" }), openSocket("revoked", { keyId: "k2" })]);
    const other = await openSocket("revoked");
    for (const socket of [...sockets, other]) await isCaughtUp(socket);
    await evictDurableObject(stubOf("revoked"));
    expect(await stubOf("revoked").revokeKey({ ...admin, keyId: "k2" })).toEqual({ kind: "done" });
    await append("revoked", drafts("e", 1));
    for (const socket of sockets) {
      await socket.until(() => socket.closed !== null);
      expect(socket.closed).toEqual({ code: 4501, reason: "unauthenticated" });
      expect(socket.of("events")).toEqual([]);
    }
    await other.until(() => toldTo(other) === 1);
    const late = await stubOf("revoked").append({ v: 1, keyId: "k2", drafts: drafts("f", 1) });
    expect(late).toMatchObject({ kind: "refused", problem: { slug: "key-revoked" } });
  });

  it("that has ended is sent nothing at all: no event, heartbeat or clock sample", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      await createFeed("ended");
      const expiresAt = Date.now() + 60_000;
      const open = () => openSocket("ended", { expiresAt, snapshot: true });
      const reader = await openSocket("ended");
      const causes: ((socket: TestSocket) => unknown)[] = [
        () => append("ended", drafts("e", 1)),
        () => append("ended", [draft("beat", { type: "heartbeat" })]),
        (socket) => socket.raw.send(JSON.stringify({ type: "ping", c: 1 })),
      ];
      for (const cause of causes) {
        vi.setSystemTime(expiresAt - 60_000);
        const socket = await open();
        await isCaughtUp(socket);
        const sent = socket.texts.length;
        vi.setSystemTime(expiresAt);
        await cause(socket);
        await socket.until(() => socket.closed !== null);
        expect(socket.closed).toEqual({ code: 4002, reason: "credentials-expired" });
        expect(socket.frames.slice(sent).map(({ type }) => type)).toEqual(["bye"]);
      }
      expect(reader.closed).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });
});

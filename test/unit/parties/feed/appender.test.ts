import { PAGE_EVENTS } from "@fillcast/protocol";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { draft, webhookDraft } from "../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../support/room.ts";

describe("append", () => {
  it("numbers from 1 without gaps and answers in the order of the drafts", () => {
    const room = new TestRoom();
    expect(room.append([draft("a"), draft("b")])).toMatchObject({
      kind: "appended",
      results: [
        { id: "a", seq: 1, duplicate: false },
        { id: "b", seq: 2, duplicate: false },
      ],
    });
    expect(room.append([draft("c")])).toMatchObject({ results: [{ id: "c", seq: 3 }] });
  });

  it("answers a repeat with the first seq, and appends nothing", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    room.append([draft("a")]);
    expect(room.append([draft("a")])).toMatchObject({ results: [{ id: "a", seq: 1, duplicate: true }] });
    expect(room.feed.position.seq).toBe(1);
    expect(socket.events()).toHaveLength(1);
  });

  it("recognises a repeat after a wake, in an open page and in a sealed one", () => {
    const room = new TestRoom();
    room.append(Array.from({ length: PAGE_EVENTS + 3 }, (_, index) => draft(`e${index + 1}`)));
    room.wake();
    expect(room.append([draft("e1"), draft(`e${PAGE_EVENTS + 3}`), draft("new")])).toMatchObject({
      results: [
        { seq: 1, duplicate: true },
        { seq: PAGE_EVENTS + 3, duplicate: true },
        { seq: PAGE_EVENTS + 4, duplicate: false },
      ],
    });
  });

  it("refuses an id with another body, names its first seq, and stores nothing of the batch", () => {
    const room = new TestRoom();
    room.append([draft("a", { data: { n: 1 } })]);
    expect(room.append([draft("b"), draft("a", { data: { n: 2 } })])).toMatchObject({
      kind: "refused",
      problem: { slug: "id-conflict", extra: { id: "a", seq: 1 }, errors: [{ pointer: "/1/id" }] },
    });
    expect(room.feed.position.seq).toBe(1);
  });

  it("holds the same rule inside a batch", () => {
    const room = new TestRoom();
    expect(room.append([draft("a"), draft("a"), draft("b")])).toMatchObject({
      results: [
        { seq: 1, duplicate: false },
        { seq: 1, duplicate: true },
        { seq: 2, duplicate: false },
      ],
    });
    expect(room.append([draft("c", { data: { n: 1 } }), draft("c", { data: { n: 2 } })])).toMatchObject({
      kind: "refused",
      problem: { slug: "id-conflict" },
    });
  });

  it("takes an equal webhook body as a repeat inside its window and as a new event after it", () => {
    const room = new TestRoom();
    const body = webhookDraft("running", { windowMs: 60_000 });
    const first = room.append([body], START_MS);
    const retry = room.append([body], START_MS + 60_000);
    const later = room.append([body], START_MS + 60_001);
    expect(first).toMatchObject({ results: [{ id: `${body.id}.1`, seq: 1, duplicate: false }] });
    expect(retry).toMatchObject({ results: [{ id: `${body.id}.1`, seq: 1, duplicate: true }] });
    expect(later).toMatchObject({ results: [{ id: `${body.id}.2`, seq: 2, duplicate: false }] });
    expect(room.append([body], START_MS + 60_002)).toMatchObject({
      results: [{ id: `${body.id}.2`, duplicate: true }],
    });
  });

  it("keeps an unbounded window for as long as it remembers", () => {
    const room = new TestRoom();
    const body = webhookDraft("exit 41", { windowMs: null });
    room.append([body], START_MS);
    room.wake();
    expect(room.append([body], START_MS + 86_400_000)).toMatchObject({ results: [{ seq: 1, duplicate: true }] });
  });

  it("never lets time go back, whatever the clock does", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    room.append([draft("a")], START_MS);
    room.append([draft("b")], START_MS - 5_000);
    room.wake([socket]);
    room.append([draft("c")], START_MS - 9_000);
    expect(socket.events().map((event) => event.at)).toEqual([START_MS, START_MS, START_MS]);
  });

  it("gives a heartbeat no seq and no record, and tells open sockets", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    expect(
      room.append([
        draft("a"),
        draft("hb", { type: "heartbeat" }),
        draft("b"),
        draft("m", { type: "strategy_msg", data: { msg: "fillcast:hb" } }),
      ]),
    ).toMatchObject({ results: [{ seq: 1 }, { id: "hb", seq: null, duplicate: false }, { seq: 2 }, { seq: null }] });
    expect(room.feed.position.seq).toBe(2);
    expect(socket.of("presence")).toEqual([{ type: "presence", bots: { "bot-1": START_MS } }]);
  });

  it("refuses a key that is not on the list", () => {
    const room = new TestRoom();
    expect(room.feed.append({ v: 1, keyId: "stranger", drafts: [draft("a")] }, START_MS)).toMatchObject({
      kind: "refused",
      problem: { slug: "key-revoked" },
    });
  });

  it("splits a record where a page ends and chains every record to the one before", () => {
    const room = new TestRoom();
    room.append(Array.from({ length: PAGE_EVENTS - 1 }, (_, index) => draft(`e${index}`)));
    room.append([draft("x"), draft("y")]);
    let chain: Uint8Array = new Uint8Array(32);
    const rows = [1, 2].flatMap((page) =>
      room.sql.all<{ first: number; last: number; body: string; chain: Uint8Array }>(
        `SELECT first, last, body, chain FROM page_${page} ORDER BY first`,
      ),
    );
    for (const row of rows) {
      chain = createHash("sha256").update(chain).update(row.body).digest();
      expect(Buffer.from(row.chain).equals(chain)).toBe(true);
    }
    expect(rows.map(({ first, last }) => [first, last])).toEqual([
      [1, PAGE_EVENTS - 1],
      [PAGE_EVENTS, PAGE_EVENTS],
      [PAGE_EVENTS + 1, PAGE_EVENTS + 1],
    ]);
    expect(Buffer.from(room.parts.log.head.chain).equals(chain)).toBe(true);
  });
});

describe("an import", () => {
  it("has the time that it says, between the feed's newest and now", () => {
    const room = new TestRoom();
    const socket = room.connect("s");
    const importAt = (id: string, at: number) =>
      room.feed.append({ v: 1, keyId: "key-1", drafts: [draft(id)], at }, START_MS);
    importAt("month-ago", START_MS - 30 * 86_400_000);
    importAt("older", START_MS - 60 * 86_400_000);
    importAt("yesterday", START_MS - 86_400_000);
    importAt("tomorrow", START_MS + 86_400_000);
    expect(socket.events().map((event) => event.at - START_MS)).toEqual([
      -30 * 86_400_000,
      -30 * 86_400_000,
      -86_400_000,
      0,
    ]);
  });
});

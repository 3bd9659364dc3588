/** The feed's list of share links, and what a link's object may know of the state: members by name, trades of its bots, nothing for a link that is not listed. */
import { describe, expect, it } from "vitest";
import { SHARES_MAX, type Share } from "@fillcast/protocol";
import type { LiveTrade } from "../../../../parties/feed/rpc.ts";
import { draft } from "../../../support/draft.ts";
import { KEY_ID, START_MS, TestRoom } from "../../../support/room.ts";

const caller = { kind: "key", id: KEY_ID } as const;
const wish = (id: string, changes: Partial<Share> = {}): Omit<Share, "issuedBy"> => ({
  id,
  label: "private label",
  title: null,
  bots: null,
  names: false,
  amounts: false,
  openTrades: true,
  delayS: 0,
  createdAt: START_MS,
  expiresAt: null,
  ...changes,
});
const read = (room: TestRoom, share: string, nowMs = START_MS, known: { epoch: string; seq: number } | null = null) =>
  room.feed.readShared({ v: 2, share, known }, nowMs);
const tradesOf = (room: TestRoom, share: string): readonly LiveTrade[] => {
  const answer = read(room, share);
  if (answer.kind === "refused" || answer.text === null) throw new Error("nothing was read");
  return (JSON.parse(answer.text) as { trades: LiveTrade[] }).trades;
};

const OPENED = "2026-11-24T06:00:03Z";
const about = (id: string, bot: string) =>
  ({ bot, pair: "ETH/USDT", trade: { id, pair: "ETH/USDT", direction: "long", openedAt: OPENED } }) as const;
const data = { amount: "2", open_rate: "100", stake_amount: "200", stake_currency: "USDT", enter_tag: "secret-tag" };

describe("a feed's share links", () => {
  it("are listed until they end, and outlive a nap", () => {
    const room = new TestRoom();
    room.feed.addShare(caller, wish("one"), START_MS);
    room.feed.addShare(caller, wish("two", { createdAt: START_MS + 1, expiresAt: START_MS + 1_000 }), START_MS);
    room.wake();
    expect(room.feed.listShares(START_MS).map(({ id, issuedBy }) => [id, issuedBy])).toEqual([
      ["one", KEY_ID],
      ["two", KEY_ID],
    ]);
    expect(room.feed.listShares(START_MS + 1_000).map(({ id }) => id)).toEqual(["one"]);
    expect(room.feed.removeShare("one")).toEqual({ kind: "done" });
    expect(room.feed.removeShare("one")).toMatchObject({ problem: { slug: "share-not-found" } });
  });

  it("have a bounded number of places; what has ended takes none, and a repeat is no second one", () => {
    const room = new TestRoom();
    for (let made = 0; made < SHARES_MAX; made++) {
      const ends = made === 0 ? { expiresAt: START_MS + 1_000 } : {};
      expect(room.feed.addShare(caller, wish(`s${made}`, ends), START_MS).kind).toBe("shares");
    }
    expect(room.feed.addShare(caller, wish("s3"), START_MS).kind).toBe("shares");
    expect(room.feed.addShare(caller, wish("more"), START_MS)).toMatchObject({ problem: { slug: "too-many-shares" } });
    expect(room.feed.addShare(caller, wish("more"), START_MS + 1_000).kind).toBe("shares");
  });
});

describe("what a link's object may know", () => {
  it("is nothing without a place on the list, or after the link's end", () => {
    const room = new TestRoom();
    expect(read(room, "none")).toMatchObject({ problem: { slug: "share-ended" } });
    room.feed.addShare(caller, wish("one", { expiresAt: START_MS + 1_000 }), START_MS);
    expect(read(room, "one").kind).toBe("shared");
    expect(read(room, "one", START_MS + 1_000)).toMatchObject({ problem: { slug: "share-ended" } });
  });

  it("is of the link's bots alone, member by member", () => {
    const room = new TestRoom();
    room.append([
      draft("1", { type: "entry_fill", ...about("secret-1", "alpha"), data }),
      draft("2", { type: "entry_fill", ...about("secret-2", "bravo"), data }),
      draft("3", { type: "entry", ...about("secret-3", "bravo"), data }),
    ]);
    room.feed.addShare(caller, wish("one", { bots: ["bravo"] }), START_MS);
    const [trade, ...others] = tradesOf(room, "one");
    expect(others).toEqual([]);
    expect(trade).toMatchObject({ bot: "bravo", status: "open", stake: "200" });
    expect(JSON.stringify(trade)).not.toContain("secret-tag");
  });

  it("is not told again while nothing has changed", () => {
    const room = new TestRoom();
    room.feed.addShare(caller, wish("one"), START_MS);
    room.append([draft("1", { type: "entry_fill", ...about("1", "alpha"), data })]);
    const { epoch, seq } = room.feed.position;
    expect(read(room, "one", START_MS, { epoch, seq })).toMatchObject({ seq, text: null });
    room.append([draft("2", { type: "x-note" })]);
    expect(read(room, "one", START_MS, { epoch, seq })).toMatchObject({ text: expect.any(String) });
    expect(read(room, "one", START_MS, { epoch: "0mwuacao9", seq: seq + 1 })).toMatchObject({
      text: expect.any(String),
    });
  });

  it("says when the first fill of a waiting order was heard", () => {
    const room = new TestRoom();
    room.feed.addShare(caller, wish("one"), START_MS);
    room.append([draft("1", { type: "entry", ...about("1", "alpha"), data })], START_MS);
    expect(tradesOf(room, "one")).toEqual([]);
    room.append([draft("2", { type: "entry_fill", ...about("1", "alpha"), data })], START_MS + 60_000);
    room.append([draft("3", { type: "entry_fill", ...about("1", "alpha"), data })], START_MS + 90_000);
    expect(tradesOf(room, "one")).toMatchObject([{ status: "open", filledAt: START_MS + 60_000 }]);
  });
});

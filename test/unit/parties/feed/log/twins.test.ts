/**
 * A bot that sends through its relay and straight to Fillcast: each message counts once, and the room says so.
 */
import type { JsonObject } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import type { Appended, Draft } from "../../../../../parties/feed/rpc.ts";
import { draft, webhookDraft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const trade = { id: "7", pair: "ETH/USDT", openedAt: "2026-11-24T06:00:03.123456Z" };
const FILL = { type: "entry_fill", trade_id: "7", amount: "0.5", open_rate: "2500.0", stake_amount: "1250.0" };
type Said = JsonObject & { readonly type: string };
let ids = 0;

/** As the stream has it: every member, numbers in another spelling. */
const relayed = (data: Said, id = `relay-${++ids}`): Draft =>
  draft(id, {
    type: data.type,
    bot: "spot-1",
    source: "freqtrade",
    trade,
    edge: { at: START_MS, via: "relay" },
    data: { ...data, fiat_currency: "USD" },
  });
const straight = (data: Said): Draft =>
  webhookDraft(
    JSON.stringify(data),
    { windowMs: 30_000, ifNewest: true },
    {
      type: data.type,
      bot: "spot-1",
      trade,
      edge: { at: START_MS },
      data,
    },
  );
const beat = draft("beat", { type: "heartbeat", bot: "spot-1", data: { vitals: { state: "running" } } });
const resultsOf = (room: TestRoom, drafts: readonly Draft[], nowMs: number) =>
  (room.append(drafts, nowMs) as Appended).results.map(({ seq, duplicate }) => [seq, duplicate]);

function roomWithRelay(): TestRoom {
  const room = new TestRoom();
  room.append([beat], START_MS);
  return room;
}

describe("a message that comes both ways", () => {
  test.each(["relay first", "webhook first"])("is stored once: %s", (order) => {
    const room = roomWithRelay();
    const both = [relayed({ ...FILL, amount: 0.5, open_rate: "2500" }), straight(FILL)];
    const [first, second] = order === "relay first" ? both : both.toReversed();
    expect(resultsOf(room, [first!], START_MS + 1_000)).toEqual([[1, false]]);
    expect(resultsOf(room, [second!], START_MS + 2_000)).toEqual([[1, true]]);
    // A retry of either is one.
    expect(resultsOf(room, [second!], START_MS + 3_000)).toEqual([[1, true]]);
    expect(resultsOf(room, [first!], START_MS + 3_000)).toEqual([[1, true]]);
    expect(room.parts.vitals.get("spot-1")!.twiceAt).toBe(START_MS + 3_000);
    expect(room.inspect(START_MS + 4_000).bots["spot-1"]!.sentTwiceAt).toBe(START_MS + 3_000);
  });

  test("has one twin: an equal one that comes the same way is news", () => {
    const room = roomWithRelay();
    const status = { type: "status", status: "running" };
    expect(resultsOf(room, [relayed(status), relayed(status)], START_MS)).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(resultsOf(room, [straight(status)], START_MS + 1_000)).toEqual([[1, true]]);
    expect(room.parts.log.head.seq).toBe(2);
  });

  test("is news after a minute, with other figures, from another bot, and where nothing was relayed", () => {
    const room = roomWithRelay();
    room.append([relayed(FILL)], START_MS);
    const answers = [
      resultsOf(room, [straight({ ...FILL, amount: "0.6" })], START_MS + 1_000),
      resultsOf(room, [{ ...straight(FILL), event: { ...straight(FILL).event, bot: "spot-2" } }], START_MS + 1_000),
      resultsOf(room, [straight(FILL)], START_MS + 62_000),
    ];
    expect(answers.every(([answer]) => answer![1] === false)).toBe(true);
    expect(room.parts.vitals.get("spot-1")).not.toHaveProperty("twiceAt");
  });

  test("is known again after a nap", () => {
    const room = roomWithRelay();
    room.append([straight(FILL)], START_MS + 1_000);
    room.wake();
    expect(resultsOf(room, [relayed(FILL)], START_MS + 2_000)).toEqual([[1, true]]);
  });

  test.each([
    ["awake", () => undefined],
    ["woken in between", (room: TestRoom) => room.wake()],
  ])(
    "is stored once where its relay only takes posts, and never reads the bot: %s",
    (_, between: (room: TestRoom) => void) => {
      const room = new TestRoom();
      const status = { type: "status", status: "running" };
      expect(resultsOf(room, [relayed(FILL)], START_MS)).toEqual([[1, false]]);
      between(room);
      expect(resultsOf(room, [straight(FILL)], START_MS + 1_000)).toEqual([[1, true]]);
      expect(resultsOf(room, [straight(status)], START_MS + 2_000)).toEqual([[2, false]]);
      between(room);
      expect(resultsOf(room, [relayed(status)], START_MS + 3_000)).toEqual([[2, true]]);
    },
  );

  test("is stored once among hundreds of others that are as young", () => {
    const room = new TestRoom();
    const fill = (n: number): Said => ({ ...FILL, amount: `0.${n}1` });
    for (let n = 0; n < 300; n++) room.append([relayed(fill(n))], START_MS + n);
    room.wake();
    const answers = Array.from({ length: 300 }, (_, n) => resultsOf(room, [straight(fill(n))], START_MS + 1_000 + n));
    expect(answers).toEqual(Array.from({ length: 300 }, (_, n) => [[n + 1, true]]));
    expect(room.parts.log.head.seq).toBe(300);
  });
});

/**
 * What relays read from their bots, in the room: who hears of it, how often it is written, and who is called silent for it.
 */
import {
  BEAT_SAVE_MS,
  BOT_LIVE_TRADES_MAX,
  LIVE_TRADES_MAX,
  decodeServerFrame,
  readVitals,
  type FeedState,
  type JsonObject,
  type VitalsFrame,
} from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import type { StateRead } from "../../../../../parties/feed/rpc.ts";
import { encodeSnapshot } from "../../../../../parties/feed/readers/snapshot.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const POSITION = { tradeId: "7", openedAt: START_MS, profit: "1.50", profitRatio: "0.015", stopLoss: "95.0" };
const VITALS = {
  state: "running",
  dryRun: true,
  strategy: "Steered",
  version: "2026.9",
  lastProcessAt: START_MS,
  openTrades: 1,
  maxOpenTrades: 3,
  balance: { currency: "USDT", total: "10000.0", free: "900", startingCapital: "10000", value: "10001.5" },
  open: [POSITION],
  openProfit: "1.50",
};
const POLL_MS = 10_000;

let beats = 0;
const beat = (vitals: object = {}, bot = "spot-1") =>
  draft(`beat-${++beats}`, {
    type: "heartbeat",
    bot,
    data: { vitals: { ...VITALS, ...vitals } } as unknown as JsonObject,
  });

function presenceOf(room: TestRoom, nowMs: number): readonly [string, string | undefined] {
  const { presence, silentReason } = stateOf(room, nowMs).bots["spot-1"]!;
  return [presence, silentReason];
}

function stateOf(room: TestRoom, nowMs: number): FeedState {
  return JSON.parse((room.feed.readState(nowMs) as StateRead).text) as FeedState;
}

const rowsOf = (room: TestRoom): number =>
  room.sql.all<{ saved_at: number }>("SELECT saved_at FROM vitals").reduce((sum, row) => sum + row.saved_at, 0);

describe("vitals", () => {
  test("reach open sockets at most once a second, only those of bots that changed, and are no event", () => {
    const room = new TestRoom();
    const reader = room.connect("c1", { snapshot: true });
    room.append([beat({}, "spot-1"), beat({ openProfit: "2" }, "spot-2")], START_MS + 1_000);
    room.append([beat({ openProfit: "3" }, "spot-2")], START_MS + 1_500);
    room.append([beat({ openProfit: "4" }, "spot-2")], START_MS + 2_000);
    const frames = reader.of("vitals").map(({ bots }) => bots);
    expect(frames.map((bots) => Object.keys(bots))).toEqual([["spot-1", "spot-2"], ["spot-2"]]);
    expect(frames[1]!["spot-2"]).toMatchObject({ openProfit: "4", at: START_MS + 2_000 });
    expect(frames[0]!["spot-1"]).toMatchObject({
      balance: { total: "10000", value: "10001.5" },
      open: [{ tradeId: "7", profit: "1.5", stopLoss: "95", currentRate: null }],
      problem: null,
    });
    expect(reader.events().map(({ type }) => type)).toEqual(["mode_told", "mode_told"]);
  });

  test("stand beside the state in a snapshot and in what the summary reads, and outlive a nap", () => {
    const room = new TestRoom();
    expect(room.connect("c0", { snapshot: true }).of("snapshot")[0]).not.toHaveProperty("vitals");
    room.append([beat()], START_MS + 1_000);
    room.wake();
    const [snapshot] = room.connect("c1", { snapshot: true }).of("snapshot");
    expect(snapshot!.vitals).toMatchObject({ "spot-1": { strategy: "Steered", at: START_MS + 1_000 } });
    const { vitals = "" } = room.feed.readState(START_MS + 2_000) as StateRead;
    expect(JSON.parse(vitals)).toEqual(snapshot!.vitals);
  });

  test("are written once in five minutes", () => {
    const room = new TestRoom();
    const written: number[] = [];
    for (let at = 0; at < 2 * BEAT_SAVE_MS; at += POLL_MS) {
      room.append([beat()], START_MS + at);
      written.push(rowsOf(room));
    }
    expect(new Set(written).size).toBe(2);
  });

  test("are bounded in all, and follow a state that leaves no room for them", () => {
    const room = new TestRoom();
    const open = Array.from({ length: BOT_LIVE_TRADES_MAX }, (_, index) => ({ ...POSITION, tradeId: `${index}` }));
    for (let bot = 0; bot < 5; bot++) room.append([beat({ open }, `spot-${bot}`)], START_MS + bot * 1_000);
    const vitals = room.parts.vitals.all()!;
    expect(Object.values(vitals).reduce((sum, { open: own }) => sum + own.length, 0)).toBe(LIVE_TRADES_MAX);
    const at = { epoch: "0mwuacao0", seq: 1 };
    const [first, ...rest] = encodeSnapshot(at, stateOf(room, START_MS), vitals, 200_000).map(decodeServerFrame);
    expect(first).toMatchObject({ type: "snapshot" });
    expect(first).not.toHaveProperty("vitals");
    expect(Object.assign({}, ...rest.map((frame) => (frame as VitalsFrame).bots))).toEqual(vitals);
  });

  test("that are unusable are null, and never an error", () => {
    const odd = { state: 3, dryRun: "yes", balance: [], open: [null, 1, { tradeId: {} }, { tradeId: 9, profit: NaN }] };
    expect(readVitals({ vitals: { ...odd, openTrades: -1, lastProcessAt: 1e300, problem: "hm" } })).toMatchObject({
      state: null,
      dryRun: null,
      openTrades: null,
      lastProcessAt: null,
      problem: null,
      balance: { currency: null, value: null },
      open: [{ tradeId: "9", profit: null, openedAt: null }],
    });
    expect(readVitals({ vitals: [] })).toBeNull();
    expect(readVitals({})).toBeNull();
    expect(readVitals({ vitals: { strategy: "x".repeat(1_000) } })!.strategy).toHaveLength(255);
  });
});

describe("a bot behind a relay", () => {
  test.each(["loop stalled", "process down"])("is silent if it says %s, and back when it no longer does", (problem) => {
    const room = new TestRoom();
    const reader = room.connect("c1", { snapshot: true });
    for (let at = 0; at < 3; at++) room.append([beat()], START_MS + at * POLL_MS);
    const later = START_MS + 4 * POLL_MS;
    for (let at = 0; at < 3; at++) room.append([beat({ problem })], later + at * POLL_MS);
    expect(presenceOf(room, later + 3 * POLL_MS)).toEqual(["silent", problem]);
    const said = reader.events().filter(({ type }) => type === "bot_silent");
    expect(said.map(({ data }) => data)).toEqual([{ lastSeenAt: START_MS + 2 * POLL_MS, reason: problem }]);
    // What the relay says of its own is no sign of the bot's life.
    room.append([draft("e", { type: "equity", bot: "spot-1" })], later + 3 * POLL_MS);
    expect(presenceOf(room, later + 3 * POLL_MS)[0]).toBe("silent");
    room.append([beat()], later + 4 * POLL_MS);
    expect(presenceOf(room, later + 4 * POLL_MS)).toEqual(["up", undefined]);
    expect(reader.events().at(-1)!.type).toBe("bot_back");
  });

  test("is silent for another reason once that is known", () => {
    const room = new TestRoom();
    room.append([beat({ problem: "loop stalled" })], START_MS);
    room.append([beat({ problem: "loop stalled" })], START_MS + POLL_MS);
    room.append([beat({ problem: "process down" })], START_MS + 2 * POLL_MS);
    expect(presenceOf(room, START_MS + 2 * POLL_MS)).toEqual(["silent", "process down"]);
  });

  test("that said that it stopped is silent if its process is gone", () => {
    const room = new TestRoom();
    room.append([beat()], START_MS);
    room.append([draft("s", { type: "status", bot: "spot-1", data: { status: "process died" } })], START_MS + 1_000);
    expect(presenceOf(room, START_MS + 1_000)[0]).toBe("stopped");
    room.append([beat({ problem: "process down" })], START_MS + POLL_MS);
    expect(presenceOf(room, START_MS + POLL_MS)).toEqual(["silent", "process down"]);
  });

  test("is silent because the relay is unreachable if nothing comes any more", () => {
    const room = new TestRoom();
    for (let at = 0; at < 4; at++) room.append([beat()], START_MS + at * POLL_MS);
    room.feed.noteSilence(START_MS + 20 * POLL_MS);
    expect(presenceOf(room, START_MS + 20 * POLL_MS)).toEqual(["silent", "relay unreachable"]);
  });

  test("is stopped while it says so, and trades with what its configuration says, whatever its key and its texts say", () => {
    const room = new TestRoom();
    const warn = draft("w", {
      type: "startup",
      bot: "spot-1",
      source: "freqtrade",
      mode: "live",
      data: { status: "Exchange" },
    });
    room.append([warn], START_MS);
    expect(stateOf(room, START_MS).bots["spot-1"]!.mode).toBe("live");
    room.append([beat({ state: "stopped" })], START_MS + 1_000);
    room.append([beat({ state: "stopped" })], START_MS + 2_000);
    const { mode, presence, modeSaid } = stateOf(room, START_MS + 2_000).bots["spot-1"]!;
    expect([mode, presence, modeSaid]).toEqual(["dry", "stopped", { bot: "dry", key: "live" }]);
    expect(room.parts.log.head.seq).toBe(2);
  });
});

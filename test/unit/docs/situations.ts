/**
 * The situations of PROTOCOL.md's examples, played through the room's own core: each gives what one reader got, in order.
 * Clock, ids and bodies are fixed, so that the frames are the same on every machine.
 */
import { isRefused, type ServerFrame } from "@fillcast/protocol";
import { writeWebhook } from "../../../parties/feed/alerts/delivery/webhook.ts";
import { nextTurn } from "../../../parties/feed/duties/duties.ts";
import type { Draft, SubscribeRequest } from "../../../parties/feed/rpc.ts";
import { decodeFreqtrade, freqtrade } from "../../../src/ingest/sources/freqtrade.ts";
import { draftByContent, enrich } from "../../../src/ingest/enrich.ts";
import { addDestination, TestCourier } from "../../support/alerts.ts";
import { MemoryArchive } from "../../support/archive.ts";
import { draft } from "../../support/draft.ts";
import { KEY_ID, START_MS, TestRoom } from "../../support/room.ts";

/** By the name of the file under test/golden, without `.json`. */
export const SITUATIONS: { readonly [name: string]: () => readonly ServerFrame[] } = {
  "live-only": () => {
    const room = roomOfNotes(1);
    const reader = room.connect("c1", {}, START_MS + 5_000);
    room.append([fill(START_MS + 9_000)], START_MS + 9_012);
    return reader.frames;
  },
  resume: () => {
    const room = roomOfNotes(4);
    const reader = room.connect("c2", from(room, 2), START_MS + 60_000);
    room.append([note(5)], START_MS + 61_000);
    return reader.frames;
  },
  "resume-at-head": () => {
    const room = roomOfNotes(4);
    return room.connect("c3", from(room, 4), START_MS + 60_000).frames;
  },
  tail: () => roomOfNotes(4).connect("c4", { start: { kind: "tail", count: 2 } }, START_MS + 60_000).frames,
  "reset-epoch": () => {
    const room = roomOfNotes(4);
    return resetThenLive(room, "c5", from(room, 2, "0gq3k1x9z"));
  },
  "reset-later": () => {
    const room = roomOfNotes(4);
    const reader = room.connect("c14", {}, START_MS + 60_000);
    room.feed.audience.resetAll("epoch", START_MS + 61_000);
    room.append([note(5)], START_MS + 62_000);
    return reader.frames;
  },
  "reset-ahead": () => {
    const room = roomOfNotes(4);
    return resetThenLive(room, "c6", from(room, 9));
  },
  "reset-trimmed": () => {
    const room = roomOfNotes(0);
    for (let seq = 1; seq <= 515; seq++) room.append([note(seq)], START_MS + seq);
    room.parts.log.drop([1]);
    return resetThenLive(room, "c7", from(room, 42));
  },
  "reset-too-far": () => {
    const room = roomOfNotes(0);
    const text = "x".repeat(4_000);
    for (let seq = 1; seq <= 300; seq++) room.append([draft(`n${seq}`, { data: { text } })], START_MS + seq);
    return resetThenLive(room, "c8", from(room, 0));
  },
  filter: () => {
    const room = roomOfNotes(2);
    const reader = room.connect("c9", { filter: { types: ["entry_fill"] } }, START_MS + 60_000);
    room.append([note(3), fill(START_MS + 61_000), note(5)], START_MS + 61_012);
    for (let seq = 6; seq <= 5 + 256; seq++) room.append([note(seq)], START_MS + 62_000);
    room.append([note(262)], START_MS + 63_000);
    room.receive(reader, { type: "ping", c: START_MS + 64_000 }, START_MS + 64_000);
    return reader.frames;
  },
  snapshot: () => {
    const room = roomOfNotes(1);
    room.append([fill(START_MS + 2_000)], START_MS + 2_012);
    const reader = room.connect("c13", { ...from(room, 1), snapshot: true }, START_MS + 60_000);
    room.append([note(3)], START_MS + 61_000);
    return reader.frames;
  },
  "clock-sample": () => {
    const room = roomOfNotes(1);
    const reader = room.connect("c10", {}, START_MS + 5_000);
    room.receive(reader, { type: "ping", c: START_MS + 5_310 }, START_MS + 5_290);
    return reader.frames;
  },
  presence: () => {
    const room = roomOfNotes(1);
    const reader = room.connect("c11", {}, START_MS + 5_000);
    room.append([draft("hb", { type: "heartbeat", bot: "spot-1" })], START_MS + 6_000);
    return reader.frames;
  },
  vitals: () => {
    const room = roomOfNotes(1);
    const reader = room.connect("c14", {}, START_MS + 5_000);
    const vitals = {
      state: "running",
      runmode: "dry_run",
      dryRun: true,
      strategy: "Steered",
      timeframe: "5m",
      version: "2026.9",
      botName: "freqtrade",
      exchange: "binance",
      tradingMode: "spot",
      lastProcessAt: START_MS + 5_500,
      openTrades: 1,
      maxOpenTrades: 3,
      balance: { currency: "USDT", total: "9998.2", free: "9898.3", startingCapital: "10000", value: "10001.5" },
      open: [
        {
          tradeId: "41",
          openedAt: START_MS + 2_000,
          currentRate: "2541.2",
          profit: "0.31",
          profitRatio: "0.0031",
          stopLoss: "2278.05",
          stopDistance: "-0.1035",
          liquidationPrice: null,
          openOrders: 0,
        },
      ],
      openProfit: "0.31",
    };
    room.append([draft("hb", { type: "heartbeat", bot: "spot-1", data: { vitals } })], START_MS + 6_000);
    return reader.of("vitals");
  },
  "bye-malformed": () => {
    const room = roomOfNotes(1);
    const reader = room.connect("c12", {}, START_MS + 5_000);
    room.receive(reader, "hello", START_MS + 6_000);
    return reader.frames;
  },
};

/** Two records of the shortest events: the worked example of the chain. */
export function chainRoom(): TestRoom {
  const room = roomOfNotes(0);
  room.append([note(1)], START_MS + 1_000);
  room.append([note(2), note(3)], START_MS + 2_000);
  return room;
}

/** What a webhook receives of two trades that closed together. */
export async function webhookBody(): Promise<object> {
  const room = new TestRoom();
  const courier = new TestCourier();
  room.courier = courier;
  await addDestination(room);
  const openedAt = "2026-11-24T06:00:03.123456Z";
  const close = (id: string, pair: string, profit: string, ratio: string): Draft =>
    draft(`exit-${id}`, {
      type: "exit_fill",
      bot: "spot-1",
      mode: "live",
      pair,
      trade: { id, pair, direction: "long", openedAt },
      data: {
        amount: "1",
        stake_currency: "USDT",
        profit_amount: profit,
        final_profit_ratio: ratio,
        is_final_exit: true,
      },
    });
  room.append([close("41", "ETH/USDT", "12.4", "0.0124"), close("42", "BTC/USDT", "-3.071", "-0.00307")], START_MS);
  await room.runDuties(new MemoryArchive(), () => START_MS + 2_000);
  while (courier.deliveries.length === 0) await nextTurn();
  const { address, message } = courier.deliveries[0]!;
  if (address.kind !== "webhook") throw new Error("it was made as a webhook");
  const { body } = await writeWebhook(message, address, START_MS + 2_000);
  return JSON.parse(body as string) as object;
}

function roomOfNotes(count: number): TestRoom {
  const room = new TestRoom();
  for (let seq = 1; seq <= count; seq++) room.append([note(seq)], START_MS + seq * 1_000);
  return room;
}

function from(room: TestRoom, seq: number, epoch = room.feed.row.epoch): Partial<SubscribeRequest> {
  return { start: { kind: "resume", position: { epoch, seq } } };
}

function resetThenLive(room: TestRoom, connection: string, wishes: Partial<SubscribeRequest>): readonly ServerFrame[] {
  const reader = room.connect(connection, wishes, START_MS + 60_000);
  room.append([note(room.feed.position.seq + 1)], START_MS + 61_000);
  return reader.frames;
}

/** An event of a producer's own type. */
function note(seq: number): Draft {
  return draft(`note-${seq}`, { type: "x-note", bot: "script", data: { text: `note ${seq}` } });
}

/** A Freqtrade fill, by the edge's own code from the body that the bot posts. */
function fill(edgeAt: number): Draft {
  const body = {
    type: "entry_fill",
    trade_id: "41",
    exchange: "Binance",
    pair: "ETH/USDT",
    direction: "Long",
    leverage: "1.0",
    stake_currency: "USDT",
    open_rate: "2531.17",
    amount: "0.0394605",
    stake_amount: "99.881233785",
    enter_tag: "None",
    open_date: "2026-11-24 06:00:03.123456+00:00",
    sub_trade: "False",
  };
  const said = decodeFreqtrade(Buffer.from(JSON.stringify(body)), "application/json");
  if (isRefused(said)) throw new Error(said.problem.detail);
  const grant = { feed: "alice", keyId: KEY_ID, scope: "publish", bot: "spot-1", mode: "live" } as const;
  const edge = { colo: "FRA", country: "DE", at: edgeAt };
  const event = enrich(said, grant, { source: "freqtrade", edge });
  const draft = draftByContent(event, freqtrade.repeatRule(event));
  if ("problem" in draft) throw new Error(draft.problem.detail);
  return draft;
}

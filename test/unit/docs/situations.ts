/**
 * The situations of PROTOCOL.md's examples, played through the room's own core: each gives what one reader got, in order.
 * Clock, ids and bodies are fixed, so that the frames are the same on every machine.
 */
import type { ServerFrame } from "@fillcast/protocol";
import type { Draft, SubscribeRequest } from "../../../parties/feed/rpc.ts";
import { draft, webhookDraft } from "../../support/draft.ts";
import { START_MS, TestRoom } from "../../support/room.ts";

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
  "reset-ahead": () => {
    const room = roomOfNotes(4);
    return resetThenLive(room, "c6", from(room, 9));
  },
  "reset-trimmed": () => {
    const room = roomOfNotes(0);
    for (let seq = 1; seq <= 515; seq++) room.append([note(seq)], START_MS + seq);
    room.feed.log.drop(1);
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
  room.append([note(room.feed.log.head.seq + 1)], START_MS + 61_000);
  return reader.frames;
}

/** An event of a producer's own type. */
function note(seq: number): Draft {
  return draft(`note-${seq}`, { type: "x-note", bot: "spot-1", data: { text: `note ${seq}` } });
}

/** A Freqtrade fill as the edge hands it on: the bot's own strings, dates as ISO 8601 UTC. */
function fill(edgeAt: number): Draft {
  return webhookDraft("entry_fill of trade 41", 600_000, {
    type: "entry_fill",
    bot: "spot-1",
    mode: "live",
    pair: "ETH/USDT",
    trade: { id: "41", pair: "ETH/USDT", direction: "long", openedAt: "2026-11-24T06:00:03.123456Z" },
    edge: { colo: "FRA", country: "DE", at: edgeAt },
    data: {
      type: "entry_fill",
      trade_id: "41",
      exchange: "Binance",
      pair: "ETH/USDT",
      direction: "Long",
      stake_currency: "USDT",
      open_rate: "2531.17",
      amount: "0.0394605",
      stake_amount: "99.881233785",
      enter_tag: null,
      open_date: "2026-11-24T06:00:03.123456Z",
      sub_trade: false,
    },
  });
}

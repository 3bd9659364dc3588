import { BEAT_SAVE_MS, PAGE_EVENTS, TAIL_MIN_EVENTS, TAIL_MIN_MS, type FeedEvent } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { parseEvents } from "../../../../../parties/feed/state/log-fold.ts";
import { foldAll, serve } from "../../../../../parties/feed/state/fold/evolve.ts";
import { MemoryArchive } from "../../../../support/archive.ts";
import { draft } from "../../../../support/draft.ts";
import { START_MS, TestRoom } from "../../../../support/room.ts";

const LATER_MS = START_MS + 2 * TAIL_MIN_MS;
/** Trades that open and close, so that every hundred events change the state. */
const trading = (seq: number) => {
  const trade = {
    id: `${Math.ceil(seq / 2)}`,
    pair: "ETH/USDT",
    direction: "long",
    openedAt: "2026-11-24T09:15:03.123456Z",
  } as const;
  const money = { amount: "1", stake_currency: "USDT", stake_amount: "100" };
  return seq % 2 === 1
    ? draft(`e${seq}`, { type: "entry_fill", pair: "ETH/USDT", trade, data: { ...money, open_rate: "100" } })
    : draft(`e${seq}`, {
        type: "exit_fill",
        pair: "ETH/USDT",
        trade,
        data: { ...money, close_rate: "101", profit_amount: "1", cumulative_profit: "1", is_final_exit: true },
      });
};
const fill = (room: TestRoom, count: number, nowMs = START_MS) => {
  for (let done = 0; done < count; done += 100) {
    const size = Math.min(100, count - done);
    const from = room.feed.position.seq;
    room.append(
      Array.from({ length: size }, (_, index) => trading(from + index + 1)),
      nowMs,
    );
  }
};
const run = (room: TestRoom, archive: MemoryArchive, nowMs = LATER_MS) => room.runDuties(archive, () => nowMs);
const archived = (archive: MemoryArchive): FeedEvent[] => archive.pages.flatMap((page) => parseEvents(page.text));

describe("the room's duties", () => {
  it("bring archive and ledger level, and let go only of what is archived and older than the tail", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    fill(room, TAIL_MIN_EVENTS + 3 * PAGE_EVENTS + 10);
    const { head } = room.feed.bounds;
    await run(room, archive);
    expect(room.feed.bounds).toMatchObject({ head, archived: head, oldest: 3 * PAGE_EVENTS + 1 });
    expect(archived(archive).map((event) => event.seq)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    expect(archive.trades.size).toBe(head / 2);
    expect(room.feed.nextAlarmAt(LATER_MS)).toBeNull();
  });

  it("keep the state across a wake with pages gone, as a fresh fold of the whole log has it", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    fill(room, TAIL_MIN_EVENTS + 2 * PAGE_EVENTS);
    await run(room, archive);
    fill(room, 30, LATER_MS);
    room.wake();
    const answer = room.feed.readState(LATER_MS);
    if (answer.kind !== "state") throw new Error(answer.problem.detail);
    await run(room, archive);
    expect(JSON.parse(answer.text)).toEqual(JSON.parse(JSON.stringify(serve(foldAll(archived(archive)), LATER_MS))));
  });

  it("rebuild the state from pages if the fold has another version, while events keep coming", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    fill(room, TAIL_MIN_EVENTS + 2 * PAGE_EVENTS);
    await run(room, archive);
    room.sql.run("DELETE FROM checkpoint");
    archive.trades.clear();
    room.wake();
    const socket = room.connect("s", { snapshot: true }, LATER_MS);
    expect(socket.of("notice")).toMatchObject([{ state: "rebuilding" }]);
    expect(room.feed.readState(LATER_MS)).toMatchObject({ kind: "refused", problem: { slug: "state-rebuilding" } });
    const running = run(room, archive);
    fill(room, 10, LATER_MS);
    await running;
    await run(room, archive);
    const state = JSON.parse(JSON.stringify(serve(foldAll(archived(archive)), LATER_MS)));
    expect(socket.of("snapshot").at(-1)?.state).toEqual(state);
    expect(room.feed.readState(LATER_MS)).toMatchObject({ kind: "state", seq: room.feed.position.seq });
    expect(archive.trades.size).toBe(room.feed.position.seq / 2);
  });

  it("never lose their way while the archive fails before and after it has stored", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    // Of thirteen calls in a row two fail, one of them after it has stored: no run has the same luck as the one before.
    archive.fault = () => (["before", "after"] as const)[archive.writes % 13] ?? "none";
    fill(room, 3 * PAGE_EVENTS);
    for (let round = 0; round < 30 && room.isBehind; round++) {
      await run(room, archive, START_MS);
      if (round % 7 === 3) room.wake();
    }
    expect(archived(archive)).toHaveLength(3 * PAGE_EVENTS);
    expect(archive.trades.size).toBe((3 * PAGE_EVENTS) / 2);
    expect(room.inspect().archive.failures).toBe(0);
  });

  it("say why the archive is behind, and ring again", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    archive.fault = () => "before";
    fill(room, 10);
    await run(room, archive, START_MS);
    expect(room.inspect().archive).toMatchObject({ failures: 1, lastError: "D1_ERROR: the database is gone" });
    expect(room.feed.nextAlarmAt(START_MS)).toBe(START_MS + 10_000);
    expect(room.append([draft("goes-on")])).toMatchObject({ kind: "appended" });
  });

  it("call a bot silent after two and a half of its usual intervals, and back at its next sign of life", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const socket = room.connect("s");
    for (let beat = 0; beat < 4; beat++) {
      room.append([draft(`hb${beat}`, { type: "heartbeat" })], START_MS + beat * 60_000);
    }
    const last = START_MS + 3 * 60_000;
    expect(room.feed.nextAlarmAt(last)).toBeLessThanOrEqual(last + 150_000);
    await run(room, archive, last + 149_999);
    expect(socket.events()).toEqual([]);
    expect(room.feed.nextAlarmAt(last + 149_999)).toBe(last + 150_000);
    await run(room, archive, last + 150_000);
    expect(socket.events()).toMatchObject([
      { type: "bot_silent", bot: "bot-1", source: "fillcast", data: { lastSeenAt: last } },
    ]);
    room.append([draft("back", { type: "heartbeat" })], last + 200_000);
    expect(socket.events().map((event) => event.type)).toEqual(["bot_silent", "bot_back"]);
  });

  it("call a bot silent up to five minutes later if the room slept, since not every heartbeat is written", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const socket = room.connect("s");
    for (let beat = 0; beat <= 20; beat++) {
      const nowMs = START_MS + beat * 60_000;
      room.append([draft(`hb${beat}`, { type: "heartbeat" })], nowMs);
      room.wake([socket]);
      // The alarm of a bot that lives says nothing, whenever it rings.
      if ((room.feed.nextAlarmAt(nowMs) ?? Infinity) <= nowMs + 60_000) await run(room, archive, nowMs + 59_999);
    }
    expect(socket.events()).toEqual([]);
    const last = START_MS + 20 * 60_000;
    await run(room, archive, last + 150_000 + BEAT_SAVE_MS);
    expect(socket.events()).toMatchObject([{ type: "bot_silent" }]);
  });

  it("learn a bot's new interval though the room sleeps between its heartbeats", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const socket = room.connect("s");
    let nowMs = START_MS;
    const beatEvery = async (intervalMs: number, count: number) => {
      for (let beat = 0; beat < count; beat++) {
        room.append([draft(`hb${nowMs}`, { type: "heartbeat" })], nowMs);
        room.wake([socket]);
        for (let at = nowMs; at < nowMs + intervalMs; at += 60_000) await run(room, archive, at);
        nowMs += intervalMs;
      }
    };
    await beatEvery(60_000, 5);
    await beatEvery(20 * 60_000, 10);
    const types = socket.events().map((event) => event.type);
    expect(types.filter((type) => type === "bot_silent").length).toBeLessThanOrEqual(3);
    expect(types.at(-1)).toBe("bot_back");
  });

  it("write a heartbeat once in five minutes, and the first three", () => {
    const room = new TestRoom();
    let rows = 0;
    const write = room.sql.run.bind(room.sql);
    room.sql.run = (statement, ...params) => {
      if (statement.includes("INTO beat")) rows++;
      write(statement, ...params);
    };
    for (let second = 0; second < 3_600; second++) {
      room.append([draft(`hb${second}`, { type: "heartbeat" })], START_MS + second * 1_000);
      if (second % 60 === 59) room.wake();
    }
    expect(rows).toBeGreaterThan(3);
    expect(rows).toBeLessThanOrEqual(3 + 3_600_000 / BEAT_SAVE_MS);
  });

  it("refuse publishers at the backlog's limit, and lose nothing", () => {
    const room = new TestRoom(START_MS, 20_000);
    const answers = Array.from({ length: 60 }, (_, index) =>
      room.append([draft(`e${index}`, { data: { text: "x".repeat(1_000) } })]),
    );
    const taken = answers.filter((answer) => answer.kind === "appended").length;
    expect(answers.at(-1)).toMatchObject({ kind: "refused", problem: { slug: "archive-behind", retryAfterS: 60 } });
    expect(room.feed.position.seq).toBe(taken);
  });
});

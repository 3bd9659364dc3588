import { PAGE_EVENTS, TAIL_MIN_EVENTS, TAIL_MIN_MS, type FeedEvent } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { runDuties } from "../../../parties/feed/duties.ts";
import { parseEvents } from "../../../parties/feed/projection.ts";
import { foldAll, serve } from "../../../parties/feed/state/evolve.ts";
import { MemoryArchive } from "../../support/archive.ts";
import { draft } from "../../support/draft.ts";
import { START_MS, TestRoom } from "../../support/room.ts";

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
    const from = room.feed.log.head.seq;
    room.append(
      Array.from({ length: size }, (_, index) => trading(from + index + 1)),
      nowMs,
    );
  }
};
const run = (room: TestRoom, archive: MemoryArchive, nowMs = LATER_MS) => runDuties(room.feed, archive, () => nowMs);
const archived = (archive: MemoryArchive): FeedEvent[] =>
  [...archive.pages.values()].toSorted((a, b) => a.page - b.page).flatMap((page) => parseEvents(page.text));

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

  it("build the state anew from pages where the fold is of another version, while events keep coming", async () => {
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
    expect(room.feed.readState(LATER_MS)).toMatchObject({ kind: "state", seq: room.feed.log.head.seq });
    expect(archive.trades.size).toBe(room.feed.log.head.seq / 2);
  });

  it("never lose their way while the archive fails before and after it has stored", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const faults = ["before", "after", "none", "after", "before"] as const;
    archive.fault = () => faults[archive.writes % faults.length]!;
    fill(room, 3 * PAGE_EVENTS);
    for (let round = 0; round < 30 && room.feed.model.archiving.behind; round++) {
      await run(room, archive, START_MS);
      if (round % 7 === 3) room.wake();
    }
    expect(archived(archive)).toHaveLength(3 * PAGE_EVENTS);
    expect(archive.trades.size).toBe((3 * PAGE_EVENTS) / 2);
    expect(room.feed.model.archiving.failures).toBe(0);
  });

  it("say why the archive is behind, and ring again", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    archive.fault = () => "before";
    fill(room, 10);
    await run(room, archive, START_MS);
    expect(room.feed.model.archiving).toMatchObject({
      failures: 1,
      lastError: { text: "D1_ERROR: the database is gone" },
    });
    expect(room.feed.nextAlarmAt(START_MS)).toBe(START_MS + 10_000);
    expect(room.append([draft("goes-on")])).toMatchObject({ kind: "appended" });
  });

  it("call a bot silent after two and a half of its usual intervals, and back at its next sign of life", async () => {
    const room = new TestRoom();
    const archive = new MemoryArchive();
    const socket = room.connect("s");
    for (let beat = 0; beat < 4; beat++) {
      room.append([draft(`hb${beat}`, { type: "heartbeat" })], START_MS + beat * 60_000);
      // A nap between beats must not make it look dead.
      room.wake([socket]);
    }
    const last = START_MS + 3 * 60_000;
    expect(room.feed.nextAlarmAt(last)).toBe(last + 150_000);
    await run(room, archive, last + 149_999);
    expect(socket.events()).toEqual([]);
    await run(room, archive, last + 150_000);
    expect(socket.events()).toMatchObject([
      { type: "bot_silent", bot: "bot-1", source: "fillcast", data: { lastSeenAt: last } },
    ]);
    room.append([draft("back", { type: "heartbeat" })], last + 200_000);
    expect(socket.events().map((event) => event.type)).toEqual(["bot_silent", "bot_back"]);
  });

  it("refuse publishers at the backlog's limit, and lose nothing", () => {
    const room = new TestRoom(START_MS, 20_000);
    const answers = Array.from({ length: 60 }, (_, index) =>
      room.append([draft(`e${index}`, { data: { text: "x".repeat(1_000) } })]),
    );
    const taken = answers.filter((answer) => answer.kind === "appended").length;
    expect(answers.at(-1)).toMatchObject({ kind: "refused", problem: { slug: "archive-behind", retryAfterS: 60 } });
    expect(room.feed.log.head.seq).toBe(taken);
  });
});

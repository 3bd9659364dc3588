/**
 * The ladder of the room's database: what every released version left behind opens with today's code.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEFAULT_ALERT_RULES, type FeedState } from "@fillcast/protocol";
import { createBox } from "../../../../parties/feed/alerts/box.ts";
import { claimGeneration } from "../../../../parties/feed/feed-row.ts";
import { SCHEMA_VERSION, createFeedRow, openSchema } from "../../../../parties/feed/schema.ts";
import { FOLD_VERSION } from "../../../../parties/feed/state/fold/evolve.ts";
import { MemoryArchive } from "../../../support/archive.ts";
import { addDestination, device, TestCourier } from "../../../support/alerts.ts";
import { draft } from "../../../support/draft.ts";
import { dumpRoom, loadRoom } from "../../../support/room-dump.ts";
import { START_MS, TestRoom, createMemorySql } from "../../../support/room.ts";

const FIXTURES = new URL("../../../fixtures/room/", import.meta.url);
const LATER_MS = START_MS + 60_000;

const trade = (id: string, pair: string) =>
  ({ id, pair, direction: "long", openedAt: "2026-11-24T06:00:03.123456Z" }) as const;
const money = { amount: "2", stake_currency: "USDT", stake_amount: "200" };

/** What each fixture holds: a sealed page, an open one, a closed and an open trade, a heartbeat, two keys, a checkpoint; from version 5 on a destination. */
async function makeRoom(): Promise<TestRoom> {
  const room = new TestRoom();
  const notes = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => draft(`note-${from + index}`, { type: "x-note" }));
  room.append(notes(1, 500));
  room.append(notes(501, 12));
  const fill = (type: string, id: string, pair: string, data: object) =>
    draft(`${type}-${id}`, { type, pair, trade: trade(id, pair), data: { ...money, ...data } });
  room.append([fill("entry_fill", "1", "ETH/USDT", { open_rate: "100" })]);
  room.append([fill("entry_fill", "2", "BTC/USDT", { open_rate: "100" })], START_MS + 1_000);
  await room.runDuties(new MemoryArchive(), () => START_MS + 10_000);
  room.append([draft("beat", { type: "heartbeat" })], START_MS + 20_000);
  const exit = { close_rate: "101", profit_amount: "2", cumulative_profit: "2", is_final_exit: true };
  room.append([fill("exit_fill", "1", "ETH/USDT", exit)], START_MS + 30_000);
  room.parts.keys.add({ id: "key-2", scope: "publish", bot: "spot-1", mode: "live", createdAt: START_MS });
  const rules = { ...DEFAULT_ALERT_RULES, opened: true };
  const config = {
    label: "My server",
    host: "hooks.test",
    keyId: "key-1",
    origin: "https://fillcast.test",
    rules,
    createdAt: START_MS,
    mark: null,
  };
  const stored = { id: "d1", kind: "webhook", config, box: createBox(rules, START_MS) } as const;
  room.parts.destinations.put(stored, new Uint8Array([1, 2, 3]));
  return room;
}

function openFixture(file: string): TestRoom {
  const sql = createMemorySql();
  loadRoom(sql, readFileSync(new URL(file, FIXTURES), "utf8"));
  return TestRoom.over(sql);
}

describe("the room's database", () => {
  it("is kept as every released version left it, today's as well", async () => {
    const today = new URL(`${SCHEMA_VERSION}.sql`, FIXTURES);
    if (process.env.UPDATE_ROOM === "1" && !existsSync(today)) writeFileSync(today, dumpRoom((await makeRoom()).sql));
    const files = readdirSync(FIXTURES).toSorted();
    expect(files).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, index) => `${index + 1}.sql`));
  });

  it("has the tables that its fixture has: a step that was released is not changed", async () => {
    const tables = (sql: TestRoom["sql"]) =>
      sql
        .all<{ sql: string }>("SELECT sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
        .map((row) => row.sql.replaceAll(/\s+/g, " "));
    expect(tables((await makeRoom()).sql)).toEqual(tables(openFixture(`${SCHEMA_VERSION}.sql`).sql));
  });

  it.each(readdirSync(FIXTURES).toSorted())(
    "opens as %s left it, with everything that was acknowledged",
    async (file) => {
      const room = openFixture(file);
      expect(room.feed.position.seq).toBe(515);
      expect(room.parts.keys.has("key-2")).toBe(true);

      const reader = room.connect(
        "reader",
        { start: { kind: "tail", count: 10_000 }, snapshot: true, ack: true },
        LATER_MS,
      );
      for (let from = -1; from !== reader.events().length;) {
        from = reader.events().length;
        room.receive(reader, { type: "ack", seq: reader.events().at(-1)!.seq }, LATER_MS);
      }
      expect(reader.events().map((event) => event.seq)).toEqual(Array.from({ length: 515 }, (_, index) => index + 1));
      // A fold of another version is folded again from the archive and the room's own part.
      await room.runDuties(new MemoryArchive(), () => LATER_MS);
      const read = room.feed.readState(LATER_MS);
      if (read.kind === "refused") throw new Error(read.problem.detail);
      const state = JSON.parse(read.text) as FeedState;
      expect(Object.values(state.trades).map(({ id, status, realised }) => [id, status, realised])).toEqual([
        ["1", "closed", "2"],
        ["2", "open", "0"],
      ]);
      expect(state.bots["bot-1"]).toMatchObject({ lastSeenAt: START_MS + 20_000, openTrades: 1, closedTrades: 1 });

      // Where alerts go, and that the table is there to be used.
      const kept = room.parts.destinations.all().map(({ id, config }) => [id, config.label, config.rules.opened]);
      expect(kept).toEqual(Number.parseInt(file, 10) >= 5 ? [["d1", "My server", true]] : []);
      room.courier = new TestCourier();
      expect(await addDestination(room, {}, device("phone"), "phone", LATER_MS)).toBe("phone");

      // A retry of what an earlier version stored is still a repeat, and the log goes on.
      const repeat = room.append([draft("note-7", { type: "x-note" })], LATER_MS);
      expect(repeat).toMatchObject({ results: [{ seq: 7, duplicate: true }] });
      const next = room.append([draft("new", { type: "x-note" })], LATER_MS);
      expect(next).toMatchObject({ results: [{ seq: 516, duplicate: false }] });
      room.wake();
      expect(room.feed.position.seq).toBe(516);
    },
  );

  it("climbs once: a second opening changes nothing", () => {
    const { sql } = openFixture("1.sql");
    const before = dumpRoom(sql);
    expect(openSchema(sql).kind).toBe("feed");
    expect(dumpRoom(sql)).toBe(before);
  });

  it("stays as it was if a step fails", () => {
    const sql = createMemorySql();
    loadRoom(sql, readFileSync(new URL("1.sql", FIXTURES), "utf8"));
    sql.run("ALTER TABLE sealed ADD COLUMN usage TEXT");
    const before = dumpRoom(sql);
    expect(() => openSchema(sql)).toThrow(/usage/);
    expect(dumpRoom(sql)).toBe(before);
  });

  it("is left alone if a later version has written it", () => {
    const sql = createMemorySql();
    sql.transaction(() => {
      createFeedRow(sql, { name: "a", epoch: "0mwuacao0", region: "auto", createdAt: 1, firstKeyId: "k" });
    });
    sql.run("UPDATE schema SET version = ?", SCHEMA_VERSION + 1);
    const before = dumpRoom(sql);
    expect(openSchema(sql)).toEqual({ kind: "newer", version: SCHEMA_VERSION + 1 });
    expect(dumpRoom(sql)).toBe(before);
  });

  it("counts the folds, and a rollback's is one more", () => {
    const { sql } = new TestRoom();
    const versions = [0, 0, 1, 1, 0, 0, 2].map((step) => FOLD_VERSION + step);
    const claimed = versions.map((foldVersion) => claimGeneration(sql, foldVersion));
    expect(claimed).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  it("of a feed that was never created stays empty", () => {
    const sql = createMemorySql();
    expect(openSchema(sql)).toEqual({ kind: "uncreated" });
    expect(dumpRoom(sql)).toBe("\n");
  });
});

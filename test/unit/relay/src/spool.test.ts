import { closeSync, mkdtempSync, openSync, readdirSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventItem, webhookItem, type Item } from "../../../../relay/src/item.ts";
import { toDoor } from "../../../../relay/src/doors.ts";
import { Spool } from "../../../../relay/src/spool.ts";
import { lockFolder, spoolPath } from "../../../../relay/src/spool-tables.ts";
import { isStuck, readStatus, statusLines, statusPage } from "../../../../relay/src/status.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "fillcast-spool-"));
const item = (n: number): Item => eventItem("spot", n, { type: "status", data: { status: `n ${n}` } });
const MANY = 1024 ** 3;

describe("the spool", () => {
  test("gives back in order what was put, by number and by bytes, and forgets what was settled", async () => {
    const spool = new Spool(folder(), MANY, () => undefined);
    const items = [1, 2, 3, 4].map(item);
    await Promise.all(items.map((one) => spool.put([one])));
    const all = spool.next(0, 10, MANY);
    expect(all.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(spool.next(all[0]!.n, 2, MANY).length).toBe(2);
    expect(spool.next(0, 10, 1).length).toBe(1);
    expect(spool.settle([all[0]!.n], [{ item: all[1]!, problem: '{"detail":"no"}' }], 5)).toBe(true);
    expect([spool.count, spool.next(0, 10, MANY).length]).toEqual([2, 2]);
    spool.close();
  });

  test("has everything after it was left without a word", async () => {
    const place = folder();
    const first = new Spool(place, MANY, () => undefined);
    await first.put([item(1)]);
    first.note("spot", { api: "ok" });
    // No close: as a kill leaves it.
    const second = new Spool(place, MANY, () => undefined);
    expect([second.count, second.fact("spot", "api"), second.fact("spot", "none")]).toEqual([1, "ok", null]);
    first.close();
    second.close();
  });

  test("that is damaged while it is used is moved aside, and goes on", async () => {
    const place = folder();
    const said: string[] = [];
    const first = new Spool(place, MANY, () => undefined);
    // More than SQLite keeps in memory, or it would never look.
    const long = (n: number): Item => eventItem("spot", n, { type: "status", data: { status: "x".repeat(3_000) } });
    await first.put(Array.from({ length: 2_000 }, (_, n) => long(n)));
    first.close();
    const spool = new Spool(place, MANY, (line) => said.push(line));
    const file = openSync(spoolPath(place), "r+");
    writeSync(file, Buffer.alloc(5_000_000, 0x5a), 0, 5_000_000, 500_000);
    closeSync(file);
    spool.next(0, 3_000, MANY);
    await spool.put([item(10)]);
    expect(spool.next(0, 10, MANY).length).toBeGreaterThan(0);
    expect(said.join()).toContain("damaged");
    expect(readdirSync(place)).toContain("spool.sqlite.damaged-1");
    spool.close();
  });

  test("is one relay's at a time", () => {
    const place = folder();
    const lock = lockFolder(place, 0);
    expect(lockFolder(place, 0)).toBe(null);
    lock?.release();
    expect(lockFolder(place, 0)).not.toBe(null);
  });
});

describe("the status", () => {
  test("says what waits, for how long, and what was refused, and is stuck after a minute", async () => {
    const place = folder();
    expect(readStatus(place, 0)).toBe(null);
    const spool = new Spool(place, MANY, () => undefined);
    await spool.put([item(1_000), item(2_000)]);
    spool.note("", { error: "The server <cannot> be reached.", errorAt: "1000" });
    spool.note("spot", { api: "ok", stream: "it opens and says nothing", problem: "loop stalled", loopAt: "1000" });
    const status = readStatus(place, 61_000)!;
    expect(status).toMatchObject({
      waiting: 2,
      oldestWaitingMs: 60_000,
      bots: [{ name: "spot", problem: "loop stalled" }],
    });
    expect([isStuck(status), isStuck({ ...status, oldestWaitingMs: 60_001 })]).toEqual([false, true]);
    expect(statusLines(status).join("\n")).toContain("it opens and says nothing; loop stalled");
    expect(statusPage(status)).not.toContain("<cannot>");
    // A clock that was set back.
    expect(readStatus(place, 500)?.oldestWaitingMs).toBe(0);
    spool.close();
  });
});

describe("a door of an older server", () => {
  const through = (body: string, contentType = "application/json"): unknown =>
    toDoor(webhookItem("spot", 1, { contentType, bytes: Buffer.from(body) }).line).body;

  test("hears the bot's name in its message", () => {
    expect(through('{"type":"status"}')).toBe('{"bot":"spot","type":"status"}');
    expect(through(" { } ")).toBe('{"bot":"spot"} ');
    expect(through("type=status", "application/x-www-form-urlencoded")).toBe("type=status&bot=spot");
    expect(through("words", "text/plain")).toBe("words");
  });

  test("takes an event with its id and time", () => {
    const { line, id } = item(7);
    expect(toDoor(line).path).toBe("/v1/events");
    expect(JSON.parse(String(toDoor(line).body))).toEqual({
      type: "status",
      data: { status: "n 7" },
      bot: "spot",
      ts: 7,
      id,
    });
  });
});

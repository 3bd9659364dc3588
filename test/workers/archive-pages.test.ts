/**
 * The archive's pages on the real database: what repeats, late writes and other histories do to them, and what they cost.
 */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Filter } from "@fillcast/protocol";
import type { PageText } from "../../src/archive/page.ts";
import {
  erasePages,
  latestPage,
  listPages,
  readPage,
  readPages,
  seekPage,
  writePages,
} from "../../src/archive/pages.ts";
import { EPOCH, atOf, createEvent, createPages } from "../support/pages.ts";
import { countingDatabase } from "./database.ts";

const { DB } = env;
const pageOfLog = (head: number, toEvent = createEvent): PageText => [...createPages(head, 3, toEvent)].at(-1)!;
const write = (feed: string, ...pages: PageText[]) => writePages(DB, feed, EPOCH, pages);
const WRITTEN = { kind: "written" };

describe("pages in the archive", () => {
  it("come back as they were written, and cost one row each to write", async () => {
    const pages = [...createPages(1_200)];
    const counting = countingDatabase(DB);
    expect(await writePages(counting.db, "whole", EPOCH, pages)).toEqual(WRITTEN);
    expect(counting.rowsWritten).toBe(3);
    const read = await readPages(DB, "whole", EPOCH, [1, 2, 3, 4]);
    expect(read.map(({ page, first, last }) => [page, first, last])).toEqual([
      [1, 1, 512],
      [2, 513, 1_024],
      [3, 1_025, 1_200],
    ]);
    expect(read.map((page) => page.text)).toEqual(pages.map((page) => page.text));
    expect(await readPage(DB, "whole", EPOCH, 4)).toBeNull();
    expect(await readPage(DB, "whole", "0mwv1x9q1", 1)).toBeNull();
    expect(await readPage(DB, "whol", EPOCH, 1)).toBeNull();
  });

  it("do not change by a repeat, nor by an earlier write that comes late", async () => {
    await write("late", pageOfLog(300));
    const counting = countingDatabase(DB);
    expect(await writePages(counting.db, "late", EPOCH, [pageOfLog(300)])).toEqual(WRITTEN);
    expect(await writePages(counting.db, "late", EPOCH, [pageOfLog(150)])).toEqual(WRITTEN);
    expect(counting.rowsWritten).toBe(0);
    expect((await readPage(DB, "late", EPOCH, 1))?.last).toBe(300);
    await write("late", pageOfLog(512));
    await write("late", pageOfLog(300));
    expect((await readPage(DB, "late", EPOCH, 1))?.text).toBe(pageOfLog(512).text);
  });

  it("keep a sealed page and say so where another history is written over it", async () => {
    const other = (seq: number) => createEvent(seq, { bot: "another" });
    await write("sealed", pageOfLog(512));
    expect(await write("sealed", pageOfLog(512, other))).toEqual({ kind: "chain-mismatch", page: 1 });
    expect(await write("sealed", pageOfLog(300, other))).toEqual({ kind: "chain-mismatch", page: 1 });
    expect((await readPage(DB, "sealed", EPOCH, 1))?.text).toBe(pageOfLog(512).text);
  });

  it("tell another history of an open page, and of the page that follows one", async () => {
    const forked = (seq: number) => createEvent(seq, seq > 600 ? { bot: "another" } : {});
    await write("forked", ...createPages(700));
    expect(await write("forked", pageOfLog(800, forked))).toEqual({ kind: "chain-mismatch", page: 2 });
    const other = (seq: number) => createEvent(seq, { bot: "another" });
    await write("forked-before", ...createPages(512));
    expect(await write("forked-before", pageOfLog(700, other))).toEqual({ kind: "chain-mismatch", page: 2 });
    const [first, second] = createPages(1_024, 3, other);
    expect(await write("forked-both", first!, second!)).toEqual(WRITTEN);
  });

  it("are kept whole where they take several rows", async () => {
    const noise = Array.from({ length: 513 }, () =>
      Buffer.from(crypto.getRandomValues(new Uint8Array(3_000))).toString("base64"),
    );
    const large = (seq: number) => createEvent(seq, { data: { noise: noise[seq]! } });
    const page = pageOfLog(512, large);
    expect(await write("large", pageOfLog(399, large))).toEqual(WRITTEN);
    expect(await write("large", page)).toEqual(WRITTEN);
    const { results } = await DB.prepare("SELECT part, length(body) AS bytes FROM page WHERE feed = 'large'").all();
    expect(results.length).toBeGreaterThan(2);
    expect(results.every(({ bytes }) => Number(bytes) <= 512 * 1024)).toBe(true);
    expect((await readPage(DB, "large", EPOCH, 1))?.text).toBe(page.text);
  });

  it("come several at a time as far as memory allows, the first one in any case, upwards and downwards", async () => {
    const noise = Array.from({ length: 513 }, () =>
      Buffer.from(crypto.getRandomValues(new Uint8Array(3_000))).toString("base64"),
    );
    const incompressible = (seq: number) => createEvent(seq, { data: { noise: noise[(seq % 512) + 1]! } });
    await write("heavy", ...createPages(1_536, 512, incompressible));
    const read = async (feed: string, ...pages: number[]) =>
      (await readPages(DB, feed, EPOCH, pages)).map((page) => page.page);
    expect(await read("heavy", 1, 2, 3)).toEqual([1]);
    expect(await read("heavy", 3, 2, 1)).toEqual([3]);
    const spacious = (seq: number) => createEvent(seq, { data: { text: "a".repeat(12_000) } });
    await write("inflating", ...createPages(1_536, 512, spacious));
    expect(await read("inflating", 1, 2, 3)).toEqual([1, 2]);
    expect(await read("inflating", 3, 2, 1)).toEqual([3, 2]);
    await write("light", ...createPages(1_536));
    expect(await read("light", 3, 2, 1)).toEqual([3, 2, 1]);
    expect(await read("light", 2, 3, 4)).toEqual([2, 3]);
    expect(await readPages(DB, "light", EPOCH, [])).toEqual([]);
  });

  it("are skipped by type, bot and pair, by whole names", async () => {
    await write(
      "skipped",
      ...createPages(1_536, 8, (seq) =>
        createEvent(seq, {
          type: seq === 600 ? "warning" : "status",
          bot: seq <= 512 ? "alpha" : "alpha-2",
          pair: seq > 1_024 ? "XBTC/USDT" : "BTC/USDT",
        }),
      ),
    );
    const matching = async (filter: Filter) =>
      (await listPages(DB, "skipped", EPOCH, { first: 1, last: 3 }, filter))
        .filter((page) => page.matches)
        .map(({ page }) => page);
    expect(await matching({})).toEqual([1, 2, 3]);
    expect(await matching({ types: ["warning"] })).toEqual([2]);
    expect(await matching({ types: ["warning", "status"] })).toEqual([1, 2, 3]);
    expect(await matching({ bots: ["alpha"] })).toEqual([1]);
    expect(await matching({ pairs: ["BTC/USDT"] })).toEqual([1, 2]);
    expect(await matching({ pairs: ["XBTC/USDT"] })).toEqual([3]);
    expect(await matching({ types: ["status"], bots: ["alpha-2"], pairs: ["nothing"] })).toEqual([]);
    expect(await listPages(DB, "skipped", EPOCH, { first: 2, last: 9 }, { types: ["warning"] })).toEqual([
      { page: 2, last: 1_024, matches: true },
      { page: 3, last: 1_536, matches: false },
    ]);
  });

  it("are found by time in one query of few rows", async () => {
    const pages = [...createPages(512 * 64, 512)];
    for (let index = 0; index < 64; index += 16) await write("sought", ...pages.slice(index, index + 16));
    const counting = countingDatabase(DB);
    const seek = (at: number, first = 1, last = 64) => seekPage(counting.db, "sought", EPOCH, { first, last }, at);
    expect(await seek(0)).toBe(1);
    expect(await seek(atOf(512))).toBe(1);
    expect(await seek(atOf(513))).toBe(2);
    expect(await seek(atOf(512 * 40) + 1)).toBe(41);
    expect(await seek(atOf(512 * 64))).toBe(64);
    expect(await seek(atOf(512 * 64) + 1)).toBe(65);
    expect(await seek(0, 10, 20)).toBe(10);
    expect(counting.queries).toBe(7);
    expect(counting.rowsRead / 7).toBeLessThan(30);
  });

  it("are the newest of the newest epoch, and gone once erased, with no other feed's", async () => {
    await write("erased", ...createPages(700));
    await writePages(DB, "erased", "0mwv1x9q1", [...createPages(100)]);
    await write("erased2", ...createPages(10));
    expect(await latestPage(DB, "erased")).toMatchObject({ epoch: "0mwv1x9q1", page: 1, last: 100 });
    await erasePages(DB, "erased");
    await erasePages(DB, "erased");
    expect(await latestPage(DB, "erased")).toBeNull();
    expect(await latestPage(DB, "erased2")).toMatchObject({ page: 1, last: 10 });
  });
});

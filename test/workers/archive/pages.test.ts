/**
 * The archive's pages on the real database: what repeats, late writes and other histories do to them, and what they cost.
 */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { firstSeqOf, lastSeqOf, pageOf, type Filter } from "@fillcast/protocol";
import { listParts } from "../../../archive/listing.ts";
import { findHoles, findReach, listStored, readPageEnd, seekPart } from "../../../archive/pages.ts";
import type { ArchivedPart, Direction } from "../../../archive/parts.ts";
import { readParts } from "../../../archive/read-parts.ts";
import { clearPage, copyPages, erasePages, writeParts } from "../../../archive/write-pages.ts";
import {
  EPOCH,
  atOf,
  createEvent,
  createPages,
  readPage,
  toArchived,
  toOldRows,
  toParts,
  writePages,
  type TestPage,
} from "../../support/pages.ts";
import { countingDatabase } from "../database.ts";

const { DB } = env;
const pageOfLog = (head: number, toEvent = createEvent): TestPage => [...createPages(head, 3, toEvent)].at(-1)!;
const write = (feed: string, ...pages: TestPage[]) => writePages({ db: DB, feed, epoch: EPOCH }, pages);
/** Events of 16 KiB that do not compress: a page of them has about 16 parts. */
const noise = Array.from({ length: 512 }, () =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(12_000))).toString("base64"),
);
const large = (seq: number) => createEvent(seq, { data: { noise: noise[seq % 512]! } });

/** Stores a page as versions before parts did. */
async function writeOld(feed: string, page: TestPage): Promise<void> {
  const statement = DB.prepare(
    `INSERT INTO page (feed, epoch, page, part, first, last, min_at, max_at, keys, chain, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, unhex(? || ?))`,
  );
  for (const row of await toOldRows(page)) {
    const { part, first, last, min_at, max_at, keys, chain, body } = row;
    const halves = [body.slice(0, body.length / 2), body.slice(body.length / 2)];
    await statement.bind(feed, EPOCH, row.page, part, first, last, min_at, max_at, keys, chain, ...halves).run();
  }
}

async function read(
  feed: string,
  stretches: readonly { readonly low: number; readonly high: number }[],
  direction: Direction = "forward",
  db = DB,
): Promise<ArchivedPart[]> {
  const parts: ArchivedPart[] = [];
  for await (const part of readParts({ db, feed, epoch: EPOCH }, stretches, direction)) parts.push(part);
  return parts;
}
const pagesOf = (first: number, last: number) => ({ low: firstSeqOf(first) - 1, high: lastSeqOf(last) });

describe("pages in the archive", () => {
  it("come back as they were written, and cost one row each to write", async () => {
    const pages = [...createPages(1_200)];
    const counting = countingDatabase(DB);
    await writePages({ db: counting.db, feed: "whole", epoch: EPOCH }, pages);
    expect(counting.rowsWritten).toBe(3);
    expect(await read("whole", [pagesOf(1, 4)])).toEqual(pages.flatMap(toArchived));
    expect(await read("whole", [pagesOf(1, 4)], "backward")).toEqual(pages.flatMap(toArchived).toReversed());
    expect(await readPage({ db: DB, feed: "whole", epoch: EPOCH }, 4)).toBeNull();
    expect(await readPage({ db: DB, feed: "whole", epoch: "0mwv1x9q1" }, 1)).toBeNull();
    expect(await readPage({ db: DB, feed: "whol", epoch: EPOCH }, 1)).toBeNull();
    expect(await readPageEnd({ db: DB, feed: "whole", epoch: EPOCH }, 3)).toEqual({
      last: 1_200,
      chain: pages[2]!.chain,
    });
    expect(await readPageEnd({ db: DB, feed: "whole", epoch: EPOCH }, 4)).toBeNull();
  });

  it("do not change by a repeat, nor by an earlier write that comes late", async () => {
    await write("late", pageOfLog(300));
    const counting = countingDatabase(DB);
    await writePages({ db: counting.db, feed: "late", epoch: EPOCH }, [pageOfLog(300), pageOfLog(150)]);
    expect(counting.rowsWritten).toBe(0);
    expect((await readPage({ db: DB, feed: "late", epoch: EPOCH }, 1))?.last).toBe(300);
    await write("late", pageOfLog(512), pageOfLog(300));
    expect((await readPage({ db: DB, feed: "late", epoch: EPOCH }, 1))?.text).toBe(pageOfLog(512).text);
  });

  it("are kept in parts if they are large, of which one row is written as the page fills", async () => {
    await write("large", pageOfLog(399, large));
    const counting = countingDatabase(DB);
    const page = pageOfLog(400, large);
    await writeParts({ db: counting.db, feed: "large", epoch: EPOCH }, toParts(page).slice(-1));
    expect(counting.rowsWritten).toBe(1);
    await write("large", pageOfLog(512, large));
    const { results } = await DB.prepare("SELECT part, length(body) AS bytes FROM page WHERE feed = 'large'").all();
    expect(results.length).toBeGreaterThan(10);
    expect(results.every(({ bytes }) => Number(bytes) <= 512 * 1024)).toBe(true);
    expect(await read("large", [pagesOf(1, 1)])).toEqual(toArchived(pageOfLog(512, large)));
    expect(await read("large", [pagesOf(1, 1)], "backward")).toEqual(toArchived(pageOfLog(512, large)).toReversed());
    expect(await readPageEnd({ db: DB, feed: "large", epoch: EPOCH }, 1)).toMatchObject({ last: 512 });
  });

  it("come a few at a time, and only those that hold what is asked for", async () => {
    await write("few", ...createPages(512 * 3, 3, large));
    const counting = countingDatabase(DB);
    const parts = await read("few", [{ low: 1_000, high: 1_040 }], "forward", counting.db);
    expect(parts[0]!.first).toBeLessThanOrEqual(1_001);
    expect(parts.at(-1)!.last).toBeGreaterThanOrEqual(1_040);
    expect(parts.length).toBeLessThanOrEqual(3);
    const several = [
      { low: 10, high: 12 },
      { low: 700, high: 701 },
      { low: 1_500, high: 1_501 },
    ];
    expect((await read("few", several)).map(({ page }) => page)).toEqual([1, 2, 3]);
    expect((await read("few", several.toReversed(), "backward")).map(({ page }) => page)).toEqual([3, 2, 1]);
    // A reader that wants no more asks for no more.
    const all = readParts({ db: counting.db, feed: "few", epoch: EPOCH }, [pagesOf(1, 3)], "forward");
    counting.queries = 0;
    await all.next();
    await all.return(undefined);
    expect(counting.queries).toBe(1);
  });

  it("are skipped by type, bot and pair, by whole names, part by part", async () => {
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
    const list = async (filter: Filter, span = pagesOf(1, 3), direction: Direction = "forward", limit = 100) => {
      const query = { stretch: span, direction, filter, limit };
      return (await listParts({ db: DB, feed: "skipped", epoch: EPOCH }, query)).parts;
    };
    const matching = async (filter: Filter) =>
      (await list(filter)).filter(({ matches }) => matches).map(({ page }) => page);
    expect(await matching({})).toEqual([1, 2, 3]);
    expect(await matching({ types: ["warning"] })).toEqual([2]);
    expect(await matching({ types: ["warning", "status"] })).toEqual([1, 2, 3]);
    expect(await matching({ bots: ["alpha"] })).toEqual([1]);
    expect(await matching({ pairs: ["BTC/USDT"] })).toEqual([1, 2]);
    expect(await matching({ pairs: ["XBTC/USDT"] })).toEqual([3]);
    expect(await matching({ types: ["status"], bots: ["alpha-2"], pairs: ["nothing"] })).toEqual([]);
    expect(await list({ types: ["warning"] }, pagesOf(2, 9))).toEqual([
      { page: 2, first: 513, last: 1_024, matches: true },
      { page: 3, first: 1_025, last: 1_536, matches: false },
    ]);
    expect((await list({}, pagesOf(1, 3), "backward", 2)).map(({ page }) => page)).toEqual([3, 2]);

    const rare = (seq: number) => ({ ...large(seq), type: seq === 300 ? "warning" : "status" });
    await write("skipped-parts", pageOfLog(512, rare));
    const { parts } = await listParts(
      { db: DB, feed: "skipped-parts", epoch: EPOCH },
      { stretch: pagesOf(1, 1), direction: "forward", filter: { types: ["warning"] }, limit: 100 },
    );
    expect(parts.length).toBeGreaterThan(10);
    const [only, ...others] = parts.filter(({ matches }) => matches);
    expect(others).toEqual([]);
    expect(only!.first <= 300 && only!.last >= 300).toBe(true);
  });

  it("are found by time in one query of few rows", async () => {
    await write("sought", ...createPages(512 * 64, 512));
    const counting = countingDatabase(DB);
    const seek = async (at: number, first = 1, last = 64) => {
      const sought = await seekPart({ db: counting.db, feed: "sought", epoch: EPOCH }, { first, last }, at);
      return sought.kind === "part" ? pageOf(sought.first) : sought.kind;
    };
    expect(await seek(0)).toBe(1);
    expect(await seek(atOf(512))).toBe(1);
    expect(await seek(atOf(513))).toBe(2);
    expect(await seek(atOf(512 * 40) + 1)).toBe(41);
    expect(await seek(atOf(512 * 64))).toBe(64);
    expect(await seek(atOf(512 * 64) + 1)).toBe("none");
    expect(await seek(0, 10, 20)).toBe(10);
    expect(counting.queries).toBe(7);
    expect(counting.rowsRead / 7).toBeLessThan(40);
    await clearPage({ db: DB, feed: "sought", epoch: EPOCH }, 33);
    expect(await seek(atOf(512 * 40))).toBe("unknown");
  });

  it("are found by time to the part of a large one", async () => {
    await write("sought-part", ...createPages(1_024, 3, large));
    const sought = await seekPart({ db: DB, feed: "sought-part", epoch: EPOCH }, { first: 1, last: 2 }, atOf(800));
    expect(sought).toMatchObject({ kind: "part" });
    if (sought.kind !== "part") return;
    expect(sought.first <= 800 && sought.last >= 800 && sought.last - sought.first < 100).toBe(true);
  });

  it("have holes that are found, whole pages and parts", async () => {
    await write("holes", ...createPages(512 * 6));
    expect(await findHoles({ db: DB, feed: "holes", epoch: EPOCH }, 6)).toEqual([]);
    expect(await findHoles({ db: DB, feed: "holes", epoch: EPOCH }, 8)).toEqual([{ first: 3_073, last: 4_096 }]);
    for (const page of [2, 3, 5]) await clearPage({ db: DB, feed: "holes", epoch: EPOCH }, page);
    expect(await findHoles({ db: DB, feed: "holes", epoch: EPOCH }, 6)).toEqual([
      { first: 513, last: 1_536 },
      { first: 2_049, last: 2_560 },
    ]);
    await write("holes-part", pageOfLog(512, large));
    expect(await findHoles({ db: DB, feed: "holes-part", epoch: EPOCH }, 1)).toEqual([]);
    await DB.prepare("DELETE FROM page WHERE feed = 'holes-part' AND part = 3").run();
    expect(await findHoles({ db: DB, feed: "holes-part", epoch: EPOCH }, 1)).toEqual([{ first: 1, last: 512 }]);
  });

  it("are as many in one answer as its questions reach: all of usual ones, fewer of large ones", async () => {
    await write("reach", ...createPages(512 * 20, 512));
    const range = { first: 1, last: 20 };
    expect(await findReach({ db: DB, feed: "reach", epoch: EPOCH }, range, "forward")).toBe(20);
    expect(await findReach({ db: DB, feed: "reach", epoch: EPOCH }, range, "backward")).toBe(1);
  });

  it("are gone once erased, with no other feed's, and given on to another epoch", async () => {
    await write("erased", ...createPages(700));
    await writePages({ db: DB, feed: "erased", epoch: "0mwv1x9q1" }, createPages(100));
    await write("erased2", ...createPages(512 * 40, 512));
    await erasePages(DB, "erased");
    await erasePages(DB, "erased");
    expect(await listStored({ db: DB, feed: "erased", epoch: EPOCH }, { first: 1, last: 9 })).toEqual([]);
    expect(await listStored({ db: DB, feed: "erased", epoch: "0mwv1x9q1" }, { first: 1, last: 9 })).toEqual([]);
    await copyPages({ db: DB, feed: "erased2", epoch: EPOCH }, "0mwv1x9q2", 38);
    await copyPages({ db: DB, feed: "erased2", epoch: EPOCH }, "0mwv1x9q2", 38);
    const copied = await listStored({ db: DB, feed: "erased2", epoch: "0mwv1x9q2" }, { first: 1, last: 40 });
    expect(copied).toEqual(
      (await listStored({ db: DB, feed: "erased2", epoch: EPOCH }, { first: 1, last: 40 })).slice(0, 38),
    );
  });
});

describe("pages that were archived before there were parts", () => {
  it("are read, listed, sought and copied beside those of today", async () => {
    const pages = [...createPages(512 * 4, 3, large)];
    await write("old", pages[0]!, pages[2]!);
    await writeOld("old", pages[1]!);
    await writeOld("old", pages[3]!);
    const texts = (parts: readonly ArchivedPart[], page: number) =>
      parts
        .filter((part) => part.page === page)
        .map(({ text }) => text)
        .join(",\n\n");
    const forward = await read("old", [pagesOf(1, 4)]);
    const backward = (await read("old", [pagesOf(1, 4)], "backward")).toReversed();
    for (const { page, text } of pages) {
      expect(texts(forward, page)).toBe(text);
      expect(texts(backward, page)).toBe(text);
    }
    const { parts: listed } = await listParts(
      { db: DB, feed: "old", epoch: EPOCH },
      { stretch: pagesOf(2, 2), direction: "forward", filter: { bots: ["bot-1"] }, limit: 100 },
    );
    expect(listed).toEqual([{ page: 2, first: 513, last: 1_024, matches: true }]);
    expect(await seekPart({ db: DB, feed: "old", epoch: EPOCH }, { first: 1, last: 4 }, atOf(700))).toEqual({
      kind: "part",
      first: 513,
      last: 1_024,
    });
    expect(await findHoles({ db: DB, feed: "old", epoch: EPOCH }, 4)).toEqual([]);
    expect(await readPageEnd({ db: DB, feed: "old", epoch: EPOCH }, 4)).toEqual({
      last: 2_048,
      chain: pages[3]!.chain,
    });
  });
});

/**
 * Which parts a filter opens, by chapters and by pages, on the real database.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { firstSeqOf, lastSeqOf, pageOf, type FeedEvent, type Filter } from "@fillcast/protocol";
import { listParts, type ListedPart } from "../../../archive/listing.ts";
import type { Direction } from "../../../archive/parts.ts";
import { clearPage, copyPages, erasePages } from "../../../archive/write-pages.ts";
import { EPOCH, createEvent, createPages, writePages } from "../../support/pages.ts";
import { countingDatabase } from "../database.ts";

const { DB } = env;
/** Two chapters and 22 pages. */
const PAGES = 150;
const RARE: ReadonlySet<number> = new Set([3, 64, 65, 70, 140]);

/** Pages of small events, all of a page alike. */
function* sparsePages(pages: number, changes: (page: number) => Partial<FeedEvent>) {
  yield* createPages(lastSeqOf(pages), 512, (seq) => createEvent(seq, { data: {}, ...changes(pageOf(seq)) }));
}

const write = (feed: string, pages: number, changes: (page: number) => Partial<FeedEvent>, epoch = EPOCH) =>
  writePages({ db: DB, feed, epoch }, sparsePages(pages, changes));

const chaptersOf = async (feed: string, epoch = EPOCH) =>
  (
    await DB.prepare("SELECT chapter, keys FROM chapter WHERE feed = ? AND epoch = ? ORDER BY chapter")
      .bind(feed, epoch)
      .all<{ chapter: number; keys: string }>()
  ).results;

/** All parts of a stretch, listing on from where a listing ended, and how many listings that took. */
async function listAll(feed: string, filter: Filter, first: number, last: number, direction: Direction, limit = 512) {
  let [low, high] = [firstSeqOf(first) - 1, lastSeqOf(last)];
  const parts: ListedPart[] = [];
  for (let listings = 1; ; listings++) {
    const query = { stretch: { low, high }, direction, filter, limit };
    const listing = await listParts({ db: DB, feed, epoch: EPOCH }, query);
    parts.push(...listing.parts);
    if (listing.isAll) return { parts, listings };
    const end = listing.parts.at(-1)!;
    if (direction === "forward") low = end.last;
    else high = end.first - 1;
    if (low >= high) return { parts, listings };
  }
}

function expectJoined(parts: readonly ListedPart[], first: number, last: number, direction: Direction): void {
  const ordered = direction === "forward" ? parts : parts.toReversed();
  expect(ordered[0]!.first).toBeLessThanOrEqual(firstSeqOf(first));
  expect(ordered.at(-1)!.last).toBe(lastSeqOf(last));
  for (const [index, part] of ordered.entries()) {
    if (index > 0) expect(part.first).toBe(ordered[index - 1]!.last + 1);
    if (part.matches) expect(pageOf(part.first)).toBe(pageOf(part.last));
  }
}

describe("the parts of a log", () => {
  beforeAll(async () => {
    await write("listed", PAGES, (page) => ({ type: RARE.has(page) ? "warning" : "status", bot: `bot-${page % 2}` }));
  }, 120_000);

  it.each([
    ["forward", 1, 150],
    ["forward", 2, 64],
    ["forward", 64, 129],
    ["forward", 129, 150],
    ["backward", 1, 150],
    ["backward", 60, 128],
    ["backward", 3, 3],
  ] as const)(
    "are those of pages and chapters together, %s over the pages %i to %i",
    async (direction, first, last) => {
      for (const [filter, isRare] of [
        [{ types: ["warning"] }, true],
        [{ types: ["warning"], bots: ["bot-9"] }, false],
        [{ types: ["nothing"] }, false],
      ] as const) {
        const { parts, listings } = await listAll("listed", filter, first, last, direction);
        expect(listings).toBe(1);
        expectJoined(parts, first, last, direction);
        const matching = parts.filter(({ matches }) => matches).map(({ page }) => page);
        const expected = [...RARE].filter((page) => isRare && page >= first && page <= last);
        expect(matching).toEqual(direction === "forward" ? expected : expected.toReversed());
      }
    },
  );

  it("are found by a row for 64 pages", async () => {
    const counting = countingDatabase(DB);
    const query = {
      stretch: { low: 0, high: lastSeqOf(128) },
      direction: "forward",
      filter: { types: ["nothing"] },
      limit: 512,
    } as const;
    const { parts } = await listParts({ db: counting.db, feed: "listed", epoch: EPOCH }, query);
    expect(parts).toEqual([
      { page: 1, first: 1, last: lastSeqOf(64), matches: false },
      { page: 65, first: firstSeqOf(65), last: lastSeqOf(128), matches: false },
    ]);
    // The two that look at chapters put rows in order, and each of the three may look at the row after its own, which the two put
    // in order too where it is another feed's. The pages themselves would be 128.
    expect(counting.rowsRead).toBeLessThanOrEqual(2 * (2 * 2) + 3 + 2);
  });

  it("come from the pages themselves where a chapter is missing", async () => {
    await write("gap", 140, (page) => ({ type: RARE.has(page) ? "warning" : "status" }));
    await DB.prepare("DELETE FROM chapter WHERE feed = 'gap' AND chapter = 1").run();
    for (const direction of ["forward", "backward"] as const) {
      const { parts } = await listAll("gap", { types: ["warning"] }, 1, 140, direction, 50);
      expectJoined(parts, 1, 140, direction);
      const matching = parts.filter(({ matches }) => matches).map(({ page }) => page);
      expect(matching.toSorted((a, b) => a - b)).toEqual([...RARE]);
    }
  });
});

describe("a chapter", () => {
  it("is stored with its last page, again with the same words, and not before all of its pages are there", async () => {
    await write("filled-late", 63, () => ({}));
    expect(await chaptersOf("filled-late")).toEqual([]);
    const pages = [...sparsePages(64, () => ({}))];
    await clearPage({ db: DB, feed: "filled-late", epoch: EPOCH }, 9);
    await writePages({ db: DB, feed: "filled-late", epoch: EPOCH }, [pages[63]!]);
    expect(await chaptersOf("filled-late")).toEqual([]);
    await writePages({ db: DB, feed: "filled-late", epoch: EPOCH }, [pages[8]!, pages[63]!]);
    const [chapter, ...others] = await chaptersOf("filled-late");
    expect(others).toEqual([]);
    expect(JSON.parse(chapter!.keys)).toHaveLength(64);
    await writePages({ db: DB, feed: "filled-late", epoch: EPOCH }, [pages[63]!]);
    expect(await chaptersOf("filled-late")).toEqual([chapter]);
  });

  it("is not made of keys that would not fit into a row: the pages tell them", async () => {
    const pairOf = (page: number, seq: number) => `${page}-${seq}-${"P".repeat(40)}`;
    await writePages(
      { db: DB, feed: "many", epoch: EPOCH },
      createPages(lastSeqOf(64), 512, (seq) => createEvent(seq, { data: {}, pair: pairOf(pageOf(seq), seq) })),
    );
    expect(await chaptersOf("many")).toEqual([]);
    const { parts } = await listAll("many", { pairs: [pairOf(40, lastSeqOf(40))] }, 1, 64, "forward");
    expect(parts.filter(({ matches }) => matches).map(({ page }) => page)).toEqual([40]);
  });

  it("goes with its feed, into another epoch and away", async () => {
    await write("moved", 128, () => ({}));
    const [first, ...rest] = await chaptersOf("moved");
    expect(rest).toHaveLength(1);
    const log = { db: DB, feed: "moved", epoch: EPOCH };
    for (let turn = 0; turn < 2; turn++) await copyPages(log, "0mwv1x9q9", 100);
    expect(await chaptersOf("moved", "0mwv1x9q9")).toEqual([first]);
    await erasePages(DB, "moved");
    expect(await chaptersOf("moved")).toEqual([]);
    expect(await chaptersOf("moved", "0mwv1x9q9")).toEqual([]);
  });
});

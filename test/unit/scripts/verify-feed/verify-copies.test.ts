import { describe, expect, it } from "vitest";
import { extendChainHex } from "../../../../archive/chain.ts";
import { countEvents, textToRecords } from "../../../../archive/page.ts";
import type { ExportLine } from "../../../../archive/verify.ts";
import type { LogCopies, PageCopy } from "../../../../scripts/verify-feed/copies.ts";
import { verifyCopies } from "../../../../scripts/verify-feed/verify-copies.ts";
import { EPOCH, createEvent, createPages } from "../../../support/pages.ts";

const HEAD = 1_700;
type Pages = Map<number, PageCopy>;

/** The pages of a log as a copy holds them, the last one open. */
function toCopies(head: number, toEvent = createEvent): Pages {
  const pages = [...createPages(head, 3, toEvent)];
  return new Map(pages.map(({ page, first, text, chain }) => [page, { kind: "page", first, text, chain }]));
}

/** A log of 1,700 events of which the room holds the pages from 3 on, and 1,600 are archived; a test changes what it likes. */
function createCopies(
  change: (copies: { archive: Pages; room: Pages; served: Pages }) => void = () => {},
  oldest = 1_025,
): LogCopies {
  const archive = toCopies(1_600);
  const served = toCopies(1_536);
  const room = toCopies(HEAD);
  for (const page of room.keys()) if (page * 512 < oldest) room.delete(page);
  change({ archive, room, served });
  return {
    bounds: { epoch: EPOCH, head: HEAD, oldest, archived: 1_600, problem: null },
    areServed: true,
    readPage: async (copy, page) => ({ room, archive, served })[copy].get(page) ?? { kind: "absent" },
  };
}

/** The page with an event's text changed. */
function alter(pages: Pages, page: number, from: string, to: string): void {
  const copy = pages.get(page);
  if (copy?.kind !== "page" || !copy.text.includes(from)) throw new Error(`page ${page} has no ${from}`);
  pages.set(page, { ...copy, text: copy.text.replace(from, to) });
}

describe("verifying both copies of a log", () => {
  it("finds that they fit, and hands on each record once, in order", async () => {
    const lines: ExportLine[] = [];
    const finding = await verifyCopies(createCopies(), (line) => lines.push(line));
    expect(finding).toMatchObject({
      kind: "fits",
      head: HEAD,
      archive: { first: 1, last: 1_600 },
      room: { first: 1_025, last: HEAD },
      chain: lines.at(-1)!.chain,
    });
    expect(lines.map(({ first }) => first)).toEqual([1, ...lines.slice(0, -1).map(({ last }) => last + 1)]);
    expect(lines.at(-1)!.last).toBe(HEAD);
  });

  it("fits where nothing is archived yet, and where there is nothing at all", async () => {
    const young = createCopies(({ archive }) => archive.clear(), 1);
    const unarchived = { ...young, bounds: { ...young.bounds, archived: 0, problem: null } };
    expect(await verifyCopies(unarchived)).toMatchObject({ kind: "fits", archive: { first: 0, last: 0 } });
    const empty = { ...young, bounds: { epoch: EPOCH, head: 0, oldest: 1, archived: 0, problem: null } };
    expect(await verifyCopies(empty)).toMatchObject({ kind: "fits", head: 0, chain: "00".repeat(32) });
  });

  it("names the altered event itself where the other copy has the page", async () => {
    const archived = createCopies(({ archive }) => alter(archive, 3, '"1200.5"', '"1200.6"'));
    expect(await verifyCopies(archived)).toMatchObject({ kind: "broken", seq: 1_200, copy: "archive" });
    const held = createCopies(({ room }) => alter(room, 4, '"1599.5"', '"0.5"'));
    expect(await verifyCopies(held)).toMatchObject({ kind: "broken", seq: 1_599, copy: "room" });
  });

  it("names the first event that no digest vouches for where only one copy has the page", async () => {
    const old = createCopies(({ archive }) => alter(archive, 2, '"900.5"', '"900.6"'));
    expect(await verifyCopies(old)).toMatchObject({ kind: "broken", seq: 513, copy: "archive" });
    const young = createCopies(({ room }) => alter(room, 4, '"1699.5"', '"0.5"'));
    expect(await verifyCopies(young)).toMatchObject({ kind: "broken", seq: 1_537, copy: "room" });
  });

  it("names the record where the copy keeps a digest for each", async () => {
    const kept = createCopies(({ archive, room }) => {
      const [before, copy] = [archive.get(3), room.get(4)];
      if (before?.kind !== "page" || copy?.kind !== "page") throw new Error("a page is missing");
      let chain = before.chain;
      let last = copy.first - 1;
      const kept = new Map<number, string>();
      for (const record of textToRecords(copy.text)) {
        chain = extendChainHex(chain, record);
        kept.set((last += countEvents(record)), chain);
      }
      room.set(4, { ...copy, kept });
      alter(room, 4, '"1698.5"', '"0.5"');
    });
    expect(await verifyCopies(kept)).toMatchObject({ kind: "broken", seq: 1_696, copy: "room" });
  });

  it("names what is missing or cannot be read", async () => {
    const lacking = createCopies(({ archive }) => archive.delete(2));
    expect(await verifyCopies(lacking)).toMatchObject({ kind: "broken", seq: 513, copy: "archive" });
    const unreadable = createCopies(({ archive }) => archive.set(3, { kind: "unreadable", detail: "no gzip" }));
    expect(await verifyCopies(unreadable)).toMatchObject({ kind: "broken", seq: 1_025, copy: "archive" });
    const short = createCopies(({ archive }) => archive.delete(4));
    expect(await verifyCopies(short)).toMatchObject({ kind: "broken", seq: 1_537, copy: "archive" });
    const forgetful = createCopies(({ room }) => room.delete(3));
    expect(await verifyCopies(forgetful)).toMatchObject({ kind: "broken", seq: 1_025, copy: "room" });
    const holed = createCopies(({ archive }) => archive.clear());
    expect(await verifyCopies(holed)).toMatchObject({ kind: "broken", seq: 1 });
  });

  it("names what is served otherwise than it was stored", async () => {
    const lying = createCopies(({ served }) => alter(served, 2, '"900.5"', '"900.6"'));
    expect(await verifyCopies(lying)).toMatchObject({ kind: "broken", seq: 900, copy: "served" });
    const unserved = createCopies(({ served }) => served.clear());
    expect(await verifyCopies(unserved)).toMatchObject({ kind: "broken", seq: 1, copy: "served" });
    expect(await verifyCopies({ ...unserved, areServed: false })).toMatchObject({ kind: "fits" });
  });

  it("notices two histories, each of which fits by itself", async () => {
    const forked = createCopies(({ archive, room }) => {
      archive.clear();
      const other = toCopies(1_600, (seq) => createEvent(seq, seq === 1_300 ? { bot: "other" } : {}));
      for (const [page, copy] of other) archive.set(page, copy);
      expect(archive.get(2)).toEqual(toCopies(1_600).get(2));
      expect(room.size).toBe(2);
    });
    expect(await verifyCopies(forked)).toMatchObject({ kind: "broken", seq: 1_300, copy: "archive" });
  });
});

import { CHUNK_MAX_BYTES, RECORD_SEPARATOR } from "@fillcast/protocol";
import * as fc from "fast-check";
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CHAIN_START, CHAIN_START_HEX, chainToHex, extendChain, extendChainHex } from "../../../archive/chain.ts";
import {
  countEvents,
  encodePart,
  packRecords,
  textToEvents,
  textToRecords,
  type PartRow,
} from "../../../archive/page.ts";
import { cutPart, rowsToParts, type ArchivedPart, type Direction } from "../../../archive/parts.ts";
import { createEvent, createPages, toArchived, toOldRows, toParts, type TestPage } from "../../support/pages.ts";

const [whole] = [...createPages(512)] as [TestPage];
/** A page of 512 × 24 KiB that does not compress: 33 parts, and of the old form 19 rows. */
const noise = randomBytes(18 * 1024);
const [large] = [
  ...createPages(512, 4, (seq) => {
    noise.writeUInt32LE(seq);
    for (let at = 0; at < noise.length; at += 4)
      noise.writeUInt32LE((noise.readUInt32LE(at) * 1_664_525 + seq) >>> 0, at);
    return createEvent(seq, { data: { noise: noise.toString("base64") } });
  }),
] as [TestPage];

async function decode(rows: readonly PartRow[], direction: Direction = "forward"): Promise<ArchivedPart[]> {
  async function* each() {
    yield* direction === "forward" ? rows : rows.toReversed();
  }
  const parts: ArchivedPart[] = [];
  for await (const part of rowsToParts(each(), direction)) parts.push(part);
  return direction === "forward" ? parts : parts.reverse();
}
const encode = async (page: TestPage) => Promise.all(toParts(page).map(encodePart));
const textOf = (parts: readonly ArchivedPart[]) => parts.map(({ text }) => text).join(RECORD_SEPARATOR);

describe("a page on its way into the archive and back", () => {
  it("comes out as it went in, in one row, with what is inside it listed once", async () => {
    const rows = await encode(whole);
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]!.keys)).toEqual({
      types: ["entry_fill", "exit_fill"],
      bots: ["bot-1", "bot-2", "bot-0"],
      pairs: ["P1/USDT", "P2/USDT", "P3/USDT", "P4/USDT", "P0/USDT"],
    });
    expect(await decode(rows)).toEqual(toArchived(whole));
  });

  it("is cut into parts of whole records, none over 512 KiB, each with its own ends, keys and digest", async () => {
    const rows = await encode(large);
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row.body.length / 2).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
      expect(large.records.find(({ last }) => last === row.last)!.chain).toBe(row.chain);
    }
    expect(rows.map(({ first }) => first).slice(1)).toEqual(rows.map(({ last }) => last + 1).slice(0, -1));
    for (const direction of ["forward", "backward"] as const) {
      expect(await decode(rows, direction)).toEqual(toArchived(large));
    }
  });

  it("never changes a full part while the page fills: where parts end follows from the records' sizes alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        const parts = packRecords(sizes);
        expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to)]);
        expect(parts.at(-1)!.to).toBe(sizes.length);
        for (let length = 1; length < sizes.length; length++) {
          const sooner = packRecords(sizes.slice(0, length));
          expect(sooner.slice(0, -1)).toEqual(parts.slice(0, sooner.length - 1));
        }
        for (const { from, to } of parts) {
          const bytes = sizes.slice(from, to).reduce((sum, size) => sum + size + RECORD_SEPARATOR.length, 0);
          expect(to - from === 1 || bytes - RECORD_SEPARATOR.length <= CHUNK_MAX_BYTES).toBe(true);
        }
      }),
    );
  });

  it("can be cut at the ends of records, and keeps a digest only at its own end", () => {
    const [part] = toArchived(whole) as [ArchivedPart];
    const { records } = whole;
    expect(cutPart(part, 0, 512)).toBe(part);
    const cut = cutPart(part, records[3]!.last, records[9]!.last);
    expect(cut).toMatchObject({ first: records[4]!.first, last: records[9]!.last, chain: null });
    expect(textToRecords(cut.text)).toEqual(records.slice(4, 10).map(({ text }) => text));
    expect(cutPart(part, records[3]!.last, 512).chain).toBe(part.chain);
  });
});

describe("a page as it was archived before there were parts", () => {
  it("comes out whole, in parts, in both directions, beside pages of today", async () => {
    for (const page of [whole, large]) {
      const old = await toOldRows(page);
      expect(old.length > 1).toBe(page === large);
      for (const direction of ["forward", "backward"] as const) {
        const parts = await decode([...old, ...(await encode({ ...whole, page: 2 }))], direction);
        expect(textOf(parts.filter((part) => part.page === 1))).toBe(page.text);
        expect(parts.find((part) => part.last === 512)!.chain).toBe(page.chain);
        expect(parts.filter((part) => part.page === 2)).toHaveLength(1);
        for (const { text } of parts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CHUNK_MAX_BYTES);
      }
    }
  });

  it("leaves out rows that an earlier write left behind", async () => {
    const [row] = await toOldRows(whole);
    const stale = { ...row!, part: 1, last: 400 };
    for (const direction of ["forward", "backward"] as const) {
      expect(textOf(await decode([row!, stale], direction))).toBe(whole.text);
    }
  });

  it("is refused if a row of it is missing", async () => {
    const rows = await toOldRows(large);
    await expect(decode(rows.slice(0, -1))).rejects.toThrow();
    await expect(decode(rows.toSpliced(3, 1))).rejects.toThrow();
  });
});

describe("a page's text", () => {
  it("gives its records and its events without parsing one, whatever they contain", () => {
    const tricky = [createEvent(1, { data: { text: "a,\nb,\n\nc" } }), createEvent(2), createEvent(3)];
    const [one, two, three] = tricky.map((event) => JSON.stringify(event));
    const text = `${one},\n${two}${RECORD_SEPARATOR}${three}`;
    expect(textToRecords(text)).toEqual([`${one},\n${two}`, three]);
    expect(textToEvents(text)).toEqual([one, two, three]);
    expect(textToEvents("")).toEqual([]);
    expect([countEvents(""), countEvents(one!), countEvents(text)]).toEqual([0, 1, 3]);
    expect(JSON.parse(`[${text}]`)).toEqual(tricky);
  });

  it("has the chain that the room computes", () => {
    const record = JSON.stringify(createEvent(1, { data: { text: "Ünïcode 🚀" } }));
    expect(chainToHex(CHAIN_START)).toBe(CHAIN_START_HEX);
    const { chain, bytes } = extendChain(CHAIN_START, record);
    expect(extendChainHex(CHAIN_START_HEX, record)).toBe(chainToHex(chain));
    expect(bytes).toBe(Buffer.byteLength(record));
  });
});

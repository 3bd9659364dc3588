import { CHUNK_MAX_BYTES, RECORD_SEPARATOR } from "@fillcast/protocol";
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CHAIN_START, CHAIN_START_HEX, chainToHex, extendChain, extendChainHex } from "../../../src/archive/chain.ts";
import { decodePage, encodePage, pageToRecords, textToEvents } from "../../../src/archive/page.ts";
import { createEvent, createPages } from "../../support/pages.ts";

const [whole] = [...createPages(512)];

describe("a page on its way into the archive and back", () => {
  it("comes out as it went in, in one row, with what is inside it listed once", async () => {
    const rows = await encodePage(whole!);
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]!.keys)).toEqual({
      types: ["entry_fill", "exit_fill"],
      bots: ["bot-1", "bot-2", "bot-0"],
      pairs: ["P1/USDT", "P2/USDT", "P3/USDT", "P4/USDT", "P0/USDT"],
    });
    const chain = Buffer.from(whole!.chain).toString("hex");
    expect(await decodePage(rows)).toEqual({ ...whole, chain });
  });

  it("is split into rows of at most 512 KiB where it does not compress, and only there", async () => {
    const noise = randomBytes(600 * 1024).toString("base64");
    const page = { ...whole!, text: JSON.stringify(createEvent(1, { data: { noise } })) };
    const rows = await encodePage(page);
    expect(rows.map((row) => [row.part, row.body.length / 2 <= CHUNK_MAX_BYTES])).toEqual([
      [0, true],
      [1, true],
    ]);
    expect((await decodePage(rows)).text).toBe(page.text);
  });

  it("leaves out rows that an earlier or later write left behind", async () => {
    const rows = await encodePage(whole!);
    const stale = { ...rows[0]!, part: 1, last: 400 };
    expect((await decodePage([...rows, stale])).text).toBe(whole!.text);
  });

  it("is refused where a part is missing", async () => {
    const noise = randomBytes(600 * 1024).toString("base64");
    const rows = await encodePage({ ...whole!, text: JSON.stringify(createEvent(1, { data: { noise } })) });
    await expect(decodePage(rows.slice(0, 1))).rejects.toThrow();
    await expect(decodePage(rows.slice(1))).rejects.toThrow("first part");
  });

  it("gives its records and its events without parsing one, whatever they contain", () => {
    const tricky = [createEvent(1, { data: { text: "a,\nb,\n\nc" } }), createEvent(2), createEvent(3)];
    const [one, two, three] = tricky.map((event) => JSON.stringify(event));
    const text = `${one},\n${two}${RECORD_SEPARATOR}${three}`;
    expect(pageToRecords(text)).toEqual([`${one},\n${two}`, three]);
    expect(textToEvents(text)).toEqual([one, two, three]);
    expect(textToEvents("")).toEqual([]);
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

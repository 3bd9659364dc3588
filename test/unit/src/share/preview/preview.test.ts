/** The preview is a PNG that any reader opens, and shows what it says. */
import { crc32, inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import type { SharedDay, SharedFigures, SharedView } from "@fillcast/protocol";
import { drawPreview, PREVIEW_HEIGHT, PREVIEW_WIDTH } from "../../../../../src/share/preview/preview.ts";

interface Png {
  readonly width: number;
  readonly height: number;
  /** Pixels of each colour, by red, green and blue. */
  readonly colours: ReadonlyMap<string, number>;
}

/** Reads what an 8-bit PNG with a palette says, and checks each chunk's sum. */
function decode(png: Uint8Array): Png {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const whole = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(whole));
    chunks.set(whole.subarray(0, 4).toString("latin1"), whole.subarray(4));
    at += 12 + length;
  }
  const header = chunks.get("IHDR")!;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect([...header.subarray(8)]).toEqual([8, 3, 0, 0, 0]);
  const palette = chunks.get("PLTE")!;
  const rows = inflateSync(chunks.get("IDAT")!);
  expect(rows.length).toBe((width + 1) * height);
  const colours = new Map<string, number>();
  for (const [index, value] of rows.entries()) {
    if (index % (width + 1) === 0) continue;
    const colour = [...palette.subarray(value * 3, value * 3 + 3)].join(",");
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return { width, height, colours };
}

const figures = (ratio: string): SharedFigures => ({
  closed: 128,
  wins: 80,
  losses: 48,
  unrated: 0,
  ratio,
  best: "0.02",
  worst: "-0.01",
  drawdown: "0.031",
});
const DAYS: SharedDay[] = Array.from({ length: 30 }, (_, index) => ({
  day: `2026-11-${String(index + 1).padStart(2, "0")}`,
  ratio: index % 3 === 0 ? "-0.004" : "0.006",
  closed: 2,
}));
const viewOf = (ratio: string | null): SharedView => ({
  title: null,
  amounts: false,
  delayS: 0,
  openedFrom: null,
  books: ratio === null ? [] : [{ mode: "live", ...figures(ratio), month: figures(ratio), days: DAYS }],
  closed: [],
  open: null,
});
const GAIN = "95,211,147";
const LOSS = "255,138,128";

it("is 1200 by 630 and a few KiB, green for a gain and red for a loss", async () => {
  const png = await drawPreview(viewOf("0.1234"));
  expect(png.byteLength).toBeLessThan(64 * 1024);
  const gain = decode(png);
  expect([gain.width, gain.height]).toEqual([PREVIEW_WIDTH, PREVIEW_HEIGHT]);
  expect(gain.colours.get(GAIN)).toBeGreaterThan(5_000);
  expect(gain.colours.has(LOSS)).toBe(false);
  expect(decode(await drawPreview(viewOf("-0.1234"))).colours.get(LOSS)).toBeGreaterThan(3_000);
});

it("says so where nothing has closed", async () => {
  const { colours } = decode(await drawPreview(viewOf(null)));
  expect([colours.has(GAIN), colours.has(LOSS)]).toEqual([false, false]);
  expect(colours.get("240,242,245")).toBeGreaterThan(2_000);
});

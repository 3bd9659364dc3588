import { PAGE_EVENTS, TAIL_MIN_EVENTS, TAIL_MIN_MS } from "@fillcast/protocol";
import { describe, expect, it } from "vitest";
import { decideDrops } from "../../../../../parties/feed/duties/release.ts";

const NOW = 10 * TAIL_MIN_MS;
const OLD = NOW - TAIL_MIN_MS;
const pages = (...maxAts: number[]) => maxAts.map((maxAt, index) => ({ page: index + 1, maxAt }));
const HEAD = 4 * PAGE_EVENTS + TAIL_MIN_EVENTS;

describe("retention", () => {
  it("drops what is archived and older than the tail, by count and by time", () => {
    expect(decideDrops(pages(OLD, OLD, OLD, OLD, OLD), HEAD, HEAD, NOW)).toEqual([1, 2, 3, 4]);
  });

  it("keeps 4,096 events whatever their age", () => {
    expect(decideDrops(pages(OLD, OLD), PAGE_EVENTS + TAIL_MIN_EVENTS - 1, HEAD, NOW)).toEqual([]);
    expect(decideDrops(pages(OLD, OLD), PAGE_EVENTS + TAIL_MIN_EVENTS, HEAD, NOW)).toEqual([1]);
  });

  it("keeps 24 hours whatever their number", () => {
    expect(decideDrops(pages(OLD, OLD + 1), HEAD, HEAD, NOW)).toEqual([1]);
  });

  it("keeps what is not archived, and everything after it", () => {
    expect(decideDrops(pages(OLD, OLD, OLD), HEAD, 2 * PAGE_EVENTS - 1, NOW)).toEqual([1]);
    expect(decideDrops(pages(OLD + 1, OLD, OLD), HEAD, HEAD, NOW)).toEqual([]);
  });
});

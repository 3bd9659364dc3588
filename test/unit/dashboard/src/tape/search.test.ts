import { describe, expect, test } from "vitest";
import type { Position, TradeEvent } from "fillcast";
import type { Answer, EventsPage } from "../../../../../dashboard/src/live/api.ts";
import { TapeSearch, TapeSearches } from "../../../../../dashboard/src/tape/search.ts";
import { at, seqs } from "../../../../support/tape.ts";

const START: Position = { epoch: "0mwuacao0", seq: 1_001 };
const everything = (): boolean => true;

/** A log of 1,000 events; an answer looks at 100 of them. `asked` has what was asked. */
function createLog(fails: () => Answer<EventsPage> | null = () => null) {
  const asked: { readonly before: number; readonly limit: number }[] = [];
  const read = async (before: Position | string, query: Readonly<Record<string, string>>) => {
    const end = typeof before === "string" ? Number(before) : before.seq;
    const limit = Number(query["limit"]);
    asked.push({ before: end, limit });
    const failure = fails();
    if (failure !== null) return failure;
    const low = Math.max(1, end - Math.min(100, limit));
    const events: TradeEvent[] = [];
    for (let seq = end - 1; seq >= low; seq--) events.push({ ...at(seq), at: seq * 1_000 });
    return { kind: "ok", value: { events, next: low === 1 ? null : String(low) } } as const;
  };
  return { read, asked };
}

describe("a search", () => {
  test("ends a step with a screenful, and goes on there", async () => {
    const { read, asked } = createLog();
    const search = new TapeSearch(START, {}, read);
    await search.older(everything);
    expect(seqs(search.view.rows)).toEqual(Array.from({ length: 100 }, (_, index) => 1_000 - index));
    expect(search.view).toMatchObject({ phase: "idle", reachedAt: 900_000 });
    await search.older(everything);
    expect(search.view.rows).toHaveLength(200);
    expect(asked.map(({ before }) => before)).toEqual([1_001, 901, 901, 801]);
  });

  test("for what is rare gives up after some answers, and says how far it has looked", async () => {
    const { read } = createLog();
    const search = new TapeSearch(START, {}, read);
    const isWanted = ({ seq }: TradeEvent): boolean => seq === 250;
    await search.older(isWanted);
    expect(search.view).toEqual({ rows: [], phase: "idle", reachedAt: 500_000, refusal: null });
    await search.older(isWanted);
    expect(seqs(search.view.rows)).toEqual([250]);
    expect(search.view.phase).toBe("end");
    await search.older(isWanted);
    expect(search.view.phase).toBe("end");
  });

  test("that is refused says why, and goes on where it stood", async () => {
    let isDown = false;
    const { read } = createLog(() =>
      isDown ? { kind: "refused", status: 503, code: "archive-unavailable", detail: "Wait." } : null,
    );
    const search = new TapeSearch(START, {}, read);
    await search.older(everything);
    isDown = true;
    await search.older(everything);
    expect(search.view).toMatchObject({ phase: "failed", refusal: "Wait." });
    expect(search.view.rows).toHaveLength(100);
    isDown = false;
    await search.older(everything);
    expect(search.view.rows).toHaveLength(200);
    expect(new Set(seqs(search.view.rows)).size).toBe(200);
  });
});

test("searches are found by their question, in the same log, where nothing lacks above them", async () => {
  const { read } = createLog();
  const searches = new TapeSearches();
  const search = searches.begin(START, { q: "eth" }, read);
  expect(searches.find({ q: "eth" }, START.epoch, 900)).toBe(search);
  expect(searches.find({ q: "btc" }, START.epoch, 900)).toBe(null);
  expect(searches.find({ q: "eth" }, "0mwuacao1", 900)).toBe(null);
  expect(searches.find({ q: "eth" }, START.epoch, 1_002)).toBe(null);
  for (let other = 0; other < 5; other++) searches.begin(START, { q: String(other) }, read);
  expect(searches.find({ q: "eth" }, START.epoch, 900)).toBe(null);
});

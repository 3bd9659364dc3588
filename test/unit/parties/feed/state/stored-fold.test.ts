import { expect, test } from "vitest";
import type { FeedEvent } from "@fillcast/protocol";
import { evolve, foldAll, initialState, type FoldState } from "../../../../../parties/feed/state/fold/evolve.ts";
import { openFold, storeFold } from "../../../../../parties/feed/state/stored-fold.ts";

function createEvents(trades: number): FeedEvent[] {
  const events: FeedEvent[] = [];
  const add = (type: string, n: number, data: FeedEvent["data"]): void => {
    const seq = events.length + 1;
    const trade = { id: `it's "${n}"`, openedAt: new Date(1_795_000_000_000 + n * 1_000).toISOString() };
    events.push({ id: `e${seq}`, seq, at: seq, type, bot: `bot-${n % 3}`, source: "api", pair: "A/B", trade, data });
  };
  for (let n = 0; n < trades; n++) add("entry_fill", n, { price: "1", amount: "2" });
  for (let n = 0; n < trades; n += 3) add("exit_fill", n, { price: "3", amount: "2", profit: "1", final: true });
  return events;
}

/** As a wake has it. */
const again = (fold: FoldState): FoldState =>
  openFold(JSON.parse(JSON.stringify(storeFold(fold))) as ReturnType<typeof storeFold>);

test("a fold that was stored goes on as if it never had been, wherever that was", () => {
  const events = createEvents(40);
  const whole = foldAll(events);
  for (const every of [1, 7, 30]) {
    let fold = initialState();
    for (const [index, event] of events.entries()) {
      if (index % every === 0) fold = again(fold);
      evolve(fold, event);
    }
    expect(JSON.stringify(fold)).toBe(JSON.stringify(whole));
    expect(JSON.stringify(storeFold(fold))).toBe(JSON.stringify(storeFold(whole)));
  }
});

test("a trade that is dropped is gone, and one that changed is stored as it is now", () => {
  const fold = again(foldAll(createEvents(9)));
  const { trades } = fold.book;
  const [first, second] = Object.keys(trades) as [string, string];
  delete trades[first];
  trades[second] = { ...trades[second]!, last: "entry" };
  const after = again(fold).book.trades;
  expect(Object.hasOwn(after, first)).toBe(false);
  expect(after[first]).toBeUndefined();
  expect(after[second]!.last).toBe("entry");
});

test("only what is asked for is parsed, and only what is new is encoded", () => {
  const parse = JSON.parse;
  const encode = JSON.stringify;
  let parsed = 0;
  let encoded = 0;
  const stored = parse(encode(storeFold(foldAll(createEvents(300))))) as ReturnType<typeof storeFold>;
  JSON.parse = (text: string): unknown => (parsed++, parse(text));
  JSON.stringify = ((value: unknown) => (encoded++, encode(value))) as typeof JSON.stringify;
  try {
    const fold = openFold(stored);
    const keys = Object.keys(fold.book.trades);
    expect(fold.book.trades[keys[0]!]).toBe(fold.book.trades[keys[0]!]);
    expect([keys.length > 200, parsed]).toEqual([true, 1]);
    storeFold(fold);
    fold.book.trades[keys[1]!] = { ...fold.book.trades[keys[1]!]! };
    storeFold(fold);
    storeFold(fold);
    expect([parsed, encoded]).toEqual([2, 1]);
  } finally {
    JSON.parse = parse;
    JSON.stringify = encode;
  }
});

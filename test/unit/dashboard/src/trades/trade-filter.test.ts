/** Filters of the list of trades, as the address has them. */
import { expect, test } from "vitest";
import { choicesOf, parseFilter, toMatch } from "../../../../../dashboard/src/trades/trade-filter.ts";
import { trade } from "../../../../support/shown-trades.ts";

const filter = (search: string) => toMatch(parseFilter(search)) ?? (() => true);

test("an address filters by each of its parameters at once", () => {
  const wanted = filter("?status=closed&pair=BTC%2FUSDT&result=loss&reason=stop_loss&direction=short");
  const match = { pair: "BTC/USDT", realised: "-1", exitReason: "stop_loss", direction: "short" } as const;
  expect(wanted(trade(match))).toBe(true);
  for (const other of [{ pair: "BTC/EUR" }, { realised: "1" }, { exitReason: "roi" }, { direction: "long" }] as const)
    expect(wanted(trade({ ...match, ...other }))).toBe(false);
});

test("an address without a filter leaves nothing out, and unknown values leave out everything", () => {
  expect(toMatch(parseFilter("?sort=-profit&bots=a,b&q=x&pair="))).toBeNull();
  expect(filter("?result=constructor")(trade())).toBe(false);
});

test("a dash stands for trades without a tag, and a profit that nobody can read is neither won nor lost", () => {
  expect(filter("?tag=-")(trade({ entryTag: null }))).toBe(true);
  expect(filter("?tag=-")(trade({ entryTag: "rsi" }))).toBe(false);
  const unread = trade({ realised: null });
  expect(["win", "loss", "even"].map((result) => filter(`?result=${result}`)(unread))).toEqual([false, false, false]);
  expect(filter("?result=even")(trade({ realised: "1e-15" }))).toBe(true);
});

test("what can be chosen is what the trades have, in order, where there is more than one", () => {
  const trades = [
    trade({ pair: "SOL/USDT" }),
    trade({ pair: "BTC/USDT", realised: "-1" }),
    trade({ pair: "BTC/USDT" }),
  ];
  expect(choicesOf(trades)).toEqual({ pair: ["BTC/USDT", "SOL/USDT"], result: ["loss", "win"] });
});

/**
 * The native vocabulary, from a request's text to the figures: the same trade as Freqtrade's words tell.
 */
import { describe, expect, test } from "vitest";
import { isRefused, quoteOf, type FeedEvent, type FeedState, type Trade } from "@fillcast/protocol";
import { foldAll, serve } from "../../../../../../parties/feed/state/fold/evolve.ts";
import { decodeJsonEvents } from "../../../../../support/said.ts";
import { enrich } from "../../../../../../src/ingest/enrich.ts";

const AT = Date.parse("2026-11-24T06:00:00Z");

/** The state after a batch, or the places that are wrong in it. */
function after(...events: readonly object[]): FeedState {
  const said = decodeJsonEvents(JSON.stringify(events));
  if (isRefused(said)) throw new Error(JSON.stringify(said.problem.errors));
  const grant = { feed: "f", keyId: "k", scope: "publish", bot: "b", mode: "live" } as const;
  const folded = said.events.map((event, index): FeedEvent => {
    const draft = enrich(event, grant, { source: "api", edge: { at: AT } });
    return { ...draft, id: String(index), seq: index + 1, at: AT + index };
  });
  return serve(foldAll(folded), AT + events.length);
}
const tradeAfter = (...events: readonly object[]): Trade => Object.values(after(...events).trades)[0]!;
const errorsOf = (event: object) => {
  const said = decodeJsonEvents(JSON.stringify(event));
  return isRefused(said) ? (said.problem.errors ?? []) : [];
};

const buy = { type: "entry_fill", pair: "ETH/USDT", trade: { id: 7 }, side: "buy", price: 2531.17, amount: 0.0395 };
const sell = { type: "exit_fill", trade: { id: 7 }, side: "sell", price: "2600.00", amount: "0.0395", profit: 2.62 };

describe("a trade in native words", () => {
  test("opens, closes with what leaves nothing, and counts its profit", () => {
    expect(tradeAfter(buy)).toMatchObject({
      status: "open",
      amount: "0.0395",
      averageEntry: "2531.17",
      direction: "long",
      stakeCurrency: "USDT",
      lastPrice: "2531.17",
    });
    expect(tradeAfter(buy, sell)).toMatchObject({ status: "closed", amount: "0", realised: "2.62", lastPrice: "2600" });
    expect(after(buy, sell).totals).toMatchObject([{ mode: "live", currency: "USDT", realised: "2.62", closed: 1 }]);
  });

  test("whose pair nobody named is in the ledger, and gets its pair once it is named", () => {
    const { pair: _, ...bought } = buy;
    expect(tradeAfter({ ...sell, currency: "USDT", final: true })).toMatchObject({
      pair: "unknown",
      status: "closed",
      realised: "2.62",
      stakeCurrency: "USDT",
    });
    expect(after({ ...sell, final: true }).totals).toMatchObject([
      { currency: "unknown", realised: "2.62", closed: 1 },
    ]);
    expect(tradeAfter(bought)).toMatchObject({ pair: "unknown", status: "open", stakeCurrency: null });
    expect(tradeAfter(bought, { ...sell, pair: "ETH/USDT" })).toMatchObject({
      pair: "ETH/USDT",
      stakeCurrency: "USDT",
    });
    expect(after(bought, { ...sell, pair: "ETH/USDT" }).totals).toMatchObject([{ currency: "USDT", realised: "2.62" }]);
  });

  test("is the same whether its figures stand beside type or in data", () => {
    const inData = ({ type, pair, trade, ...data }: { type: string; pair?: string; trade: object }) =>
      ({ type, ...(pair === undefined ? {} : { pair }), trade, data }) as const;
    expect(after(inData(buy), inData(sell))).toEqual(after(buy, sell));
  });

  test("is the same as in Freqtrade's words", () => {
    const theirs = after(
      {
        type: "entry_fill",
        pair: "ETH/USDT",
        trade: { id: 7 },
        data: { open_rate: "2531.17", amount: "0.0395", direction: "Long" },
      },
      { type: "exit_fill", trade: { id: 7 }, data: { close_rate: "2600.00", amount: "0.0395", profit_amount: "2.62" } },
    );
    expect(theirs).toEqual(after(buy, sell));
  });

  test("goes on after a part, and closes by its word", () => {
    const part = { ...sell, amount: "0.01", profit: "0.6" };
    expect(tradeAfter(buy, part)).toMatchObject({ status: "open", amount: "0.0295", realised: "0.6" });
    expect(tradeAfter(buy, { ...part, final: true })).toMatchObject({ status: "closed", realised: "0.6" });
    expect(tradeAfter(buy, { ...sell, final: false })).toMatchObject({ status: "open", amount: "0" });
    expect(tradeAfter(buy, part, { ...sell, amount: "0.0295", profit: "-1" })).toMatchObject({
      status: "closed",
      realised: "-0.4",
    });
  });

  test("is short if its entry sells", () => {
    const short = { ...buy, side: "sell" };
    expect(tradeAfter(short)).toMatchObject({ direction: "short" });
    expect(tradeAfter({ ...sell, pair: "ETH/USDT", side: "buy" })).toMatchObject({ direction: "short" });
    expect(tradeAfter({ ...short, trade: { id: 7, direction: "long" } })).toMatchObject({ direction: "long" });
  });

  test("names its currency, and what is in none that is known has a book of its own", () => {
    expect(after(buy, { ...sell, currency: "EUR" }).totals).toMatchObject([{ currency: "USDT" }]);
    const odd = { ...buy, pair: "FOOBAR" };
    expect(after({ ...odd, currency: "EUR" }, sell).totals).toMatchObject([{ currency: "EUR", realised: "2.62" }]);
    expect(after(odd, sell).totals).toEqual([
      expect.objectContaining({ currency: "unknown", realised: "2.62", closed: 1, wins: 1 }),
    ]);
    expect(after(odd, sell).days).toMatchObject([{ currency: "unknown", realised: "2.62", closed: 1 }]);
  });

  test("leaves the unknown book once its currency is said", () => {
    const part = { ...sell, amount: "0.01", profit: "0.6" };
    const { totals } = after({ ...buy, pair: "FOOBAR" }, part, {
      ...sell,
      amount: "0.0295",
      profit: "1",
      currency: "BTC",
    });
    expect(totals).toMatchObject([
      { currency: "unknown", realised: "0", closed: 0 },
      { currency: "BTC", realised: "1.6", closed: 1 },
    ]);
  });
});

describe("a quote", () => {
  test.each([
    ["ETH/USDT", "USDT"],
    ["eth/usdt", "USDT"],
    ["XRP/USDT:USDT", "USDT"],
    ["BTC/USD:BTC", "BTC"],
    ["BTC/USDT:USDT-241227", "USDT"],
    ["ETH-USDT", "USDT"],
    ["ETH_BTC", "BTC"],
    ["eth-usdt", "USDT"],
    ["EUR-USDT", "USDT"],
    ["KRW-BTC", "KRW"],
    ["BTC-USDT-SWAP", "USDT"],
    ["BTCUSDT", "USDT"],
    ["BTCUSDT.P", "USDT"],
    ["BTCUSDTPERP", "USDT"],
    ["BINANCE:BTCUSDT", "USDT"],
    ["ETHBTC", "BTC"],
    ["BTCEUR", "EUR"],
    ["SOLUSDC", "USDC"],
    ["BTC/USDT.P", "USDT"],
    ["BTC/USDT_PERP", "USDT"],
    ["BTCFDUSD", "FDUSD"],
    ["BTCBUSD", "BUSD"],
    ["ETHTUSD", "TUSD"],
    ["XBTUSD", "USD"],
    ["FOO/BAR", "BAR"],
    ["FOO-BAR", null],
    ["BTC-PERP", null],
    ["DOTUSD", null],
    ["BTTUSD", null],
    ["USDT", null],
    ["FOOBAR", null],
    ["A-B-C", null],
    ["", null],
    [":", null],
    ["/", null],
  ])("of %j is %j", (pair, quote) => expect(quoteOf(pair)).toBe(quote));
});

describe("a member that the ledger could not read is refused at its place", () => {
  test.each<[object, string]>([
    [{ side: "BUY!" }, "/side"],
    [{ side: "long" }, "/side"],
    [{ side: 1 }, "/side"],
    [{ price: "abc" }, "/price"],
    [{ price: "1,234.50" }, "/price"],
    [{ price: "nan" }, "/price"],
    [{ price: -1 }, "/price"],
    [{ price: {} }, "/price"],
    [{ price: true }, "/price"],
    [{ amount: "" }, "/amount"],
    [{ amount: [1] }, "/amount"],
    [{ fee: "0.1%" }, "/fee"],
    [{ profit: "4,80" }, "/profit"],
    [{ profit: "+4.8 USDT" }, "/profit"],
    [{ currency: 5 }, "/currency"],
    [{ currency: "" }, "/currency"],
    [{ currency: "C".repeat(33) }, "/currency"],
    [{ final: "true" }, "/final"],
    [{ final: 1 }, "/final"],
    [{ is_final_exit: "true" }, "/is_final_exit"],
    [{ data: { is_final_exit: "true" } }, "/data/is_final_exit"],
    [{ data: { sub_trade: "False" } }, "/data/sub_trade"],
    [{ data: { price: "x" } }, "/data/price"],
    [{ data: { final: "yes" } }, "/data/final"],
    [{ data: { direction: "up" } }, "/data/direction"],
    [{ data: { profit_amount: {} } }, "/data/profit_amount"],
    [{ trade_id: 41 }, "/trade_id"],
    [{ tradeId: "41" }, "/tradeId"],
    [{ data: { trade_id: "41" } }, "/data/trade_id"],
    [{ data: { trade: { id: "41" } } }, "/data/trade"],
    [{ trade: { id: 7, price: 1 } }, "/trade/price"],
    [{ trade: { id: 7, Final: true } }, "/trade/Final"],
    [{ trade: { trade_id: 7 } }, "/trade/trade_id"],
    [{ Price: 1 }, "/Price"],
    [{ isFinal: true }, "/isFinal"],
    [{ opened_at: "2026-11-24T06:00:00Z" }, "/opened_at"],
    [{ currency: " " }, "/currency"],
    [{ currency: "USDT\n" }, "/currency"],
    [{ currency: "\ud800" }, "/currency"],
    [{ data: { stake_currency: "US\udc00DT" } }, "/data/stake_currency"],
    [{ "profit ": "4.8" }, "/profit "],
    [{ "Stake Currency": "USDT" }, "/Stake Currency"],
    [{ data: { stake_currency: "C".repeat(33) } }, "/data/stake_currency"],
    [{ close_date: 1_795_902_239 }, "/close_date"],
    [{ data: { close_date: "30.11.2026" } }, "/data/close_date"],
    [{ data: { open_date: "2026-02-30 00:00:00" } }, "/data/open_date"],
    [{ Trade: { id: 7 } }, "/Trade"],
    [{ data: { Trade: { id: 7 } } }, "/data/Trade"],
    [{ data: { trade: 7 } }, "/data/trade"],
    [{ Pair: "ETH/USDT" }, "/Pair"],
    [{ isFinalExit: true }, "/isFinalExit"],
    [{ data: { profitAmount: "4.8" } }, "/data/profitAmount"],
    [{ cumulativeProfit: "4.8" }, "/cumulativeProfit"],
    [{ "close-rate": "4.8" }, "/close-rate"],
    [{ stakeCurrency: "USDT" }, "/stakeCurrency"],
  ])("%j at %s", (members, pointer) => {
    const [error] = errorsOf({ type: "exit_fill", pair: "ETH/USDT", ...members });
    expect(error).toMatchObject({ pointer });
    expect(error!.detail.length).toBeGreaterThan(12);
    expect(errorsOf([{ type: "signal" }, { type: "exit_fill", ...members }])[0]).toMatchObject({
      pointer: `/1${pointer}`,
    });
  });

  test("each place once", () => {
    expect(
      errorsOf({ type: "exit_fill", trade: { id: 7, price: 1 }, price: "x" }).map(({ pointer }) => pointer),
    ).toEqual(["/trade/price", "/price"]);
  });

  test("but not in an event of another type, nor where it is null, nor where Freqtrade's id says the same", () => {
    for (const event of [
      { type: "signal", price: "abc", side: "flat", trade_id: 5 },
      { type: "x-fill", data: { final: "maybe", amount: {} } },
      { ...buy, side: null, price: null, trade_id: null, data: null },
      { ...buy, trade_id: "7", data: { trade_id: 7, open_date: "2026-11-24 06:00:00+00:00" } },
      { type: "entry_cancel", amount: "0.0", price: 0, fee: -0.1, profit: "-1e5" },
    ]) {
      expect(errorsOf(event)).toEqual([]);
    }
  });
});

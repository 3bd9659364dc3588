/**
 * The fold as a checkpoint keeps it: each trade as a text of its own. A wake parses the few trades that its events are about
 * and not hundreds, and a checkpoint encodes only those that have changed since the last one.
 */
import type { FoldState } from "./fold/fold.ts";
import type { FoldTrade } from "./fold/trade.ts";

/** Plain JSON. */
export interface StoredFold extends Omit<FoldState, "book"> {
  readonly book: Omit<FoldState["book"], "trades"> & { readonly trades: { readonly [key: string]: string } };
}

type Trades = FoldState["book"]["trades"];

/** Of trades that were encoded before: they are replaced when they change, and never changed. */
const texts = new WeakMap<FoldTrade, string>();
/** What opened trades are made of, by themselves. */
const sources = new WeakMap<Trades, Unopened>();

/** Trades of which some are still texts. */
interface Unopened {
  [key: string]: FoldTrade | string;
}

/** The fold as it is now. */
export function storeFold(fold: FoldState): StoredFold {
  const source: Unopened = sources.get(fold.book.trades) ?? fold.book.trades;
  const trades: { [key: string]: string } = {};
  for (const [key, trade] of Object.entries(source)) trades[key] = typeof trade === "string" ? trade : textOf(trade);
  return { ...fold, book: { ...fold.book, trades } };
}

/** The fold again. It takes over what it is made of, which is not to be used any more. */
export function openFold(stored: StoredFold): FoldState {
  return { ...stored, book: { ...stored.book, trades: openTrades(stored.book.trades) } };
}

/** The trades, each parsed by the first who reads it. */
function openTrades(source: Unopened): Trades {
  const trades = new Proxy(source, {
    get(target, key: string) {
      const trade = target[key];
      if (typeof trade !== "string") return trade;
      const opened = JSON.parse(swapQuotes(trade)) as FoldTrade;
      texts.set(opened, trade);
      target[key] = opened;
      return opened;
    },
  }) as Trades;
  sources.set(trades, source);
  return trades;
}

function textOf(trade: FoldTrade): string {
  const known = texts.get(trade);
  if (known !== undefined) return known;
  const text = swapQuotes(JSON.stringify(trade));
  texts.set(trade, text);
  return text;
}

/** JSON's many quotes against the rare single ones, and back: within a text of JSON, each quote would cost an escape. */
function swapQuotes(text: string): string {
  return text
    .split('"')
    .map((part) => part.replaceAll("'", '"'))
    .join("'");
}

import { expect, test } from "vitest";
import { bookName, booksOf } from "../../../../../dashboard/src/figures/book.ts";
import { totalsOfTrades } from "../../../../support/kept.ts";
import { trade } from "../../../../support/shown-trades.ts";

const TODAY = "2024-10-24";
const CALENDAR = { today: TODAY, zone: "utc" } as const;

test("live and dry-run are apart, and so are currencies", () => {
  const trades = [
    trade({ realised: "1" }),
    trade({ realised: "2", mode: "dry" }),
    trade({ realised: "4", stakeCurrency: "EUR" }),
    trade({ realised: "8", mode: "unknown" }),
    trade({ realised: "16", stakeCurrency: null }),
  ];
  expect(totalsOfTrades(trades, CALENDAR).map(({ book, realised }) => `${bookName(book)} ${realised}`)).toEqual([
    "Live EUR 4",
    "Live currency unknown 16",
    "Live USDT 1",
    "USDT, mode unknown 8",
    "Dry-run USDT 2",
  ]);
  expect(booksOf([])).toEqual([]);
});

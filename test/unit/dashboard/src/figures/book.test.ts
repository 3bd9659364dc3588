import { expect, test } from "vitest";
import { bookName, booksOf } from "../../../../../dashboard/src/figures/book.ts";
import { totalsOfAnswer } from "../../../../../dashboard/src/figures/totals.ts";
import { answerOf } from "../../../../support/profit-answer.ts";
import { trade } from "../../../../support/shown-trades.ts";

const TODAY = "2024-10-24";
const CALENDAR = { today: TODAY, zone: "utc" } as const;

test("live and dry-run are apart, and so are currencies; the busiest stands first, and dry-run last", () => {
  const trades = [
    trade({ realised: "1" }),
    trade({ realised: "2", mode: "dry" }),
    trade({ realised: "2", mode: "dry" }),
    trade({ realised: "3" }),
    trade({ realised: "4", stakeCurrency: "EUR" }),
    trade({ realised: "8", mode: "unknown" }),
    trade({ realised: "16", stakeCurrency: null }),
  ];
  expect(
    totalsOfAnswer(answerOf(trades), CALENDAR).map(({ book, realised }) => `${bookName(book)} ${realised}`),
  ).toEqual(["Live USDT 4", "Live EUR 4", "Live currency unknown 16", "USDT, mode unknown 8", "Dry-run USDT 4"]);
  expect(booksOf([])).toEqual([]);
});

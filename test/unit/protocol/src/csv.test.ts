import { describe, expect, test } from "vitest";
import { CSV_HEADER, tradesToCsv, tradeToCsv } from "@fillcast/protocol";
import { tradesToCsv as clientTradesToCsv } from "fillcast/csv";
import { createTrade } from "../../../support/trade.ts";

/** The field of the tag in a trade's line. */
const tagOf = (entryTag: string) => /,0\.01,(.*),roi,/s.exec(tradeToCsv(createTrade(1, { entryTag })))![1]!;

describe("trades as CSV", () => {
  test("have the fields in the order of the header, and null as nothing", () => {
    expect(CSV_HEADER).toBe(
      "key,bot,mode,id,exchange,pair,direction,leverage,status,openedAt,closedAt,amount,averageEntry,stake,stakeCurrency," +
        "realised,profitRatio,entryTag,exitReason,entries,exits,lastPrice,lastPriceAt,joinedLate,updatedSeq,fees,funding,stopLoss,strategy\n",
    );
    expect(Object.keys(createTrade(1)).join(",")).toBe(CSV_HEADER.trimEnd());
    expect(tradeToCsv(createTrade(3, { joinedLate: true, closedAt: null }))).toBe(
      "bot-1:3:2026-01-01T00:00:03.000Z,bot-1,live,3,binance,BTC/USDT,long,1,closed,2026-01-01T00:00:03.000Z,,0,100,100,USDT," +
        "3.25,0.01,,roi,1,1,101,2026-11-18T11:06:40.000Z,true,3,,,,\n",
    );
  });

  test("are a header and a line each, for the server and in the client alike", () => {
    const trades = [createTrade(1), createTrade(2, { exitReason: "=1+1" })];
    expect(tradesToCsv(trades)).toBe(CSV_HEADER + trades.map((trade) => tradeToCsv(trade)).join(""));
    expect(tradesToCsv([])).toBe(CSV_HEADER);
    expect(clientTradesToCsv(trades)).toBe(tradesToCsv(trades));
  });
});

test("instants have one form, to the millisecond, and are those of a time zone where one is given", () => {
  const instants = {
    openedAt: "2026-03-29T00:59:59.123456Z",
    closedAt: "2026-03-29T01:00:00Z",
    lastPriceAt: Date.parse("2026-03-29T01:00:00.5Z"),
  };
  const cellsOf = (zone?: string) => {
    const cells = tradeToCsv(createTrade(1, instants), zone).split(",");
    return [cells[9], cells[10], cells[22], cells[0]];
  };
  const key = "bot-1:1:2026-03-29T00:59:59.123456Z";
  const utc = ["2026-03-29T00:59:59.123Z", "2026-03-29T01:00:00.000Z", "2026-03-29T01:00:00.500Z", key];
  expect(cellsOf()).toEqual(utc);
  expect(cellsOf("UTC")).toEqual(utc);
  // The minute in which clocks go forward in Berlin.
  expect(cellsOf("Europe/Berlin")).toEqual([
    "2026-03-29T01:59:59.123+01:00",
    "2026-03-29T03:00:00.000+02:00",
    "2026-03-29T03:00:00.500+02:00",
    key,
  ]);
  expect(cellsOf("Asia/Kathmandu").slice(0, 1)).toEqual(["2026-03-29T06:44:59.123+05:45"]);
  expect(cellsOf("America/St_Johns").slice(0, 1)).toEqual(["2026-03-28T22:29:59.123-02:30"]);
});

describe("a field", () => {
  test.each([
    ['a "b", c\nd', '"a ""b"", c\nd"'],
    ["", '""'],
    [" padded", '" padded"'],
    ["a;b", '"a;b"'],
    ["a\rb", '"a\nb"'],
    ["a\r\nb", '"a\nb"'],
    ["\rplain", `"'\nplain"`],
    ["été 🚀", "été 🚀"],
  ])("of %j is quoted where it would be read otherwise", (text, field) => expect(tagOf(text)).toBe(field));

  test.each([
    "=HYPERLINK(1)",
    "+1",
    "+1+1",
    "-1+1",
    "--1",
    "-",
    "-x",
    "-1.",
    "-1 ",
    "@SUM(A1)",
    "\t=1",
    "\tplain",
    "\nplain",
    " =1",
    "\u00a0=1",
    "\u3000\u200b\ufeff=1",
    "\u0000=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " ＝1",
    "﹦1",
    "﹢1",
    "﹣1",
    "﹫x",
    "⁺1",
    "−1",
  ])("of %j is no formula: an apostrophe stands before it", (text) => {
    const field = tagOf(text);
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
    expect(plain).toBe(`'${text}`);
  });

  test.each(["-3.07", "0", "-0.5", "1.5e-7", "-1E+3", "12", "'quoted", "a=b", "1-2", "x@y", "(=1)", "   ", "\u200b"])(
    "of %j stays as it is",
    (text) => expect(tagOf(text).replaceAll('"', "")).toBe(text),
  );

  test("that is a number of the trade stays one", () => {
    const line = tradeToCsv(createTrade(1, { realised: "-3.07", profitRatio: "-0.2", stake: "-1", entries: -1 }));
    expect(line).toContain(",-1,USDT,-3.07,-0.2,,roi,-1,");
  });
});

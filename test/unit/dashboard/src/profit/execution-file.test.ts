import { expect, test } from "vitest";
import { executionsToCsv, executionsToJson } from "../../../../../dashboard/src/profit/execution-file.ts";
import type { Execution } from "../../../../../dashboard/src/profit/executions.ts";

const ONE: Execution = {
  at: Date.parse("2026-02-28T23:30:00.5Z"),
  bot: "=cmd()",
  mode: "live",
  exchange: "Kraken, EU",
  pair: "ETH/USDT",
  direction: "long",
  kind: "exit",
  side: "sell",
  amount: "1",
  price: "100.10",
  value: "100.1",
  fee: null,
  realised: "-2",
  currency: "USDT",
  reason: "roi",
  trade: "7",
  openedAt: null,
};

test("a line an execution, with its instant in the page's zone, safe to open in a spreadsheet", () => {
  expect(executionsToCsv([ONE], "Europe/Berlin")).toBe(
    "at,bot,mode,exchange,pair,direction,kind,side,amount,price,value,fee,realised,currency,reason,trade,openedAt\n" +
      `2026-03-01T00:30:00.500+01:00,'=cmd(),live,"Kraken, EU",ETH/USDT,long,exit,sell,1,100.10,100.1,,-2,USDT,roi,7,\n`,
  );
  expect(executionsToCsv([], "UTC").split("\n")).toHaveLength(2);
});

test("JSON says what was asked beside the same rows", () => {
  const asked = { feed: "alice", zone: "UTC", from: "2026-02-01", to: null };
  expect(JSON.parse(executionsToJson([ONE], asked))).toEqual({
    ...asked,
    executions: [{ ...ONE, at: "2026-02-28T23:30:00.500Z" }],
  });
});

/** When a link reads the ledger again, and which version of a trade counts. */
import { expect, it } from "vitest";
import { SHARE_TRADES_MAX } from "@fillcast/protocol";
import { ShareLedger } from "../../../../parties/share/ledger.ts";
import { createTrade } from "../../../support/trade.ts";

const keysOf = (ledger: ShareLedger) => [...ledger.closed].map(({ key }) => key);
const trades = (...numbers: number[]) => numbers.map((number) => createTrade(number));
const START_MS = 1_795_000_000_000;

function readAt(nowMs: number, rows: number[], room: { readonly trades: number[]; readonly closed: number }) {
  const ledger = new ShareLedger();
  expect(ledger.isDue({ closed: room.closed }, nowMs)).toBe(true);
  ledger.replace({ trades: trades(...rows), openedFrom: null }, nowMs);
  ledger.take({ trades: trades(...room.trades), closed: room.closed }, true);
  return ledger;
}

it("has the ledger's trades and the state's, each once", () => {
  const ledger = readAt(START_MS, [1, 2, 3], { trades: [3, 4], closed: 4 });
  expect(keysOf(ledger).toSorted()).toEqual(trades(1, 2, 3, 4).map(({ key }) => key));
  const [corrected] = [createTrade(3, { profitRatio: "0.5" })];
  ledger.take({ trades: [corrected], closed: 4 }, false);
  expect([...ledger.closed].find(({ key }) => key === corrected.key)?.micros).toBe(500_000);
});

it("reads the ledger again if a close was missed, and not sooner than a trade takes to get there", () => {
  const ledger = readAt(START_MS, [1, 2], { trades: [2], closed: 2 });
  ledger.take({ trades: trades(2, 3), closed: 3 }, false);
  expect(ledger.isDue({ closed: 3 }, START_MS + 60_000)).toBe(false);
  ledger.take({ trades: trades(5), closed: 5 }, false);
  expect(ledger.isDue({ closed: 5 }, START_MS + 5_000)).toBe(false);
  expect(ledger.isDue({ closed: 5 }, START_MS + 60_000)).toBe(true);
});

it("reads the ledger again while trades are on their way to it, until a read brings no more", () => {
  const ledger = readAt(START_MS, [], { trades: [3, 4], closed: 4 });
  expect(ledger.isDue({ closed: 4 }, START_MS + 60_000)).toBe(true);
  ledger.replace({ trades: trades(1, 3), openedFrom: null }, START_MS + 60_000);
  ledger.take({ trades: trades(3, 4), closed: 4 }, true);
  expect(ledger.isDue({ closed: 4 }, START_MS + 120_000)).toBe(true);
  ledger.replace({ trades: trades(1, 3), openedFrom: null }, START_MS + 120_000);
  ledger.take({ trades: trades(3, 4), closed: 4 }, true);
  expect(ledger.isDue({ closed: 4 }, START_MS + 3_600_000)).toBe(false);
});

it("reads the ledger again for corrections after some minutes, if the room said anything new", () => {
  const ledger = readAt(START_MS, [1], { trades: [], closed: 1 });
  expect(ledger.isDue({ closed: 1 }, START_MS + 3_600_000)).toBe(false);
  ledger.take({ trades: [], closed: 1 }, false);
  expect(ledger.isDue({ closed: 1 }, START_MS + 60_000)).toBe(false);
  expect(ledger.isDue({ closed: 1 }, START_MS + 3_600_000)).toBe(true);
});

it("takes a trade back that the state has open again", () => {
  const ledger = readAt(START_MS, [1, 2], { trades: [2], closed: 2 });
  ledger.take({ trades: [createTrade(2, { status: "open", closedAt: null })], closed: 1 }, false);
  expect(keysOf(ledger)).toEqual([createTrade(1).key]);
  expect(ledger.open.map(({ key }) => key)).toEqual([createTrade(2).key]);
});

it("keeps the newest of very many, and says from when on", () => {
  const numbers = Array.from({ length: SHARE_TRADES_MAX + 5 }, (_, index) => index);
  const ledger = readAt(START_MS, numbers, { trades: [], closed: numbers.length });
  expect(keysOf(ledger)).toHaveLength(SHARE_TRADES_MAX);
  expect(ledger.openedFrom).toBe(Date.parse(createTrade(5).openedAt));
  expect(ledger.isDue({ closed: numbers.length }, START_MS + 60_000)).toBe(false);
});

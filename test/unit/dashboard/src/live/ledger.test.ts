import { describe, expect, test } from "vitest";
import type { FeedState, Trade } from "fillcast";
import { Ledger } from "../../../../../dashboard/src/live/ledger.ts";
import { trade } from "../../../../support/shown-trades.ts";

const EMPTY: FeedState = { bots: {}, trades: {}, totals: [], days: [], locks: [] };
const stateOf = (...trades: readonly Trade[]): FeedState => ({
  ...EMPTY,
  trades: Object.fromEntries(trades.map((one) => [one.key, one])),
});

describe("the ledger", () => {
  test("reads page after page, and live words win over older ones", async () => {
    const closed = trade({ key: "a", updatedSeq: 5 });
    const stale = trade({ key: "b", status: "open", realised: "0", updatedSeq: 6 });
    const pages = [
      { trades: [closed], next: "2" },
      { trades: [stale], next: null },
    ];
    const cursors: (string | null)[] = [];
    const ledger = new Ledger((cursor) => {
      cursors.push(cursor);
      return Promise.resolve({ kind: "ok", value: pages[cursors.length - 1] ?? { trades: [], next: null } });
    });
    const fresh = { ...stale, status: "closed" as const, realised: "4", updatedSeq: 9 };
    ledger.follow(stateOf(fresh));
    await ledger.read();
    await ledger.read();
    expect(cursors).toEqual([null, "2"]);
    expect(ledger.view.coverage).toEqual({ kind: "whole" });
    expect(ledger.view.trades.find(({ key }) => key === "b")?.realised).toBe("4");
    expect(ledger.view.trades).toHaveLength(2);
  });

  test("keeps closed trades that the live state lets go, and drops open ones that it does not name", () => {
    const ledger = new Ledger(() => Promise.resolve({ kind: "unreachable" }));
    const closed = trade({ key: "a" });
    const open = trade({ key: "b", status: "open" });
    ledger.follow(stateOf(closed, open));
    ledger.follow(stateOf());
    expect(ledger.view.trades.map(({ key }) => key)).toEqual(["a"]);
  });

  test("says why it could not be read, and whether the archive is to blame", async () => {
    const ledger = new Ledger(() =>
      Promise.resolve({ kind: "refused", status: 503, code: "archive-unavailable", detail: "Try again." }),
    );
    await ledger.read();
    expect(ledger.view.coverage).toEqual({ kind: "live-only", why: "Try again.", archive: true });
    ledger.expire();
    expect(ledger.view.coverage).toEqual({ kind: "unread" });
  });
});

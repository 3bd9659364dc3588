/** What is worth an alert, from what bots really post, folded by the real fold. */
import { describe, expect, it } from "vitest";
import type { FeedEvent } from "@fillcast/protocol";
import { alertsOf, type Alert } from "../../../../../parties/feed/alerts/alert.ts";
import { evolve, initialState, type TradeSteps } from "../../../../../parties/feed/state/fold/evolve.ts";
import { Feed, readFixtures, SECOND, tradeBodies } from "../../../../support/freqtrade-events.ts";

const MINUTE = 60 * SECOND;

/** What a room makes of events that come in as they happen, or after `delayMs`. */
function alertsFor(events: readonly FeedEvent[], { delayMs = 0, hasState = true } = {}): Alert[] {
  const fold = initialState();
  return events.flatMap((event) => {
    const steps: TradeSteps = new Map();
    evolve(fold, event, steps);
    const changes = hasState ? (steps.get(event.seq) ?? []) : null;
    const modeOf = (bot: string) => fold.bots[bot]?.served.mode ?? null;
    return alertsOf(event, { changes, modeOf, saidAt: event.at, nowMs: event.at + delayMs });
  });
}

const entryFill = { open_rate: "100", amount: "2", stake_amount: "200" };
const exitFill = {
  close_rate: "101",
  amount: "2",
  stake_amount: "200",
  profit_amount: "2",
  cumulative_profit: "2",
  final_profit_ratio: "0.01",
  exit_reason: "roi",
  is_final_exit: "True",
};

function tradeFeed(bodies = tradeBodies()): Feed {
  const feed = new Feed({ mode: "live" });
  for (const body of [bodies.entry(), bodies.entryFill(entryFill), bodies.exitFill(exitFill)]) feed.post(body);
  return feed;
}

describe("a trade", () => {
  it("opens with its first fill and closes with its last one, with its figures", () => {
    const alerts = alertsFor(tradeFeed().events);
    expect(alerts.map(({ kind, seq }) => [kind, seq])).toEqual([
      ["opened", 2],
      ["closed", 3],
    ]);
    expect(alerts[1]).toMatchObject({
      bot: "spot-1",
      mode: "live",
      isLate: false,
      trade: { pair: "ETH/USDT", realised: "2", currency: "USDT", ratio: "0.01", exitReason: "roi" },
    });
  });

  it("that is corrected after its close is not told again", () => {
    const feed = tradeFeed();
    feed.post(tradeBodies().exitFill({ ...exitFill, cumulative_profit: "2.5", profit_amount: "2.5" }));
    expect(alertsFor(feed.events).filter(({ kind }) => kind === "closed")).toHaveLength(1);
  });

  it("that closes while there is no state makes an alert from its message", () => {
    const alerts = alertsFor(tradeFeed().events, { hasState: false });
    expect(alerts).toMatchObject([{ kind: "closed", seq: 3, mode: "live", trade: { realised: "2", ratio: "0.01" } }]);
  });

  it("whose exit is a part is not told as closed", () => {
    const feed = new Feed();
    const bodies = tradeBodies();
    feed.post(bodies.entryFill(entryFill));
    feed.post(bodies.exitFill({ ...exitFill, amount: "1", is_final_exit: "False", sub_trade: "True" }));
    expect(alertsFor(feed.events).map(({ kind }) => kind)).toEqual(["opened"]);
  });

  it("that closed more than 15 minutes ago by its bot's word is late", () => {
    const lateBy = (ms: number) => {
      const feed = new Feed();
      const bodies = tradeBodies();
      feed.post(bodies.entryFill(entryFill));
      const closedAt = new Date(feed.events[0]!.at + SECOND - ms)
        .toISOString()
        .replace("T", " ")
        .replace("Z", "+00:00");
      feed.post(bodies.exitFill({ ...exitFill, close_date: closedAt.replace(/\.\d+/, "") }));
      return alertsFor(feed.events).find(({ kind }) => kind === "closed")!.isLate;
    };
    expect([lateBy(14 * MINUTE), lateBy(16 * MINUTE)]).toEqual([false, true]);
  });
});

describe("an event that comes late", () => {
  it.each([
    ["by the room's clock", {}, 16 * MINUTE, true],
    ["by a quarter of an hour and no more", {}, 15 * MINUTE, false],
    ["by its bot's clock", { ts: -16 * MINUTE }, 0, true],
    ["by a clock that is ahead", { ts: 60 * MINUTE }, 0, false],
  ])("%s", (_, { ts }: { ts?: number }, delayMs, isLate) => {
    const feed = new Feed();
    const at = Date.UTC(2026, 10, 24);
    feed.add({ type: "exception", data: { status: "x" }, at, ...(ts === undefined ? {} : { ts: at + ts }) });
    expect(alertsFor(feed.events, { delayMs })).toMatchObject([{ kind: "exception", isLate }]);
  });
});

describe("what bots and the room say", () => {
  it.each<[Partial<FeedEvent> & Pick<FeedEvent, "type">, object | null]>([
    [
      { type: "exception", data: { status: "OperationalException('x')" } },
      { kind: "exception", text: "OperationalException('x')" },
    ],
    [
      { type: "warning", data: { status: "slow" } },
      { kind: "warning", text: "slow" },
    ],
    [
      { type: "liquidation_warning", data: { pair: "ETH/USDT:USDT", remaining_ratio: "0.12" } },
      { kind: "liquidation", pair: "ETH/USDT:USDT", remainingRatio: "0.12" },
    ],
    [
      { type: "protection_trigger", data: { pair: "ETH/USDT", lock_end_time: "2026-11-24 10:00:00+00:00" } },
      { kind: "protection", pair: "ETH/USDT", until: "2026-11-24T10:00:00Z" },
    ],
    [
      { type: "protection_trigger_global", data: {} },
      { kind: "protection", pair: "*" },
    ],
    [{ type: "protection_trigger", data: { active: false } }, null],
    [
      { type: "bot_silent", source: "fillcast" },
      { kind: "silent", text: null },
    ],
    [
      { type: "bot_silent", source: "fillcast", data: { reason: "process down" } },
      { kind: "silent", text: "process down" },
    ],
    [{ type: "bot_silent", source: "fillcast", data: { reason: "loop stalled" } }, { kind: "stalled" }],
    [{ type: "bot_back", source: "fillcast" }, { kind: "back" }],
    [{ type: "bot_silent", source: "api" }, null],
    [{ type: "status", data: { status: "running" } }, null],
    [{ type: "x-note" }, null],
  ])("%j is %j", (event, expected) => {
    const feed = new Feed();
    feed.add(event);
    expect(alertsFor(feed.events)).toMatchObject(expected === null ? [] : [expected]);
  });

  it("has the mode of its bot", () => {
    const feed = new Feed({ mode: "dry" });
    feed.add({ type: "exception" });
    expect(alertsFor(feed.events)).toMatchObject([{ mode: "dry" }]);
  });

  it("of a bot's whole recorded life makes no alert of what is none", () => {
    const feed = new Feed();
    for (const body of readFixtures()) feed.post(body);
    const kinds = new Set(alertsFor(feed.events).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(expect.arrayContaining(["closed", "opened"]));
    const closed = alertsFor(feed.events).filter(({ kind }) => kind === "closed");
    const keys = closed.map((alert) => (alert.kind === "closed" ? alert.trade.key : ""));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

import { describe, expect, test } from "vitest";
import { createCourse, type Message } from "../../../demo/course.ts";
import { PAIRS } from "../../../demo/market.ts";
import { BOTS } from "../../../demo/roster.ts";
import { playHistory, SEEDS, SIGHTS, START_MS } from "../../support/demo-play.ts";

const DAY_MS = 86_400_000;
const DAYS = 30;

interface Day {
  closed: number;
  won: number;
  /** In USDT; the dry-run bot's EUR are no part of it. */
  profit: number;
}

/** What the exits that filled say, by whole days back from the start. */
function daysOf(messages: readonly Message[]): Day[] {
  const days = Array.from({ length: DAYS }, (): Day => ({ closed: 0, won: 0, profit: 0 }));
  for (const { atMs, body } of messages) {
    if (body["type"] !== "exit_fill") continue;
    const day = days[DAYS - 1 - Math.floor((START_MS - 1 - atMs) / DAY_MS)]!;
    if (body["stake_currency"] === "USDT") day.profit += Number(body["profit_amount"]);
    if (body["is_final_exit"] !== "True") continue;
    day.closed += 1;
    if (Number(body["cumulative_profit"]) > 0) day.won += 1;
  }
  return days;
}

const sumOf = (days: readonly Day[], key: keyof Day): number => days.reduce((sum, day) => sum + day[key], 0);

describe.each(SEEDS)("the history with seed %i", (seed) => {
  const messages = playHistory(createCourse(seed, START_MS));
  const days = daysOf(messages);

  test("is the thirty days before the start, told in some two thousand events", () => {
    expect(messages[0]!.atMs).toBe(START_MS - DAYS * DAY_MS);
    const lastMs = messages.at(-1)!.atMs;
    expect(lastMs).toBeLessThan(START_MS);
    expect(START_MS - lastMs).toBeLessThan(DAY_MS / 4);
    expect(messages.length).toBeGreaterThan(1_200);
    expect(messages.length).toBeLessThan(2_500);
  });

  test("closes five to twelve trades on most days, and more on some", () => {
    const closed = days.map((day) => day.closed);
    expect(closed.filter((count) => count >= 5 && count <= 12).length).toBeGreaterThanOrEqual(18);
    expect(Math.min(...closed)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...closed)).toBeGreaterThanOrEqual(12);
    expect(Math.max(...closed)).toBeLessThanOrEqual(20);
  });

  test("wins near 55 of 100, and has a losing week on its way up", () => {
    const winRate = sumOf(days, "won") / sumOf(days, "closed");
    expect(winRate).toBeGreaterThan(0.5);
    expect(winRate).toBeLessThan(0.6);
    const weeks = Array.from({ length: DAYS - 6 }, (_, first) => sumOf(days.slice(first, first + 7), "profit"));
    expect(Math.min(...weeks)).toBeLessThan(-20);
    const total = sumOf(days, "profit");
    expect(total).toBeGreaterThan(80);
    // A fifth of what the bots can have at stake.
    expect(total).toBeLessThan(500);
    const green = days.filter(({ profit }) => profit > 0).length;
    expect(green).toBeGreaterThanOrEqual(15);
    expect(green).toBeLessThanOrEqual(24);
  });

  test("shows everything in every ten days", () => {
    for (const [sight, isSeen] of Object.entries(SIGHTS)) {
      const seenMs = messages.filter(isSeen).map(({ atMs }) => atMs);
      for (let fromMs = START_MS - DAYS * DAY_MS; fromMs < START_MS; fromMs += 10 * DAY_MS)
        expect(
          seenMs.some((atMs) => atMs >= fromMs && atMs < fromMs + 10 * DAY_MS),
          `${sight} from ${new Date(fromMs).toISOString()}`,
        ).toBe(true);
    }
  });

  test("every bot trades in its own currency and way, the quick one for hours, the others for longer", () => {
    for (const { name, stakeCurrency, dryRun, holdsHours } of BOTS) {
      const own = messages.filter(({ bot }) => bot === name);
      const closes = own.filter(({ body }) => body["is_final_exit"] === "True");
      expect(closes.length).toBeGreaterThan(10);
      for (const { body } of closes) expect(body["stake_currency"]).toBe(stakeCurrency);
      expect(own.some(({ body }) => body["status"]?.startsWith("Dry run is enabled") === true)).toBe(dryRun);
      const hours = closes
        .map(({ body }) => (Date.parse(body["close_date"]!) - Date.parse(body["open_date"]!)) / 3_600_000)
        .sort((a, b) => a - b);
      const median = hours[hours.length >> 1]!;
      expect(median, name).toBeGreaterThan(holdsHours / 4);
      expect(median, name).toBeLessThan(holdsHours * 4);
    }
  });

  test("prices move as on real markets: some percent in the month", () => {
    const rates = messages
      .filter(({ body }) => body["pair"] === "BTC/USDT" && body["type"] === "entry")
      .map(({ body }) => Number(body["open_rate"]));
    const { startPrice } = PAIRS[0]!;
    expect(Math.max(...rates) / Math.min(...rates)).toBeGreaterThan(1.02);
    for (const rate of rates) {
      expect(rate / startPrice).toBeGreaterThan(0.8);
      expect(rate / startPrice).toBeLessThan(1.2);
    }
  });
});

import { describe, expect, test } from "vitest";
import { applyChange, createBooks, noteWorth, type BooksChange } from "../../../demo/books.ts";
import { createCourse, type Message } from "../../../demo/course.ts";
import { BOTS } from "../../../demo/roster.ts";
import { nextMessage } from "../../../demo/simulator.ts";
import { playLive, START_MS } from "../../support/demo-play.ts";

const RELAYED = BOTS.filter(({ relayed }) => relayed !== null).map(({ name }) => name);
const messages = playLive(createCourse(7, START_MS), 1_800_000);
const changesOf = (bot: string): (Message & { readonly books: BooksChange })[] =>
  messages.flatMap((message) =>
    message.bot === bot && message.books !== undefined ? [{ ...message, books: message.books }] : [],
  );

describe("the books of a relayed bot", () => {
  test("two bots have some, and every message of theirs that tells of a trade changes them", () => {
    expect(RELAYED).toEqual(["dca-ladder", "perp-short-5x"]);
    for (const { bot, body, books } of messages) {
      if (!RELAYED.includes(bot)) expect(books).toBeUndefined();
      else if (body["trade_id"] !== undefined) expect(books, JSON.stringify(body)).toBeDefined();
    }
  });

  test.each(RELAYED)("of %s have every trade that its messages tell of, as they tell of it", (bot) => {
    const books = createBooks();
    for (const { atMs, books: change, body } of changesOf(bot)) {
      applyChange(books, change, atMs);
      if (body["is_final_exit"] === "True") {
        const closed = books.closed.at(-1)!;
        expect(String(closed.id)).toBe(body["trade_id"]);
        expect(closed.realized).toBe(Number(body["cumulative_profit"]));
        expect(books.open.some(({ id }) => id === closed.id)).toBe(false);
      }
      if (body["type"] === "entry_fill")
        expect(books.open.find(({ id }) => String(id) === body["trade_id"])?.fills.at(-1)?.rate).toBe(
          Number(body["open_rate"]),
        );
    }
    expect(books.closed.length).toBeGreaterThan(40);
    expect(books.startMs).toBeGreaterThan(0);
  });

  test("are the same if a change comes twice, as after a kill", () => {
    const [bot = ""] = RELAYED;
    const [once, twice] = [createBooks(), createBooks()];
    for (const { atMs, books: change } of changesOf(bot)) {
      applyChange(once, change, atMs);
      applyChange(twice, change, atMs);
      applyChange(twice, change, atMs);
    }
    expect(twice).toEqual(once);
  });

  test("stay small: of what is long over, the sums are kept", () => {
    const course = createCourse(3, START_MS);
    const books = createBooks();
    let [count, profit] = [0, 0];
    for (let message = nextMessage(course); message.atMs < START_MS + 5 * 3_600_000; message = nextMessage(course)) {
      const { bot, books: change, atMs } = message;
      if (bot !== RELAYED[1] || change === undefined) continue;
      applyChange(books, change, atMs);
      if (change.kind !== "closed") continue;
      count += 1;
      profit += change.trade.realized;
    }
    expect(books.closed).toHaveLength(300);
    expect(books.past.count).toBe(count - 300);
    expect(books.past.count).toBeGreaterThan(0);
    const kept = books.closed.reduce((sum, { realized }) => sum + realized, 0);
    expect(books.past.profit + kept).toBeCloseTo(profit, 8);
  });

  test("note what the account was worth every two hours", () => {
    const books = createBooks();
    for (let hour = 0; hour < 10; hour++) noteWorth(books, hour * 3_600_000, () => hour);
    expect(books.worth.map(([, value]) => value)).toEqual([0, 2, 4, 6, 8]);
  });
});

test("the stop of a relayed bot comes true: it leaves there, and nowhere else by a stop", () => {
  let stops = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const { bot, body } of playLive(createCourse(seed, START_MS), 600_000)) {
      if (!RELAYED.includes(bot) || !body["exit_reason"]?.startsWith("stop")) continue;
      const { stopRatio } = BOTS.find(({ name }) => name === bot)!;
      stops += 1;
      expect(Number(body["profit_ratio"]), `${bot} ${body["pair"]}`).toBeLessThan(stopRatio);
      // Not far beyond it: the market moves in steps.
      expect(Number(body["profit_ratio"])).toBeGreaterThan(stopRatio * 1.35);
    }
  }
  expect(stops).toBeGreaterThan(3);
});

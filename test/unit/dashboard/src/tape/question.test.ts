import { describe, expect, test } from "vitest";
import { matchesFilter, matchesSearch } from "@fillcast/protocol";
import { KIND_CHOICES } from "../../../../../dashboard/src/tape/address-filter.ts";
import { toQuestion } from "../../../../../dashboard/src/tape/question.ts";
import { matchesTapeFilter, NO_FILTER } from "../../../../../dashboard/src/tape/rows.ts";
import { describeEvent } from "../../../../../dashboard/src/words/event.ts";
import { TITLES } from "../../../../../dashboard/src/words/titles.ts";
import { event, fixtureEvents } from "../../../../support/shown-events.ts";

/** One of each kind that the page words, and some that are nobody's. */
const EVENTS = [
  ...fixtureEvents(),
  ...TITLES.map(([type]) => event(type)),
  event("status", { status: "running" }),
  event("status", { status: "stopped" }),
  event("status", { status: "process died" }),
  event("protection_trigger", { pair: "ETH/USDT", active: true, lock_end_time: "2026-03-01 12:00:00" }),
  event("exit_fill", { is_final_exit: true }, { trade: { id: "1" } }),
  event("exception", { status: "KeyError" }),
  event("warning", { status: "slow" }),
  event("signal", { text: "up" }),
  event("x-stop-moved", { to: "12.5" }, { pair: "ETH/USDT" }),
];

/** Snapshots that corrected something are shown: take all for such. */
const ALL = { ...NO_FILTER, corrections: new Set(EVENTS.map(({ seq }) => seq)) };

/** What the server lets through. */
const passes = (question: Readonly<Record<string, string>>, said: (typeof EVENTS)[number]): boolean => {
  const list = (name: string) => (question[name] === undefined ? {} : { [`${name}s`]: question[name].split(",") });
  const words = question["q"]?.split(" ") ?? [];
  return matchesFilter({ ...list("type"), ...list("bot"), ...list("pair") }, said) && matchesSearch(words, said);
};

describe("what the server is asked", () => {
  test.each(KIND_CHOICES)("for $label lets all of these through", ({ kinds }) => {
    const filter = { ...ALL, kinds: new Set(kinds) };
    const wanted = EVENTS.filter((said) => matchesTapeFilter(said, filter));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((said) => !passes(toQuestion(filter), said))).toEqual([]);
  });

  test("for any word of a title lets all events with this title through", () => {
    const titles = EVENTS.flatMap((said) => describeEvent(said, said.at, "utc").title.toLowerCase().split(" "));
    for (const word of new Set(titles)) {
      const filter = { ...ALL, words: [word] };
      const wanted = EVENTS.filter((said) => matchesTapeFilter(said, filter));
      expect(wanted.length, word).toBeGreaterThan(0);
      expect(
        wanted.filter((said) => !passes(toQuestion(filter), said)).map(({ type }) => type),
        word,
      ).toEqual([]);
    }
  });

  test("has the words, names and instants that it can look for, and no others", () => {
    const filter = {
      ...NO_FILTER,
      kinds: new Set(["close"] as const),
      bots: new Set(["a", "b"]),
      pairs: new Set(["ETH/USDT"]),
      from: 5,
      to: 9,
      words: ["closed", "stop_loss", "3.5"],
    };
    expect(toQuestion(filter)).toEqual({
      type: "exit_fill",
      bot: "a,b",
      pair: "ETH/USDT",
      from: "5",
      to: "9",
      q: "stop_loss 3.5",
    });
    expect(toQuestion(NO_FILTER)).toEqual({});
    const many = new Set(Array.from({ length: 65 }, (_, index) => `bot-${index}`));
    expect(toQuestion({ ...NO_FILTER, bots: many })).toEqual({});
  });
});

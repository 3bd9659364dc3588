/** The bots of a list, compared (compared.ts): from the live state, the relays, the history and the server's sums. */
import { useMemo, useRef } from "react";
import { useCalendar } from "../browser/now.ts";
import { startOfDays } from "../figures/days.ts";
import { useSettings } from "../live/bot-names.tsx";
import { datesOf, settingsOf } from "../live/feed-settings.ts";
import { useProfits } from "../live/use-profits.ts";
import { useShownVitals } from "../live/use-shown-state.ts";
import { vitalsOf } from "../live/vitals.ts";
import type { BotRow } from "./bot-rows.ts";
import { booksOfBots, type ComparedBot, compareEach, SPARK_DAYS } from "./compared.ts";
import { useHealth } from "./health.ts";
import { useReports } from "./reports.ts";

const NONE: readonly ComparedBot[] = [];

export function useCompared(rows: readonly BotRow[]): {
  readonly bots: readonly ComparedBot[];
  /** Why there are no sums; null while they are waited for. */
  readonly problem: string | null;
  readonly errorsProblem: string | null;
} {
  const calendar = useCalendar();
  const document = useSettings();
  const dates = useMemo(() => datesOf(document), [document]);
  const [all, days, ...since] = useProfits([
    { by: ["bot"], from: null },
    { by: ["bot.day"], from: startOfDays(calendar, SPARK_DAYS) },
    ...dates.map((from) => ({ by: ["bot"] as const, from })),
  ]);
  const names = JSON.stringify(rows.map(({ name }) => name));
  const [allAnswer, daysAnswer] = [all?.answer ?? null, days?.answer ?? null];
  const sinceAnswers = useSame(since.map((view) => view.answer));
  const books = useMemo(() => {
    const bots = (JSON.parse(names) as string[]).map((name) => ({ name, settings: settingsOf(document, name) }));
    const byDate = new Map(dates.map((date, at) => [date, sinceAnswers[at] ?? null]));
    return booksOfBots(bots, { all: allAnswer, days: daysAnswer, since: byDate }, calendar);
  }, [names, document, dates, allAnswer, daysAnswer, sinceAnswers, calendar]);
  const vitals = useShownVitals((each) => each);
  const health = useHealth(rows);
  const { errors, problem: errorsProblem, strategies } = useReports();
  const kept = useRef(NONE);
  const facts = rows.map(({ name, bot }) => {
    const settings = settingsOf(document, name);
    const own = vitalsOf(vitals, name);
    return {
      name,
      shownName: settings.name ?? name,
      bot,
      settings,
      vitals: own,
      health: health.get(name) ?? "active",
      errors: errors === null ? null : (errors.get(name) ?? 0),
      strategy: own?.strategy ?? strategies.get(name) ?? null,
    };
  });
  kept.current = compareEach(kept.current, facts, books);
  return { bots: kept.current, problem: all?.problem ?? days?.problem ?? null, errorsProblem };
}

/** The list from before while its items are the same. */
function useSame<Item>(items: readonly Item[]): readonly Item[] {
  const kept = useRef(items);
  const isSame = items.length === kept.current.length && items.every((item, at) => item === kept.current[at]);
  if (!isSame) kept.current = items;
  return kept.current;
}

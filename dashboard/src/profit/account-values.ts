/** What the accounts of a book were worth over time, from its bots' `equity` events: those of the history, then those that arrive. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { TradeEvent } from "fillcast";
import { Big } from "big.js";
import { equityOf, type EquityPoint } from "../bots/equity.ts";
import type { Book } from "../figures/book.ts";
import { useBotModes } from "../live/bots.ts";
import { useSession } from "../live/session-provider.tsx";
import { usePickedRows } from "../live/tape-rows.ts";
import { useShownVitals } from "../live/use-shown-state.ts";
import { useIsShown } from "../browser/chosen-bots.ts";
import { isInRange, type RangeBounds } from "../figures/days.ts";

/** Of all bots together: they say it each hour. */
const READ_MAX_EVENTS = 6_000;

export interface AccountValues {
  readonly points: readonly EquityPoint[];
  /** The history has more than was read: there may be earlier values. */
  readonly isCut: boolean;
}

/** Shown bots of a book that have a relay, in order. */
export function useAccountBots({ mode, currency }: Book): readonly string[] {
  const modes = useBotModes();
  const isShown = useIsShown();
  const names = useShownVitals((all) =>
    Object.entries(all)
      .flatMap(([bot, { balance }]) =>
        balance.currency === currency && modes?.get(bot) === mode && isShown(bot) ? [bot] : [],
      )
      .sort()
      .join("\n"),
  );
  return useMemo(() => (names === "" ? [] : names.split("\n")), [names]);
}

/** Null until the history has been read. */
export function useAccountValues(bots: readonly string[], currency: string, bounds: RangeBounds): AccountValues | null {
  const { feed } = useSession();
  const { from, to } = bounds;
  const matches = useCallback(
    (event: TradeEvent) => event.type === "equity" && event.data["currency"] === currency && bots.includes(event.bot),
    [bots, currency],
  );
  const rows = usePickedRows(matches);
  const [read, setRead] = useState<readonly TradeEvent[] | null>(null);
  useEffect(() => {
    let wanted = true;
    setRead(null);
    void (async () => {
      const events: TradeEvent[] = [];
      const before = feed.position;
      const range = before === null ? {} : { before: { epoch: before.epoch, seq: before.seq + 1 } };
      // By the room's clock: what an import says of the past came later.
      const span = from === null ? {} : { from };
      try {
        const asked = { ...range, ...span, bots, types: ["equity"], limit: READ_MAX_EVENTS };
        for await (const event of feed.history(asked)) {
          if (!wanted) return;
          events.push(event);
        }
      } catch {
        // What arrives from now on is shown.
      }
      if (wanted) setRead(events);
    })();
    return () => {
      wanted = false;
    };
  }, [feed, bots, from]);
  return useMemo(() => {
    if (read === null) return null;
    const events = [...read.filter(matches), ...rows.map(({ event }) => event)];
    const points = accountsTogether(bots.map((bot) => equityOf(events, bot)));
    return {
      points: points.filter(({ at }) => isInRange({ from, to }, at)),
      isCut: read.length >= READ_MAX_EVENTS,
    };
  }, [read, rows, matches, bots, from, to]);
}

/** The accounts of several bots as one: at each instant the newest value of each, from when all of them have said theirs. */
export function accountsTogether(accounts: readonly (readonly EquityPoint[])[]): readonly EquityPoint[] {
  const known = accounts.filter((points) => points.length > 0);
  const begin = Math.max(...known.map(([first]) => first!.at));
  const places = known.map(() => 0);
  const instants = [...new Set(known.flatMap((points) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  return instants
    .filter((at) => at >= begin)
    .map((at) => {
      let sum = new Big(0);
      for (const [index, points] of known.entries()) {
        while ((points[places[index]! + 1]?.at ?? Infinity) <= at) places[index]!++;
        sum = sum.plus(points[places[index]!]!.value);
      }
      return { at, value: sum.toFixed() };
    });
}

/** The last value of each step (a day, an hour), by its name. */
export function lastOfSteps(
  points: readonly EquityPoint[],
  stepOf: (at: number) => string,
): readonly { readonly name: string; readonly value: string }[] {
  const steps = new Map<string, string>();
  for (const { at, value } of points) steps.set(stepOf(at), value);
  return [...steps].map(([name, value]) => ({ name, value }));
}

/** What a bot's account was worth over time, from its `equity` events: those of the history, then those that arrive. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { TradeEvent } from "fillcast";
import { useSession } from "../live/session-provider.tsx";
import { usePickedRows } from "../live/tape-rows.ts";
import { toBig } from "../words/decimal.ts";

/** A quarter of a year of hours. */
const READ_MAX_EVENTS = 2_200;

export interface EquityPoint {
  /** ms since 1970. */
  readonly at: number;
  readonly value: string;
}

/** Oldest first, each instant once. */
export function equityOf(events: readonly TradeEvent[], bot: string): readonly EquityPoint[] {
  const points = new Map<number, EquityPoint>();
  for (const event of events) {
    if (event.type !== "equity" || event.bot !== bot) continue;
    const { value } = event.data;
    const at = event.ts ?? event.at;
    if (typeof value === "string" && toBig(value) !== null) points.set(at, { at, value });
  }
  return [...points.values()].sort((a, b) => a.at - b.at);
}

/** The picture's own units: it is stretched to its place. */
export const EQUITY_WIDTH = 600;
export const EQUITY_HEIGHT = 72;
const INSET = 3;

/** An SVG path through the points, left to right by time; empty for fewer than two. */
export function equityPath(points: readonly EquityPoint[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return "";
  // A picture's geometry is floats; the figures beside it are exact.
  const values = points.map(({ value }) => Number(value));
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return points
    .map(({ at }, index) => {
      const x = ((at - first.at) / (last.at - first.at)) * EQUITY_WIDTH;
      const y = INSET + (1 - (values[index]! - low) / span) * (EQUITY_HEIGHT - 2 * INSET);
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

export function useEquity(bot: string): readonly EquityPoint[] {
  const { feed } = useSession();
  const matches = useCallback((event: TradeEvent) => event.type === "equity" && event.bot === bot, [bot]);
  const rows = usePickedRows(matches);
  const [read, setRead] = useState<readonly TradeEvent[]>([]);
  useEffect(() => {
    let wanted = true;
    void (async () => {
      const events: TradeEvent[] = [];
      const before = feed.position;
      try {
        const range = before === null ? {} : { before: { epoch: before.epoch, seq: before.seq + 1 } };
        for await (const event of feed.history({ ...range, bots: [bot], types: ["equity"], limit: READ_MAX_EVENTS }))
          events.push(event);
      } catch {
        // What arrives from now on is shown.
      }
      if (wanted) setRead(events);
    })();
    return () => {
      wanted = false;
    };
  }, [feed, bot]);
  return useMemo(() => equityOf([...read, ...rows.map(({ event }) => event)], bot), [read, rows, bot]);
}

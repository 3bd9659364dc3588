/** The health of the bots that a list shows, kept up with the clock: drawn again when one of them changes, not each second. */
import { useMemo } from "react";
import { useClocked } from "../browser/now.ts";
import { useShownVitals } from "../live/use-shown-state.ts";
import { vitalsOf } from "../live/vitals.ts";
import type { BotRow } from "./bot-rows.ts";
import { type Health, healthOf } from "./presence.ts";
import { useUsualGaps } from "./usual-gaps.ts";

/** By name. */
export type HealthByBot = ReadonlyMap<string, Health>;

export function useHealth(rows: readonly BotRow[]): HealthByBot {
  const gaps = useUsualGaps();
  const vitals = useShownVitals((all) => all);
  const text = useClocked((_, moment) =>
    JSON.stringify(
      rows.map(({ name, bot }) => [
        name,
        healthOf(bot, vitalsOf(vitals, name)?.problem ?? null, gaps.get(name) ?? null, moment),
      ]),
    ),
  );
  return useMemo(() => new Map(JSON.parse(text) as (readonly [string, Health])[]), [text]);
}

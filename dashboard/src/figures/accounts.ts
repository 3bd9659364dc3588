/**
 * Accounts as relays read them: value, open profit and free money, a row for each mode and currency, which are never added up
 * with others. Two bots on one account each know only their own part: the value is what their capital has become.
 */
import type { BotState, HeardVitals, TradeMode, VitalsByBot } from "fillcast";
import { Big } from "big.js";
import { toBig } from "../words/decimal.ts";

export interface Account {
  readonly mode: TradeMode;
  readonly currency: string;
  /** Null where one of the bots does not say. */
  readonly value: string | null;
  readonly openProfit: string | null;
  readonly free: string | null;
  readonly bots: number;
}

/** `bots` are those that are shown. */
export function accountsOf(
  vitals: VitalsByBot,
  bots: { readonly [bot: string]: Pick<BotState, "mode"> },
): readonly Account[] {
  const known = Object.entries(bots).flatMap(([name, { mode }]) => {
    const own = Object.hasOwn(vitals, name) ? vitals[name]! : null;
    return own === null || own.balance.currency === null ? [] : [{ mode, own, currency: own.balance.currency }];
  });
  const groups = Map.groupBy(known, ({ mode, currency }) => `${mode} ${currency}`);
  return [...groups.values()].map((group) => {
    const [{ mode, currency }] = group as [(typeof group)[number]];
    const sumOf = (figure: (one: HeardVitals) => string | null): string | null =>
      sumKnown(group.map(({ own }) => figure(own)));
    return {
      mode,
      currency,
      value: sumOf(({ balance }) => balance.value),
      openProfit: sumOf(({ openProfit }) => openProfit),
      free: sumOf(({ balance }) => balance.free),
      bots: group.length,
    };
  });
}

function sumKnown(values: readonly (string | null)[]): string | null {
  let sum = new Big(0);
  for (const value of values) {
    const one = toBig(value);
    if (one === null) return null;
    sum = sum.plus(one);
  }
  return sum.toFixed();
}

/** How far a price is from another one, as a part of it: `0.05` is 5%. Null where that cannot be said. */
export function distanceOf(from: string | null, to: string | null): string | null {
  const [start, end] = [toBig(from), toBig(to)];
  if (start === null || end === null || start.eq(0)) return null;
  return end.minus(start).div(start).abs().toFixed();
}

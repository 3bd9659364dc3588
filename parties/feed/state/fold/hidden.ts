/**
 * What the state's bounds leave out: counted, so that a reader can say it, and never an error. The log has all of it. Names
 * are kept so that each thing counts once, up to a bound.
 */
import { HIDDEN_MAX, type More } from "@fillcast/protocol";

/** Plain JSON; changed in place. */
export interface Hidden {
  readonly bots: string[];
  /** Keys of pending and open trades. */
  readonly trades: string[];
  /** `<mode> <currency>`. */
  readonly currencies: string[];
  /** Since there was last room for one. */
  locks: number;
  /** What readers know of these counts. */
  said: More;
}

export function createHidden(): Hidden {
  return { bots: [], trades: [], currencies: [], locks: 0, said: { bots: 0, trades: 0, currencies: 0, locks: 0 } };
}

/** Counts a name; one that is counted already, or beyond the bound, changes nothing. */
export function hide(names: string[], name: string): void {
  if (names.length < HIDDEN_MAX && !names.includes(name)) names.push(name);
}

/** Takes a name back. True if it was counted. */
export function reveal(names: string[], name: string): boolean {
  const index = names.indexOf(name);
  if (index !== -1) names.splice(index, 1);
  return index !== -1;
}

export function countHidden({ bots, trades, currencies, locks }: Hidden): More {
  return { bots: bots.length, trades: trades.length, currencies: currencies.length, locks };
}

/** The counts, if readers know others. */
export function sayHidden(hidden: Hidden): More | null {
  const { said } = hidden;
  const more = countHidden(hidden);
  const isSaid = (["bots", "trades", "currencies", "locks"] as const).every((kind) => more[kind] === said[kind]);
  if (isSaid) return null;
  hidden.said = more;
  return more;
}

/**
 * Which trade a scene is about. Candidates are trades that wait for no order, of bots that are up; whether one has won
 * follows the walk of the prices, only which of them is taken is chosen.
 */
import { climateOf } from "./climate.ts";
import { type Course, presentUs } from "./course.ts";
import { priceOf } from "./market.ts";
import { type BotProfile, BOTS } from "./roster.ts";
import { totalProfit, type Trade } from "./trade.ts";

export interface Candidate {
  /** Index into BOTS. */
  readonly bot: number;
  readonly trade: Trade;
  /** In currency, were it left now. */
  readonly profit: number;
}

/** Something has to be left of a trade. */
const PARTIAL_EXITS_MAX = 2;

/** A trade to close: wins and losses are taken so that the share of wins comes out near its aim. */
export function closeCandidate(course: Course): Candidate | undefined {
  const { winRate, rough } = climateOf(course);
  const trades = byProfit(course, () => true);
  if (course.winsOwed + winRate > 0) {
    const winners = trades.filter(({ profit }) => profit > 0);
    return rough ? smallest(winners) : ripest(course, winners);
  }
  const losers = trades.filter(({ profit }) => profit < 0);
  // Deep ones are left to their stops, or to come back, as long as times are fair.
  return rough ? smallest(losers) : ripest(course, losers.slice(losers.length >> 1));
}

/** Whose stop is hit: of those that lose the one that has been held the longest; if none loses, the one that wins least. */
export function stopCandidate(course: Course): Candidate | undefined {
  // Where a relay shows the stop, the market has to reach it: stops.ts.
  const stopped = byProfit(course, (bot) => bot.stopsOnExchange && bot.relayed === null);
  const losers = stopped.filter(({ profit }) => profit < 0);
  return ripest(course, losers) ?? stopped[0];
}

/** The worst of those that were increased the fewest times. */
export function increaseCandidate(course: Course): Candidate | undefined {
  const candidates = byProfit(course, (bot) => bot.adjusts);
  const fewest = Math.min(...candidates.map(({ trade }) => fillCount(trade, "entry")));
  return candidates.find(({ trade }) => fillCount(trade, "entry") === fewest);
}

/** The best that was not left in part too often already; in rough times nobody takes profits early. */
export function partialCandidate(course: Course): Candidate | undefined {
  if (climateOf(course).rough) return undefined;
  return byProfit(course, (bot) => bot.adjusts).findLast(({ trade }) => fillCount(trade, "exit") < PARTIAL_EXITS_MAX);
}

/** From the worst to the best, by what each has made of its value; leverage does not put a bot first. */
function byProfit(course: Course, fits: (bot: BotProfile) => boolean): Candidate[] {
  return course.bots
    .flatMap(({ up, trades }, bot) =>
      up && fits(BOTS[bot]!) ? trades.filter((trade) => trade.order === null).map((trade) => ({ bot, trade })) : [],
    )
    .map(({ bot, trade }) => ({ bot, trade, profit: totalProfit(trade, priceOf(course.market, trade.pairIndex)) }))
    .sort((a, b) => a.profit / valueOf(a.trade) - b.profit / valueOf(b.trade));
}

/** The one that has been held the longest, by its bot's own measure. */
function ripest(course: Course, candidates: readonly Candidate[]): Candidate | undefined {
  const nowUs = presentUs(course);
  const ripeness = ({ bot, trade }: Candidate): number => (nowUs - trade.openedAtUs) / BOTS[bot]!.holdsHours;
  return candidates.toSorted((a, b) => ripeness(b) - ripeness(a))[0];
}

/** The least gain, or the largest loss. */
function smallest(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.toSorted((a, b) => a.profit - b.profit)[0];
}

function valueOf({ amount, openRate }: Trade): number {
  return amount * openRate;
}

function fillCount({ fills }: Trade, side: "entry" | "exit"): number {
  return fills.filter((fill) => fill.side === side).length;
}

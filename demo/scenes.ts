/**
 * What can happen next: each scene looks for somebody to play it and says whether it found one. Which trade closes, and
 * whether it has won, follows the walk of the prices; only which of them is taken is chosen.
 */
import { chat, startBot, stopBot } from "./bot-life.ts";
import { type Course, type FollowUp, idleTrades, openTradeCount, type Scene } from "./course.ts";
import { PAIRS, priceOf } from "./market.ts";
import {
  cancelEntry,
  cancelExit,
  fillEntry,
  fillExit,
  hitStop,
  increaseTrade,
  openTrade,
  placeExit,
  replaceEntry,
} from "./orders.ts";
import { nextBetween, nextOf, nextUnit } from "./random.ts";
import { BOTS, type BotProfile } from "./roster.ts";
import { totalProfit, type Trade } from "./trade.ts";

/** Trades that the bots together keep open, about. */
const OPEN_AT_LEAST = 10;
const OPEN_AT_MOST = 15;
const WIN_RATE = 0.55;
const REPLACED_SHARE = 0.12;
/** Two goodbyes or two returns within a minute would count as one message posted twice. */
const RESTART_PAUSE_MS = 67_000;
const EXIT_TIMEOUT_SHARE = 0.12;

/** Plays the scene; false where nobody can just now. Too few or too many open trades turn a close into an open, and back. */
export function playScene(course: Course, scene: Scene): boolean {
  const open = openTradeCount(course);
  if (scene === "close" && open < OPEN_AT_LEAST) return play(course, "open") || play(course, "close");
  if (scene === "open" && open > OPEN_AT_MOST) return play(course, "close") || play(course, "open");
  return play(course, scene);
}

/** Plays what an earlier scene has led to. */
export function playFollowUp(course: Course, { kind, bot, tradeId }: FollowUp): void {
  if (kind === "bot back") return startBot(course, bot);
  const trade = course.bots[bot]!.trades.find(({ id }) => id === tradeId);
  if (trade === undefined) return;
  switch (kind) {
    case "entry filled":
      return fillEntry(course, bot, trade);
    case "entry cancelled":
      return cancelEntry(course, bot, trade);
    case "entry replaced":
      return replaceEntry(course, bot, trade);
    case "exit filled":
      return fillExit(course, bot, trade);
    case "exit cancelled":
      return cancelExit(course, bot, trade);
    case "exit retried":
      return placeExit(course, bot, trade, { reason: "exit_signal", share: 1, type: "market", fills: true });
  }
}

function play(course: Course, scene: Scene): boolean {
  switch (scene) {
    case "open":
      return open(course, nextUnit(course.random) < REPLACED_SHARE ? "replaced" : "fills");
    case "cancel":
      return open(course, "cancelled");
    case "close":
      return close(course);
    case "stop":
      return withTrade(typicalLoser(course), ({ bot, trade }) => hitStop(course, bot, trade));
    case "increase":
      return withTrade(byProfit(course, leastIncreased(course))[0], ({ bot, trade }) =>
        increaseTrade(course, bot, trade),
      );
    case "partial":
      return withTrade(
        best(course, (bot) => bot.adjusts),
        ({ bot, trade }) =>
          placeExit(course, bot, trade, {
            reason: "partial_exit",
            share: nextBetween(course.random, 0.3, 0.55),
            type: "limit",
            fills: true,
          }),
      );
    case "restart":
      return restart(course);
    case "chat": {
      const bots = upBots(course);
      if (bots.length === 0) return false;
      chat(course, nextOf(course.random, bots));
      return true;
    }
  }
}

/** The emptiest bot takes a pair that it does not hold and that is not locked. */
function open(course: Course, fate: "fills" | "cancelled" | "replaced"): boolean {
  const chances = upBots(course)
    .filter((bot) => fate === "fills" || (BOTS[bot]!.orderType === "limit" && !BOTS[bot]!.fallsSilent))
    .map((bot) => ({
      bot,
      room: 1 - course.bots[bot]!.trades.length / BOTS[bot]!.maxOpenTrades,
      pairs: freePairs(course, bot),
    }))
    .filter(({ room, pairs }) => (room > 0 || fate === "cancelled") && pairs.length > 0);
  if (chances.length === 0) return false;
  const roomiest = Math.max(...chances.map(({ room }) => room));
  const { bot, pairs } = nextOf(
    course.random,
    chances.filter(({ room }) => room > roomiest - 0.3),
  );
  openTrade(course, bot, cheapest(course, pairs, BOTS[bot]!.short), fate);
  return true;
}

/** Of a few pairs, the one furthest below (for a short: above) where its price is drawn back to: what gives the bots their edge. */
function cheapest(course: Course, pairs: readonly number[], short: boolean): number {
  const lead = (pairIndex: number): number =>
    (priceOf(course.market, pairIndex) / PAIRS[pairIndex]!.startPrice) * (short ? -1 : 1);
  return pairs.reduce((best, pairIndex) => (lead(pairIndex) < lead(best) ? pairIndex : best));
}

/** Wins and losses are taken so that the share of wins comes out near its aim; no candidate of the kind, no close. */
function close(course: Course): boolean {
  const wins = course.won < WIN_RATE * (course.closed + 1);
  const trades = byProfit(
    course,
    idleTrades(course, () => true),
  );
  // The best is taken, or the loser that is cut early: deep ones are left to their stops, or to come back.
  const candidate = wins ? trades.findLast(({ profit }) => profit > 0) : trades.findLast(({ profit }) => profit < 0);
  if (candidate === undefined) return false;
  const { bot, trade } = candidate;
  const profile = BOTS[bot]!;
  const fills = nextUnit(course.random) >= EXIT_TIMEOUT_SHARE;
  if (wins) {
    const reason = nextOf(course.random, profile.winReasons);
    placeExit(course, bot, trade, { reason, share: 1, type: profile.orderType, fills });
  } else {
    const reason = nextOf(course.random, ["stop_loss", "stop_loss", "exit_signal", "force_exit"]);
    placeExit(course, bot, trade, { reason, share: 1, type: reason === "exit_signal" ? "limit" : "market", fills });
  }
  return true;
}

/** The bots take turns, one that waits for no order before others; one that has nothing to warn of is passed over. */
function restart(course: Course): boolean {
  const waits = (bot: number): number => (course.bots[bot]!.trades.some(({ order }) => order !== null) ? 1 : 0);
  const [bot] = upBots(course)
    .filter((bot) => !BOTS[bot]!.fallsSilent && (BOTS[bot]!.dryRun || course.bots[bot]!.trades.length > 0))
    .filter((bot) => course.nowMs - course.bots[bot]!.stoppedAtMs > RESTART_PAUSE_MS)
    .sort((a, b) => waits(a) - waits(b) || course.bots[a]!.stoppedAtMs - course.bots[b]!.stoppedAtMs);
  if (bot === undefined) return false;
  stopBot(course, bot);
  return true;
}

interface Candidate {
  readonly bot: number;
  readonly trade: Trade;
  /** In currency, were it left now. */
  readonly profit: number;
}

function best(course: Course, fits: (bot: BotProfile) => boolean): Candidate | undefined {
  return byProfit(course, idleTrades(course, fits)).at(-1);
}

/** Neither the deepest loss nor the mildest; where nobody loses, whoever wins least. */
function typicalLoser(course: Course): Candidate | undefined {
  const stopped = byProfit(
    course,
    idleTrades(course, (bot) => bot.stopsOnExchange),
  );
  const losers = stopped.filter(({ profit }) => profit < 0);
  return losers[Math.floor(losers.length / 2)] ?? stopped[0];
}

/** From the worst to the best, by what each has made of its value; leverage does not put a bot first. */
function byProfit(course: Course, trades: readonly { bot: number; trade: Trade }[]): Candidate[] {
  return trades
    .map(({ bot, trade }) => ({ bot, trade, profit: totalProfit(trade, priceOf(course.market, trade.pairIndex)) }))
    .sort((a, b) => a.profit / valueOf(a.trade) - b.profit / valueOf(b.trade));
}

function valueOf({ amount, openRate }: Trade): number {
  return amount * openRate;
}

function withTrade(candidate: Candidate | undefined, play: (candidate: Candidate) => void): boolean {
  if (candidate === undefined) return false;
  play(candidate);
  return true;
}

/** Trades that can be increased and have been so the fewest times. */
function leastIncreased(course: Course): { bot: number; trade: Trade }[] {
  const entries = ({ fills }: Trade): number => fills.filter(({ side }) => side === "entry").length;
  const candidates = idleTrades(course, (bot) => bot.adjusts);
  const fewest = Math.min(...candidates.map(({ trade }) => entries(trade)));
  return candidates.filter(({ trade }) => entries(trade) === fewest);
}

function upBots(course: Course): number[] {
  return [...BOTS.keys()].filter((bot) => course.bots[bot]!.up);
}

function freePairs(course: Course, bot: number): number[] {
  const { trades, locks } = course.bots[bot]!;
  const current = locks.filter(({ untilMs }) => untilMs > course.nowMs);
  course.bots[bot]!.locks = current;
  const isLocked = (pairIndex: number) =>
    current.some((lock) => lock.pairIndex === null || lock.pairIndex === pairIndex);
  const isHeld = (pairIndex: number) => trades.some((trade) => trade.pairIndex === pairIndex);
  return BOTS[bot]!.pairs.filter((pairIndex) => !isLocked(pairIndex) && !isHeld(pairIndex));
}

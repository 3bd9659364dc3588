/**
 * What can happen next: each scene looks for somebody to play it (candidates.ts) and says whether it found one.
 */
import { chat, startBot, stopBot } from "./bot-life.ts";
import { type Candidate, closeCandidate, increaseCandidate, partialCandidate, stopCandidate } from "./candidates.ts";
import { type Course, type FollowUp, openTradeCount, presentMs, type Scene } from "./course.ts";
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
import { BOTS } from "./roster.ts";

/** Trades that the bots together keep open, about. */
const OPEN_AT_LEAST = 10;
const OPEN_AT_MOST = 15;
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
      return withTrade(closeCandidate(course), (candidate) => close(course, candidate));
    case "stop":
      return withTrade(stopCandidate(course), ({ bot, trade }) => hitStop(course, bot, trade));
    case "increase":
      return withTrade(increaseCandidate(course), ({ bot, trade }) => increaseTrade(course, bot, trade));
    case "partial":
      return withTrade(partialCandidate(course), ({ bot, trade }) => {
        const share = nextBetween(course.random, 0.3, 0.55);
        placeExit(course, bot, trade, { reason: "partial_exit", share, type: "limit", fills: true });
      });
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

function close(course: Course, { bot, trade, profit }: Candidate): void {
  const profile = BOTS[bot]!;
  const fills = nextUnit(course.random) >= EXIT_TIMEOUT_SHARE;
  if (profit > 0) {
    const reason = nextOf(course.random, profile.winReasons);
    placeExit(course, bot, trade, { reason, share: 1, type: profile.orderType, fills });
  } else {
    const drawn = nextOf(course.random, ["stop_loss", "stop_loss", "exit_signal", "force_exit"]);
    const reason = drawn === "stop_loss" && profile.relayed !== null ? "exit_signal" : drawn;
    placeExit(course, bot, trade, { reason, share: 1, type: reason === "exit_signal" ? "limit" : "market", fills });
  }
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

function withTrade(candidate: Candidate | undefined, play: (candidate: Candidate) => void): boolean {
  if (candidate === undefined) return false;
  play(candidate);
  return true;
}

function upBots(course: Course): number[] {
  return [...BOTS.keys()].filter((bot) => course.bots[bot]!.up);
}

function freePairs(course: Course, bot: number): number[] {
  const { trades, locks } = course.bots[bot]!;
  const current = locks.filter(({ untilMs }) => untilMs > presentMs(course));
  course.bots[bot]!.locks = current;
  const isLocked = (pairIndex: number) =>
    current.some((lock) => lock.pairIndex === null || lock.pairIndex === pairIndex);
  const isHeld = (pairIndex: number) => trades.some((trade) => trade.pairIndex === pairIndex);
  return BOTS[bot]!.pairs.filter((pairIndex) => !isLocked(pairIndex) && !isHeld(pairIndex));
}

/**
 * A bot's own life: coming up, going down, falling silent, its signs of life and what its strategy has to say.
 */
import { type Course, HEARTBEAT_MS, send, sendHeartbeat } from "./course.ts";
import { PAIRS, priceOf } from "./market.ts";
import { statusBody, strategyBody } from "./messages.ts";
import { nextBetween, nextInteger, nextOf } from "./random.ts";
import { BOTS } from "./roster.ts";

/** The text that counts as a sign of life, not as an event. */
export const HEARTBEAT_TEXT = "fillcast:hb";
const RESTART_MS = [4_000, 7_000] as const;
const SILENCE_MS = 75_000;
const TIME_BETWEEN_SILENCES_MS = 240_000;

/** A restart begins: the bot says goodbye, and warns of what it leaves open. */
export function stopBot(course: Course, bot: number): void {
  const { dryRun, exchange } = BOTS[bot]!;
  const state = course.bots[bot]!;
  state.up = false;
  state.stoppedAtMs = course.nowMs;
  send(course, bot, statusBody("status", "process died"), { books: { kind: "stopped" } });
  if (state.trades.length > 0) {
    const note = dryRun ? "Note: Trades are simulated (dry run)." : "";
    const warning =
      `${state.trades.length} open trades active.\n\n` +
      `Handle these trades manually on ${exchange.charAt(0).toUpperCase()}${exchange.slice(1)}, ` +
      `or '/start' the bot again and use '/stopentry' to handle open trades gracefully. \n${note}`;
    send(course, bot, statusBody("warning", warning), { delayMs: 40 });
  }
  course.followUps.push({
    kind: "bot back",
    dueMs: course.nowMs + nextBetween(course.random, ...RESTART_MS),
    bot,
    tradeId: 0,
  });
}

/** The bot comes up, with the texts that Freqtrade sends then. */
export function startBot(course: Course, bot: number): void {
  const { dryRun, exchange, stake, stakeCurrency, adjusts, timeframe, strategy, stopRatio } = BOTS[bot]!;
  const state = course.bots[bot]!;
  state.up = true;
  state.nextHeartbeatMs = Math.max(state.nextHeartbeatMs, course.nowMs + 500);
  send(course, bot, statusBody("status", "running"), { books: { kind: "started" } });
  if (dryRun) {
    const warning = "Dry run is enabled. All trades are simulated.";
    send(course, bot, statusBody("warning", warning), { delayMs: 30 });
  }
  const settings = [
    `*Exchange:* \`${exchange}\``,
    `*Stake per trade:* \`${stake} ${stakeCurrency}\``,
    "*Minimum ROI:* `{'0': 0.03, '30': 0.015, '60': 0.005}`",
    `*Stoploss:* \`${stopRatio}\``,
    `*Position adjustment:* \`${adjusts ? "On" : "Off"}\``,
    `*Timeframe:* \`${timeframe}\``,
    `*Strategy:* \`${strategy}\``,
  ];
  send(course, bot, statusBody("startup", settings.join("\n")), { delayMs: 60 });
  const pairs = `[{'StaticPairList': 'StaticPairList'}]`;
  send(course, bot, statusBody("startup", `Searching for ${stakeCurrency} pairs to buy and sell based on ${pairs}`), {
    delayMs: 90,
  });
}

/** Due signs of life of every bot that sends them; a silent bot sends none, nor anything else, and comes back later. */
export function liveOn(course: Course): void {
  for (const [bot, profile] of BOTS.entries()) {
    const state = course.bots[bot]!;
    if (!state.up) continue;
    if (profile.fallsSilent && course.nowMs >= state.silentAtMs) {
      state.up = false;
      state.silentAtMs = course.nowMs + SILENCE_MS + TIME_BETWEEN_SILENCES_MS;
      course.followUps = course.followUps.filter((followUp) => followUp.bot !== bot);
      for (const [index, trade] of state.trades.entries()) state.trades[index] = { ...trade, order: null };
      state.trades = state.trades.filter((trade) => trade.fills.length > 0);
      course.followUps.push({ kind: "bot back", dueMs: course.nowMs + SILENCE_MS, bot, tradeId: 0 });
    } else if (profile.sendsHeartbeats && course.nowMs >= state.nextHeartbeatMs) {
      state.nextHeartbeatMs = course.nowMs + HEARTBEAT_MS;
      sendHeartbeat(course, bot, strategyBody(HEARTBEAT_TEXT));
    }
  }
}

/** A word of the strategy. */
export function chat(course: Course, bot: number): void {
  const { pairs, short } = BOTS[bot]!;
  const pairIndex = nextOf(course.random, pairs);
  const { name } = PAIRS[pairIndex]!;
  const rsi = nextInteger(course.random, 240, 780) / 10;
  const text = nextOf(course.random, [
    `Trend flipped ↑ on ${name} (rsi=${rsi})`,
    `${name}: ${short ? "funding" : "volume"} ×${nextInteger(course.random, 15, 48) / 10} of its day, last ${priceOf(course.market, pairIndex)}`,
    `Regime: ${rsi > 50 ? "trending" : "ranging"} (ADX ${nextInteger(course.random, 14, 41)})`,
  ]);
  send(course, bot, strategyBody(text));
}

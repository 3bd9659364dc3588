/**
 * The room's own fold, for a feed in memory: published events become state through the server's functions. A test's initial
 * state becomes a fold that continues from it.
 */
import { compareInstants, type BotState, type FeedState, type More, type Trade } from "@fillcast/protocol";
import { initialState, type FoldState } from "../../parties/feed/state/fold/evolve.ts";
import { addLive } from "../../parties/feed/state/fold/live-trades.ts";
import { NO_WORD } from "../../parties/feed/state/fold/mode-word.ts";
import { isLive, UNTOLD } from "../../parties/feed/state/fold/trade.ts";
import { UNKNOWN_VITALS, type Vitals } from "../../parties/feed/state/fold/vitals.ts";

export { evolve } from "../../parties/feed/state/fold/evolve.ts";

/** A fold that goes on from this state at `nowMs`; what a state does not tell (habits of bots, names of what is hidden) begins with nothing. */
export function foldFrom(state: FeedState, nowMs: number): FoldState {
  const fold = initialState();
  for (const [name, served] of Object.entries(state.bots)) {
    const { bot: word = null, key = null } = served.modeSaid ?? {};
    fold.bots[name] = { served, vitals: vitalsOf(served, nowMs), word: { ...NO_WORD, mode: word }, keyMode: key };
    if (served.modeSpans !== undefined) fold.spans.bots[name] = served.modeSpans;
  }
  for (const trade of Object.values(state.trades)) keepTrade(fold, trade);
  fold.totals.push(...state.totals);
  fold.days = state.days;
  fold.locks = state.locks;
  if (state.more !== undefined) keepHidden(fold, state.more);
  return fold;
}

function vitalsOf({ presence, lastEventAt, lastSeenAt, silentReason }: BotState, nowMs: number): Vitals {
  return {
    ...UNKNOWN_VITALS,
    eventAt: lastEventAt,
    heartbeatAt: presence === "up" ? nowMs : lastSeenAt,
    stopped: presence === "stopped",
    silent: presence === "silent",
    silentReason: silentReason ?? null,
  };
}

function keepTrade({ book }: FoldState, trade: Trade): void {
  const { key, bot, id, openedAt } = trade;
  const botAndId = `${bot}:${id}`;
  const rival = book.trades[book.current[botAndId] ?? ""]?.trade;
  const ending = trade.dismissed === true ? "dismissed" : trade.status === "orphaned" ? "reused" : null;
  book.trades[key] = { ...UNTOLD, trade, average: trade.averageEntry, peakStake: trade.stake, ending };
  if (rival === undefined || compareInstants(openedAt, rival.openedAt) > 0) book.current[botAndId] = key;
  if (isLive(trade)) addLive(book.live, trade);
  else book.ended.push(key);
}

function keepHidden({ hidden }: FoldState, more: More): void {
  for (const kind of ["bots", "trades", "currencies"] as const) {
    hidden[kind].push(...Array.from({ length: more[kind] }, (_, index) => `hidden ${kind} ${index}`));
  }
  hidden.locks = more.locks;
  hidden.said = more;
}

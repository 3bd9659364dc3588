/**
 * Bots: what is served of each, folded from its events. There are at most `BOTS_MAX` of them.
 */
import { BOTS_MAX, instantToMs, type BotState, type FeedEvent, type Mode, type TradeMode } from "@fillcast/protocol";
import { foldLiquidations, type TradeNews } from "./liquidations.ts";
import { spansOf, spokenMode, type ModeSpans } from "./mode-spans.ts";
import { NO_WORD, noteModeWord, type ModeWord } from "./mode-word.ts";
import { countUnreadable, outcomeOf } from "./outcome.ts";
import { noteDeadlines, noteEvent, presenceOf, UNKNOWN_VITALS, type Deadlines, type Vitals } from "./vitals.ts";

/** Plain JSON; replaced, never changed. */
export interface FoldBot {
  readonly served: BotState;
  readonly vitals: Vitals;
  readonly word: ModeWord;
  /** What the key of its newest event says. */
  readonly keyMode: Mode | null;
}

/** By name; changed in place. A bot may be called `constructor`, so only own keys count. */
export interface Bots {
  [bot: string]: FoldBot;
}

/** The part of the fold that is about bots. */
export interface BotBook {
  readonly bots: Bots;
  readonly deadlines: Deadlines;
  readonly spans: ModeSpans;
}

/** True if the state has this bot, or has room for it. */
export function admitsBot(bots: Bots, bot: string): boolean {
  return Object.hasOwn(bots, bot) || Object.keys(bots).length < BOTS_MAX;
}

/** The mode of a trade that an event begins: what its owner says of when it was opened, else the bot's word, else the key's. */
export function modeOf(
  { bots, spans }: Pick<BotBook, "bots" | "spans">,
  event: FeedEvent,
  openedAt: string,
): TradeMode {
  const owner = spokenMode(spans, event.bot, instantToMs(openedAt));
  const word = getBot(bots, event.bot)?.word ?? NO_WORD;
  return owner ?? word.mode ?? event.mode ?? "unknown";
}

/** Folds an event and what came of it for trades into its bot. */
export function foldBot({ bots, deadlines, spans }: BotBook, event: FeedEvent, news: TradeNews): BotState {
  const known = getBot(bots, event.bot) ?? newBot(event.at);
  const isOwn = event.source !== "fillcast";
  const vitals = noteEvent(known.vitals, event);
  const before = known.served;
  let { openTrades, closedTrades, wins } = before;
  let unreadable = 0;
  for (const change of news.changes) {
    openTrades += Number(change.after?.status === "open") - Number(change.before?.status === "open");
    if (change.after === null) continue;
    const old = outcomeOf(change.before);
    const now = outcomeOf(change.after);
    closedTrades += now.closed - old.closed;
    wins += now.wins - old.wins;
    unreadable += now.unreadable - old.unreadable;
  }
  const liquidationWarnings = foldLiquidations(before.liquidationWarnings ?? [], event, news);
  const word = noteModeWord(known.word, event);
  const keyMode = isOwn ? (event.mode ?? null) : known.keyMode;
  const served: BotState = {
    ...serveMode(spans, event, word.mode, keyMode),
    presence: presenceOf(vitals, event.at),
    lastEventAt: isOwn ? event.at : before.lastEventAt,
    lastSeenAt: before.lastSeenAt,
    ...(vitals.silentReason == null ? {} : { silentReason: vitals.silentReason }),
    openTrades,
    closedTrades,
    wins,
    ...countUnreadable(before.unreadable, unreadable),
    ...(liquidationWarnings.length === 0 ? {} : { liquidationWarnings }),
  };
  bots[event.bot] = { served, vitals, word, keyMode };
  noteDeadlines(deadlines, vitals, event.at);
  return served;
}

export function getBot(bots: Bots, bot: string): FoldBot | undefined {
  return Object.hasOwn(bots, bot) ? bots[bot] : undefined;
}

/** What a bot trades with at an event, and who says what of it where they do not agree. */
function serveMode(
  spans: ModeSpans,
  { bot, at }: FeedEvent,
  word: Mode | null,
  key: Mode | null,
): Pick<BotState, "mode" | "modeSaid" | "modeSpans"> {
  const owner = spokenMode(spans, bot, at);
  const own = spansOf(spans, bot);
  const said = {
    ...(owner === null ? {} : { owner }),
    ...(word === null ? {} : { bot: word }),
    ...(key === null ? {} : { key }),
  };
  return {
    mode: owner ?? word ?? key ?? "unknown",
    ...(new Set(Object.values(said)).size > 1 ? { modeSaid: said } : {}),
    ...(own.length === 0 ? {} : { modeSpans: own }),
  };
}

/** A bot of which nothing is known yet, first heard of at `at`. */
export function newBot(at: number): FoldBot {
  const served: BotState = {
    mode: "unknown",
    presence: "unknown",
    lastEventAt: at,
    lastSeenAt: null,
    openTrades: 0,
    closedTrades: 0,
    wins: 0,
  };
  return { served, vitals: UNKNOWN_VITALS, word: NO_WORD, keyMode: null };
}

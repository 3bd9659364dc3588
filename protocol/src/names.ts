/**
 * The names that travel: feeds, bots, event types. One pattern each, checked before anything is addressed or stored.
 */

/** A feed's id: the user's id and the room's name. Never percent-decoded, never widened: it addresses a Durable Object. */
export const FEED_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
/** A bot's name inside a feed. No comma (filters are comma-separated) and no colon (trade keys are colon-separated). */
export const BOT_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** An event type outside the registry: `x-` and a name of the producer's own. */
export const CUSTOM_TYPE_PATTERN = /^x-[A-Za-z0-9][A-Za-z0-9_.-]{0,61}$/;

/** Freqtrade's message types (freqtrade/enums/rpcmessagetype.py) that are events of a feed. */
export const FREQTRADE_TYPES = [
  "entry",
  "entry_fill",
  "entry_cancel",
  "exit",
  "exit_fill",
  "exit_cancel",
  "status",
  "startup",
  "warning",
  "exception",
  "protection_trigger",
  "protection_trigger_global",
  "liquidation_warning",
  "strategy_msg",
  "whitelist",
] as const;

/** What a relay says of its own about the bot that it stands beside: a trade as the bot's database has it, what the account is worth, a span of which it knows nothing. */
export const RELAY_TYPES = ["trade_snapshot", "equity", "relay_gap"] as const;

/** Every type that `/v1/events` takes beside `x-…` names. */
export const EVENT_TYPES = [...FREQTRADE_TYPES, ...RELAY_TYPES, "heartbeat", "signal"] as const;

/** What the room itself appends about a bot, of its own or for an owner, also about a trade; producers cannot send them. */
export const ROOM_TYPES = [
  "bot_silent",
  "bot_back",
  "mode_set",
  "mode_told",
  "trade_dismissed",
  "trade_restored",
] as const;

export type RoomType = (typeof ROOM_TYPES)[number];

const known: ReadonlySet<string> = new Set(EVENT_TYPES);

/** True for a type that a producer may publish. */
export function isPublishableType(type: string): boolean {
  return known.has(type) || CUSTOM_TYPE_PATTERN.test(type);
}

/** True for a feed id that may address a room. */
export function isFeedId(feed: string): boolean {
  return FEED_PATTERN.test(feed);
}

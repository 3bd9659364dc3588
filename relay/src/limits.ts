/**
 * The relay's own bounds, each with its reason. What the server bounds (a batch, a body, an event) is in the protocol's limits.
 */

/** One request to the server or to a bot; the slowest answer that was seen of a bot, with 160 open trades, took 12 s. */
export const REQUEST_TIMEOUT_MS = 30_000;
/** A bot's answer: a page of 500 trades with their orders has about 2 MB. */
export const ANSWER_MAX_BYTES = 64 * 1024 * 1024;
/** Bodies of this size and up are sent compressed. */
export const GZIP_MIN_BYTES = 4 * 1024;

/** The first pause after a failure, and the longest: full jitter in between. */
export const BACKOFF_MIN_MS = 500;
export const BACKOFF_MAX_MS = 30_000;
/** A key that is refused stays refused until somebody acts. */
export const KEY_RETRY_MS = 60_000;
/** The longest `Retry-After` that is believed. */
export const RETRY_AFTER_MAX_MS = 60 * 60_000;
/** How often a server that has no `/v1/relay` is asked for it again. */
export const DOORS_MS = 10 * 60_000;
/** What SIGTERM leaves for handing over. */
export const HAND_OVER_MS = 5_000;

/** What the server refused is kept so long for somebody to look at. */
export const REFUSED_KEPT_MS = 30 * 24 * 60 * 60_000;
/** A waiting item of this age is worth an exit code of `status`. */
export const WAITING_TOO_LONG_MS = 60_000;
/** How long a start waits for another relay to let go of the folder: a restart overlaps a little. */
export const LOCK_WAIT_MS = 2_000;

/** Room on the disk for taking out what was delivered, if it is full otherwise: a request's items change less of a database. */
export const RESERVE_BYTES = 1024 * 1024;

/** Clocks of bots and servers differ by less, or `check` says so. */
export const CLOCK_SKEW_MAX_MS = 5_000;

/** A stream that says nothing for so long is asked for a sign of life, and has the same time to give it. */
export const STREAM_SILENT_MS = 30_000;
/** Messages of one bot that wait in memory while the disk is full. */
export const HELD_MESSAGES_MAX = 10_000;
/** A trade is looked at when its last message is so old: orders of one candle come together. */
export const SETTLE_MS = 5_000;
/** Trades of one page: Freqtrade's own default. */
export const TRADES_PAGE = 500;
/** How often a walk through the trades starts again because they changed meanwhile. */
export const WALKS_MAX = 5;
/** Between two rounds of questions a bot rests at least this many times as long as the last round took. */
export const REST_FACTOR = 3;
export const REST_MAX_MS = 5 * 60_000;
/** A loop that stands still for so long is stalled, whatever its candles: see `isStalled`. */
export const STALLED_MIN_MS = 60_000;
/** How often the state of a bot that does not change is written down. */
export const CONTACT_SAVE_MS = 30_000;
/** The members of an event beside its data, and what the server adds. */
export const EVENT_MARGIN_BYTES = 2 * 1024;

/**
 * Every number that a producer, a reader or an operator can run into, with its unit in its name and its source beside it.
 * Nothing here is a tuning knob: a change is a change of the contract.
 */

/** One published event, UTF-8 bytes of its JSON. Freqtrade's largest order message is 750 bytes; a traceback a few KiB. */
export const EVENT_MAX_BYTES = 32 * 1024;
/** Events of one batch, taken whole or refused whole. */
export const BATCH_MAX_EVENTS = 500;
/** One request body. */
export const BODY_MAX_BYTES = 1024 * 1024;
/** Nesting of a published JSON value; deeper is a mistake or an attack. */
export const JSON_MAX_DEPTH = 32;
/** Members and items of one body, all levels together: parsing costs by the value, and a batch of 500 events of a bot has 15,000. */
export const BODY_MAX_VALUES = 65_536;
/** Errors that one answer lists: enough to correct a body by, whatever the number of its mistakes. */
export const ERRORS_MAX = 20;
/** A member's name in an error's pointer, characters: names of ours are shorter, and a sender's may have a megabyte. */
export const POINTER_NAME_MAX_CHARS = 128;
/** A producer's event id, characters. */
export const EVENT_ID_MAX_CHARS = 128;

/** A producer's `ts`, not before 2000: who sends seconds in place of milliseconds lands in January 1970. */
export const TS_MIN_MS = 946_684_800_000;
/** The last millisecond of the year 9999, which is the last that ISO 8601 writes with four digits. */
export const INSTANT_MAX_MS = 253_402_300_799_999;
/** An instant's offset from UTC, either way: the largest that a place has. */
export const OFFSET_MAX_MINUTES = 14 * 60;

/** Consecutive seqs of one page: the unit of the log on disk, of the archive and of the cache. */
export const PAGE_EVENTS = 512;
/** Ceiling for a record, a replay frame, an SQL parameter or a D1 row is 512 KiB (Cloudflare caps values at 2 MB); records and frames stay at half. */
export const RECORD_MAX_BYTES = 256 * 1024;
/** A value that our code hands to SQLite, D1 or a socket in one piece; a large page is archived in parts of this size. */
export const CHUNK_MAX_BYTES = 512 * 1024;

/** Events whose ids a feed remembers at the least, so that a retry appends once. */
export const DEDUPE_EVENTS = 65_536;
/** The tail that a room keeps, both at the least. */
export const TAIL_MIN_EVENTS = 4_096;
export const TAIL_MIN_MS = 24 * 60 * 60 * 1000;
/** Unarchived bytes at which publishing answers `archive-behind`. */
export const BACKLOG_MAX_BYTES = 2 * 1024 * 1024 * 1024;
/** An owner may have the state built again this often: each time the whole log is read. */
export const REBUILD_EVERY_MS = 60_000;
/** How many trades an owner may dismiss or restore: each is an event, and nobody does more by hand. */
export const DISMISSALS_PER_MINUTE = 60;
/** Changed trades that wait for the archive in memory and in the checkpoint, about 0.7 KB each; beyond, all are written again from the log. */
export const UNLEDGERED_MAX_TRADES = 5_000;

/** Bytes in flight to a subscriber that acknowledges (`ack=1`). */
export const WINDOW_BYTES = 256 * 1024;
/** A longer replay needs `ack=1`, or it is `reset too_far`. */
export const UNACKED_REPLAY_MAX_BYTES = 1024 * 1024;
/** What a subscriber without `ack=1` may be sent without being heard. */
export const DEBT_MAX_BYTES = 8 * 1024 * 1024;
/** All debts of a room; the largest are closed first. A Durable Object has 128 MB, perhaps shared. */
export const ROOM_DEBT_MAX_BYTES = 32 * 1024 * 1024;
/** All debts of a room at which replays wait: many at once shall not make it close anybody. Live readers that fell behind do not wait with them. */
export const REPLAY_DEBT_MAX_BYTES = 8 * 1024 * 1024;
/** `bufferedAmount` of one socket, where the runtime has it (workerd from 1.20261117). */
export const BUFFERED_MAX_BYTES = 1024 * 1024;
/** Behind its window and silent for so long: closed 4001. */
export const HELD_MAX_SILENCE_MS = 30_000;
/** A filtered subscriber gets a frame at least every this many seqs. */
export const FILTERED_COVER_EVENTS = 256;

/** Open sockets of one room. The platform's ceiling is 32,768; memory binds before it. */
export const SUBSCRIBERS_MAX = 2_048;
/** When to come back after close code 4004 where it names no time: a burst's bucket has refilled a good part by then. */
export const RATE_LIMITED_RETRY_MS = 5_000;
/** At the limit, sockets silent for so long are closed before anyone is refused. */
export const SILENT_SOCKET_MS = 90_000;
export const SUBSCRIBER_LIMIT_RETRY_MS = 30_000;
/** A client's frame, characters: an ack or a ping is under 100. */
export const CLIENT_FRAME_MAX_CHARS = 4_096;
/** Names in one filter, of each kind. */
export const FILTER_MAX_NAMES = 64;
/** Of a text search in the history. */
export const SEARCH_MAX_CHARS = 100;
/** In one text search: each is looked for in each event. */
export const SEARCH_MAX_WORDS = 8;

/** The operator's token: anyone who guesses it controls every feed, and each guess is a request. */
export const ADMIN_TOKEN_MIN_CHARS = 16;
/** The signing secret: each key is something to try guesses on without asking, so it is as long as its digest. */
export const SIGNING_SECRET_MIN_CHARS = 32;

/** How long a ticket opens sockets. */
export const TICKET_TTL_S = 60;
/** How long after its end a key still opens a socket: clocks differ. */
export const SOCKET_CREDENTIAL_SKEW_MS = 60_000;
/** How long the edge refuses a key by itself that its room has refused: neither a revoked key nor an erased feed comes back. */
export const TURNED_AWAY_MS = 60_000;

/** A message that comes through its bot's relay and straight from it comes twice within this time; later it is another one. */
export const TWIN_WINDOW_MS = 60_000;
/** A relay's `at` may be so far ahead of the edge's clock; later is a clock that is wrong, and the arrival counts. */
export const RELAY_AHEAD_MAX_MS = 5_000;
/** A relay's `at`, not before 2020: a machine whose clock was never set says 1970. */
export const RELAY_AT_MIN_MS = 1_577_836_800_000;

/** A member's name in a mapping, characters: the address has a dozen of them, and stays within what proxies pass on. */
export const MAPPED_MEMBER_MAX_CHARS = 64;

/** An equal webhook body is a retry for so long, while nothing else was heard of its bot: Freqtrade's retries, as the guide sets them, take up to 25 s. */
export const REPEAT_WINDOW_SHORT_MS = 30_000;
/** The same for an alert: TradingView sends one up to three times again, after 5 s each, and waits 3 s at most for an answer. */
export const REPEAT_WINDOW_ALERT_MS = 20_000;
/** The same for order messages and protections, whatever came in between: a network may deliver a try late, and a fill that is counted twice is money. */
export const REPEAT_WINDOW_LONG_MS = 10 * 60_000;

/** Bots of one state. The mission's trader has 20; 500 heartbeats a minute cost nothing. What is beyond is counted. */
export const BOTS_MAX = 500;
/** Pending and open trades of one state: twice what 20 bots on 50 pairs can hold. A snapshot of them is about 1.5 MB. */
export const LIVE_TRADES_MAX = 2_000;
/** The same of one bot, so that one key cannot take the places of all others. */
export const BOT_LIVE_TRADES_MAX = 500;
/** Books (a mode and a currency) that the state keeps totals of. */
export const BOOKS_MAX = 100;
/** Rows of `days`, the newest: four years of one book. The ledger has all of them. */
export const DAYS_MAX = 1_500;
/** Quarters of an hour in `days`, those of the newest rows: four years of a bot that closes five trades a day, 160 KB. */
export const DAY_QUARTERS_MAX = 8_000;
/** Parts of a trade's profit, each with the time it was realised; beyond, the oldest are added up. */
export const TRADE_BOOKINGS_MAX = 32;
/** Snapshots that a trade remembers as corrections, the newest: a bot whose messages are lost has one for each look. */
export const TRADE_CORRECTIONS_MAX = 8;
/** Trades that are over and no longer in the state, of which the room remembers what it counted: what a relay tells of them again counts once. About 110 bytes each. */
export const PAST_TRADES_MAX = 20_000;
/** Spans of time for which an owner says what one bot trades with: they travel with the bot. */
export const MODE_SPANS_MAX = 20;
/** Such sayings of one feed within a minute: each has the state built again from the log. */
export const MODE_CHANGES_PER_MINUTE = 10;
/** Bots in a feed's settings: as many as a state has. */
export const SETTINGS_MAX_BOTS = 500;
/** A feed's settings as JSON, UTF-8: each page reads them when it opens. */
export const SETTINGS_MAX_BYTES = 64 * 1024;
/** A bot's shown name, and a group's, characters. */
export const SETTINGS_NAME_MAX_CHARS = 64;
/** Trades that one answer adds profit up of, the newest: years of twenty bots, and about 10 MB that cross from the database. */
export const PROFIT_TRADES_MAX = 40_000;
/** Rows of one grouping in such an answer: an hour each for more than a year, about 2 MB. */
export const PROFIT_GROUPS_MAX = 10_000;
/** Groupings of one such answer; each takes its part of the time that a Worker has. */
export const PROFIT_GROUPINGS_MAX = 10;
/** Locks that hold at the same time. */
export const LOCKS_MAX = 500;
/** Liquidation warnings of one bot that hold at the same time; each of its patches carries them. */
export const BOT_LIQUIDATION_WARNINGS_MAX = 20;
/** How many of each kind beyond these bounds are counted: the count stops there. */
export const HIDDEN_MAX = 1_000;
/** A text that the state keeps, e.g. a tag. Freqtrade's tags have at most 255. The log keeps all of it. */
export const STATE_TEXT_MAX_CHARS = 255;
/** Digits of a number before its point, and after it; the largest price seen in the wild has 20 in all. */
export const DECIMAL_MAX_DIGITS = 64;
/** A number as text: twice the 64 digits that the state counts with, and an exponent. */
export const DECIMAL_TEXT_MAX_CHARS = 136;
/** Of a currency's name; a longer text is not one. */
export const CURRENCY_MAX_CHARS = 32;
/** A heartbeat is written at most this often for each bot: a row costs more than the request. */
export const BEAT_SAVE_MS = 5 * 60_000;
/** Destinations of one feed: people have one or two, and each is looked at with every event. */
export const DESTINATIONS_MAX = 10;
/** Devices of one feed that get push messages: browsers and installed apps of a few people. */
export const DEVICES_MAX = 20;
/** What a destination is called, characters. */
export const DESTINATION_LABEL_MAX_CHARS = 64;
/** One text of a destination's address, UTF-8: push services hand out endpoints of up to about 500 bytes. */
export const DESTINATION_TEXT_MAX_BYTES = 2_048;
/** Bots that one destination's rules name. */
export const RULES_MAX_BOTS = 64;
/** A destination is sent a test message at most this often. */
export const DESTINATION_TEST_EVERY_MS = 5_000;
/** From the first alert to its message: what a burst brings meanwhile travels with it. */
export const ALERT_GATHER_MS = 2_000;
/** From one message of a destination to its next: six a minute, since a phone that rings more often is switched off. */
export const MESSAGE_EVERY_MS = 10_000;
/** What happened longer ago makes no alert: nobody can act on it. */
export const ALERT_LATE_MS = 15 * 60_000;
/** How long a message is tried, from its first try on. */
export const MESSAGE_TRIED_MS = 60 * 60_000;
/** Alerts that a message carries one by one, the newest; it counts all. */
export const MESSAGE_ITEMS_MAX = 20;
/** Share links of one feed that have not ended: each may have a page open somewhere. */
export const SHARES_MAX = 20;
/** A link's label and its title, characters. */
export const SHARE_TEXT_MAX_CHARS = 64;
/** Bots that one link names. */
export const SHARE_BOTS_MAX = 64;
/** The longest delay of a link: a week. */
export const SHARE_DELAY_MAX_S = 7 * 24 * 60 * 60;
/** Open pages of one link; the platform's ceiling is 32,768 sockets. */
export const SHARE_VIEWERS_MAX = 5_000;
/** While somebody looks, a link asks the feed this often what is new. */
export const SHARE_REFRESH_MS = 5_000;
/** Trades of the ledger that a link's figures are of, the newest by opening: about 2 MB while somebody looks. */
export const SHARE_TRADES_MAX = 10_000;
/** Closed trades that a link lists, the newest; and open ones. */
export const SHARE_LISTED_MAX = 50;
/** Days that a link lists, the newest. */
export const SHARE_DAYS_MAX = 366;
/** How long caches keep a link's badge, embedded line and preview. */
export const SHARE_CACHED_S = 60;

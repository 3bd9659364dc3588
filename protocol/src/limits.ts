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
/** A producer's event id, characters. */
export const EVENT_ID_MAX_CHARS = 128;

/** Consecutive seqs of one page: the unit of the log on disk, of the archive and of the cache. */
export const PAGE_EVENTS = 512;
/** Ceiling for a record, a replay frame, an SQL parameter or a D1 row is 512 KiB (Cloudflare caps values at 2 MB); records and frames stay at half. */
export const RECORD_MAX_BYTES = 256 * 1024;
/** A value that our code hands to SQLite, D1 or a socket in one piece. */
export const CHUNK_MAX_BYTES = 512 * 1024;

/** Events whose ids a feed remembers at the least, so that a retry appends once. */
export const DEDUPE_EVENTS = 65_536;
/** The tail that a room keeps, both at the least. */
export const TAIL_MIN_EVENTS = 4_096;
export const TAIL_MIN_MS = 24 * 60 * 60 * 1000;
/** Unarchived bytes at which publishing answers `archive-behind`. */
export const BACKLOG_MAX_BYTES = 2 * 1024 * 1024 * 1024;

/** Bytes in flight to a subscriber that acknowledges (`ack=1`). */
export const WINDOW_BYTES = 256 * 1024;
/** A longer replay needs `ack=1`, or it is `reset too_far`. */
export const UNACKED_REPLAY_MAX_BYTES = 1024 * 1024;
/** What a subscriber without `ack=1` may be sent without being heard. */
export const DEBT_MAX_BYTES = 8 * 1024 * 1024;
/** All debts of a room; the largest are closed first. A Durable Object has 128 MB, perhaps shared. */
export const ROOM_DEBT_MAX_BYTES = 32 * 1024 * 1024;
/** All debts of a room at which replays wait: many at once shall not make it close anybody. Live readers that fell behind do not wait with them. */
export const REPLAY_DEBT_MAX_BYTES = 16 * 1024 * 1024;
/** `bufferedAmount` of one socket, where the runtime has it (workerd from 1.20261117). */
export const BUFFERED_MAX_BYTES = 1024 * 1024;
/** Behind its window and silent for so long: closed 4001. */
export const HELD_MAX_SILENCE_MS = 30_000;
/** A filtered subscriber is told how far the log went at least every so many seqs. */
export const FILTERED_COVER_EVENTS = 256;

/** Open sockets of one room. The platform's ceiling is 32,768; memory binds before it. */
export const SUBSCRIBERS_MAX = 2_048;
/** At the limit, sockets silent for so long are closed before anyone is refused. */
export const SILENT_SOCKET_MS = 90_000;
export const SUBSCRIBER_LIMIT_RETRY_MS = 30_000;
/** A client's frame, characters: an ack or a ping is under 100. */
export const CLIENT_FRAME_MAX_CHARS = 4_096;
/** Names in one filter, of each kind. */
export const FILTER_MAX_NAMES = 64;

/** How long a ticket opens sockets. */
export const TICKET_TTL_S = 60;
/** How long after its end a key still opens a socket: clocks differ. */
export const SOCKET_CREDENTIAL_SKEW_MS = 60_000;

/** A webhook's repeat of a status, startup, warning, exception or message counts as a retry for so long (the longest retry of a bot takes 25 s). */
export const REPEAT_WINDOW_SHORT_MS = 60_000;
/** The same for entries, whose bodies carry prices and amounts. */
export const REPEAT_WINDOW_LONG_MS = 10 * 60_000;

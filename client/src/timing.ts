/**
 * The session's times, ms, each with its reason. The contract's own numbers are in the protocol.
 */

/** A store, a token function, a handshake up to its welcome: longer is a failure. */
export const ANSWER_MS = 10_000;
/** Between pings while someone looks: with the pong's deadline and a second try, a dead socket is found within 10 s. */
export const PING_VISIBLE_MS = 5_000;
export const PONG_VISIBLE_MS = 2_000;
/** In a hidden tab, where browsers stretch timers to a minute anyway. */
export const PING_HIDDEN_MS = 25_000;
export const PONG_HIDDEN_MS = 10_000;
/** A socket that may have died (network gone, machine woken) answers within this. */
export const PROBE_MS = 3_000;
/** Behind a pong's head without progress; a replay gets longer, its server may serve many at once. */
export const STALL_LIVE_MS = 2_000;
export const STALL_REPLAY_MS = 10_000;
/** A connection that was live for so long has held. */
export const STABLE_MS = 5_000;
/** Acknowledge at the latest after this, or this much; well inside the server's window of 256 KiB and its 30 s of patience. */
export const ACK_MS = 1_000;
export const ACK_BYTES = 65_536;
/** Between clock samples, which wake the room: taken when it is awake anyway. */
export const SAMPLE_EVERY_MS = 60_000;
/** Full jitter: the next attempt comes after anything from nothing to a ceiling that doubles with each failure. */
export const BACKOFF_BASE_MS = 1_000;
export const BACKOFF_MAX_MS = 30_000;
/** A history page is tried so often before the gap is given up, with backoff between: about half a minute. */
export const FILL_TRIES = 6;

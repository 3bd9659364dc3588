/**
 * The session's times, ms, each with its reason. The contract's own numbers are in the protocol.
 */

/** A store, a token function, a handshake up to its welcome: longer is a failure, or is said. */
export const ANSWER_MS = 10_000;
/** Between pings, which the platform answers without waking the room. Hidden tabs stretch it to a minute. */
export const PING_MS = 4_500;
/** A pong comes within this: a dead socket is found within 10 s. */
export const PONG_MS = 4_500;
/** The same after the network has changed or somebody looks (PROTOCOL.md §7.6). */
export const LOOK_PONG_MS = 3_000;
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
/** The longest pause that the server may ask for. A longer one is a mistake, and would stop the feed. */
export const TOLD_MAX_MS = 3_600_000;
/** A gap is read so often, each time on a new connection, before it is given up: about a minute. */
export const FILL_TRIES = 6;
/** The same credential is refused as expired so often: clocks differ, but then it will not get better. */
export const EXPIRED_TRIES = 3;
/** After this many failed handshakes in a row, plain HTTP is asked why. */
export const PROBE_EVERY = 3;
/** A loop over events that does not ask for the next one within this time was abandoned. The server waits this long for a reader. */
export const LOOP_MS = 30_000;

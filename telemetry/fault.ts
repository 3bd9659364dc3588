/**
 * Classifies the platform's exception when a room could not be called: too busy, unreachable, full or broken. Only known
 * words of a message are passed on, because a message may quote what was sent.
 */

/**
 * `overloaded`: it has more to do than it can. `unreachable`: it is moved, restarted or replaced. `full`: its disk or database
 * takes no more. `too-large`: the platform passes no answer of this size. `broken`: its database is damaged or lacks what this
 * build needs, or its code throws; a repeat does the same.
 */
export type FaultKind = "overloaded" | "unreachable" | "full" | "too-large" | "broken";

export interface Fault {
  readonly kind: FaultKind;
  /** For the log: no key, no body. */
  readonly cause: string;
  /** The same call at once may well succeed. */
  readonly passes: boolean;
}

/** What Cloudflare puts on errors of a stub, and workerd of its own. */
interface StubError {
  readonly overloaded?: boolean;
  readonly retryable?: boolean;
  /** Thrown by the room's own code. */
  readonly remote?: boolean;
  /** The instance is gone; with an unknown message its constructor threw. */
  readonly durableObjectReset?: boolean;
}

/** What is looked at of a message. */
const MESSAGE_MAX_CHARS = 1_024;

interface Sign {
  /** Words of a message. */
  readonly words: RegExp;
  readonly kind: FaultKind;
  /** Another try is another instance, or another way to it. */
  readonly passes: boolean;
}

/** The first that fits decides. Names of tables and columns are ours, in small letters. */
const SIGNS: readonly Sign[] = [
  { words: /database or disk is full|SQLITE_FULL/, kind: "full", passes: false },
  { words: /arguments or return values are limited to \d{1,6} ?[KMG]iB/, kind: "too-large", passes: false },
  { words: /(?:no such (?:table|column): |has no column named )[a-z_0-9]{1,40}/, kind: "broken", passes: false },
  { words: /file is not a database|disk image is malformed/, kind: "broken", passes: false },
  // A want of the machine, not of the database: it ends.
  { words: /SQLITE_(?:NOMEM|BUSY|LOCKED|INTERRUPT)/, kind: "unreachable", passes: false },
  { words: /SQLITE_[A-Z_]{1,32}/, kind: "broken", passes: false },
  { words: /is overloaded|too many requests|too much data/i, kind: "overloaded", passes: false },
  {
    words:
      /exceeded its (?:memory|CPU time) limit|operation exceeded timeout|blockConcurrencyWhile\(\) in a Durable Object waited for too long/,
    kind: "unreachable",
    passes: false,
  },
  // A Worker calls what its room, of the build before, does not have yet.
  { words: /RPC receiver does not implement the method/, kind: "unreachable", passes: false },
  {
    words: /code (?:was|has been) updated|connection (?:lost|closed)|transient issue/i,
    kind: "unreachable",
    passes: true,
  },
  // The platform keeps the cause to itself: what would have passed has passed with the second try.
  { words: /internal error(?:; reference = [a-z0-9]{1,64})?/i, kind: "broken", passes: true },
];

const SQLITE_CODE = /SQLITE_[A-Z_]{1,32}/;

/** The kind of an exception that a call of a room threw. */
export function classifyFault(error: unknown): Fault {
  const { overloaded, retryable, remote, durableObjectReset } = (error ?? {}) as StubError;
  if (overloaded === true) return { kind: "overloaded", cause: "overloaded", passes: false };
  const message = messageOf(error);
  const sign = SIGNS.find(({ words }) => words.test(message));
  if (sign !== undefined) {
    const { kind, passes } = sign;
    return { kind: passes && retryable === true ? "unreachable" : kind, cause: causeOf(message, sign), passes };
  }
  const cause = nameOf(error);
  const isThrown = (remote === true || durableObjectReset === true) && retryable !== true;
  return isThrown ? { kind: "broken", cause, passes: false } : { kind: "unreachable", cause, passes: true };
}

/** An exception in a log line of the room itself: its kind's words, or its name, and where it was thrown. */
export function describeFault(error: unknown): { readonly cause: string; readonly frames: readonly string[] } {
  const stack = error instanceof Error ? (error.stack ?? "").replace(error.message, "") : "";
  const frames = stack.split("\n", FRAMES_MAX + 1).filter((line) => line.startsWith("    at "));
  return { cause: classifyFault(error).cause, frames: frames.map((line) => line.trim().slice(0, FRAME_MAX_CHARS)) };
}

const FRAMES_MAX = 8;
const FRAME_MAX_CHARS = 200;

function causeOf(message: string, { words }: Sign): string {
  const [said] = words.exec(message)!;
  const code = SQLITE_CODE.exec(message)?.[0];
  return code === undefined || said.includes(code) ? said : `${said}: ${code}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, MESSAGE_MAX_CHARS) : "";
}

function nameOf(error: unknown): string {
  return error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : "unknown";
}

/** What went wrong, for an inspection; no keys and no bodies are in it. */
export function describeError(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 200);
}

/**
 * Positions and cursors: where a reader stands in a log. The pair {epoch, seq} is stored and sent together and only moves
 * forward; the cursor is the same pair as one string that sorts like the log.
 */
import { isObject, isSeq } from "./shape.ts";

/** What a reader has processed: all events up to and including `seq` of the log's life `epoch`; seq 0 is before the first. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** An epoch's form is the server's to choose: readers keep it as a text of up to this many characters (PROTOCOL.md §15). */
const EPOCH_MAX_CHARS = 256;
const EPOCH_PATTERN = /^[0-9a-z]{9}$/;
const CURSOR_PATTERN = /^([0-9a-z]{9})_([0-9]{16})$/;
const SEQ_PATTERN = /^(0|[1-9][0-9]{0,15})$/;

/** True for a text that can be an epoch, today's or a later one's. */
export function isEpochText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= EPOCH_MAX_CHARS;
}

/** True for what can be a position, wherever it was kept. */
export function isPosition(value: unknown): value is Position {
  return isObject(value) && isEpochText(value.epoch) && isSeq(value.seq);
}

/** True for nine base36 digits. */
export function isEpoch(text: string): boolean {
  return EPOCH_PATTERN.test(text);
}

/** The epoch of a log begun at `now` (ms since 1970), later than `previous` whatever the clock says. Nine base36 digits last until the year 5188. */
export function createEpoch(now: number, previous: string | null): string {
  const floor = previous === null ? 0 : Number.parseInt(previous, 36) + 1;
  return Math.max(Math.floor(now), floor).toString(36).padStart(9, "0");
}

/** `<epoch>_<seq padded to 16>`: opaque to readers, sortable, safe in URLs, headers and SSE ids. */
export function encodeCursor({ epoch, seq }: Position): string {
  return `${epoch}_${String(seq).padStart(16, "0")}`;
}

/** The position of a cursor, or null if the text is not one. */
export function decodeCursor(text: string): Position | null {
  const match = CURSOR_PATTERN.exec(text);
  if (match === null) return null;
  const seq = Number(match[2]);
  return Number.isSafeInteger(seq) ? { epoch: match[1]!, seq } : null;
}

/** A seq as written in a query: decimal digits without sign, exponent or leading zero; null for anything else. */
export function parseSeq(text: string): number | null {
  if (!SEQ_PATTERN.test(text)) return null;
  const seq = Number(text);
  return Number.isSafeInteger(seq) ? seq : null;
}

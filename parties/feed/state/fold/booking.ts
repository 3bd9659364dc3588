/**
 * Bookings: on which instant a trade's profit counts, and how a trade remembers it. A day's profit is that of the bot's
 * closing day: a message may come hours after what it tells of.
 */
import {
  TRADE_BOOKINGS_MAX,
  instantToMs,
  type Booking,
  type FeedEvent,
  type Trade,
  type TradeMessage,
} from "@fillcast/protocol";
import { add, subtract, ZERO } from "./decimal.ts";

/** Zones differ from UTC by whole quarters of an hour, so that finer parts would serve nobody. */
export const QUARTER_MS: number = 15 * 60_000;

/**
 * When what a message tells of was realised, ms since 1970: the bot's closing instant, else the event's own, as far as
 * they can be true, which is from the trade's opening to the event's arrival; else the arrival.
 */
export function bookingInstant({ ts, at }: FeedEvent, { closedAt }: TradeMessage, openedAt: string): number {
  const openedMs = instantToMs(openedAt);
  const told = [closedAt === null ? null : instantToMs(closedAt), ts ?? null];
  return told.find((ms) => ms !== null && openedMs <= ms && ms <= at) ?? at;
}

/** The trade with what it has realised since `before`, and its close, booked at that instant. */
export function bookTrade(before: Trade, after: Trade, atMs: number): Trade {
  const closes = after.status === "closed" && before.status !== "closed";
  if (after.realised === before.realised && !closes) return after;
  // As the sums count it: what is not known adds nothing.
  const realised = subtract(after.realised ?? ZERO, before.realised ?? ZERO);
  const booking: Booking = { at: atMs, realised, ...(closes && { closed: true }) };
  return isSome(booking) ? { ...after, booked: addBooking(after.booked ?? [], booking) } : after;
}

function addBooking(bookings: readonly Booking[], booking: Booking): readonly Booking[] {
  const same = bookings.findIndex(({ at }) => quarterOf(at) === quarterOf(booking.at));
  if (same !== -1) return bookings.with(same, sumOf(bookings[same]!, booking)).filter(isSome);
  const next = [...bookings, booking].sort((a, b) => a.at - b.at);
  if (next.length <= TRADE_BOOKINGS_MAX) return next;
  const [oldest, second, ...rest] = next;
  return [sumOf(oldest!, second!), ...rest].filter(isSome);
}

/** The later one's instant: a trade is never booked before it was. */
function sumOf(a: Booking, b: Booking): Booking {
  const isClose = a.closed ?? b.closed ?? false;
  return { at: Math.max(a.at, b.at), realised: add(a.realised, b.realised), ...(isClose && { closed: true }) };
}

function isSome({ realised, closed }: Booking): boolean {
  return realised !== ZERO || closed === true;
}

function quarterOf(atMs: number): number {
  return Math.floor(atMs / QUARTER_MS);
}

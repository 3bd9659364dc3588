/**
 * Instants as bots write them, to ISO 8601 UTC with the digits that were sent: Python's `2024-10-24 09:15:03.123456+00:00`,
 * without offset (then it is UTC), or ISO with `T`, `Z` or another offset.
 */

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):?(\d\d)(?::(\d\d))?)?$/;

/** The same instant as `YYYY-MM-DDTHH:MM:SS[.digits]Z`, or null for text that is no instant. */
export function toUtcInstant(text: string): string | null {
  const match = INSTANT.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC rolls 2024-13-40 over and takes years below 100 for the 1900s; neither was meant.
  if (new Date(localMs).toISOString().slice(0, 19) !== `${text.slice(0, 10)}T${text.slice(11, 19)}`) return null;
  const [, , , , , , , fraction = "", sign = "+", hours = "0", minutes = "0", seconds = "0"] = match;
  const offsetMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const utcMs = sign === "+" ? localMs - offsetMs : localMs + offsetMs;
  const utc = new Date(utcMs).toISOString();
  return /^\d{4}-/.test(utc) ? `${utc.slice(0, 19)}${fraction}Z` : null;
}

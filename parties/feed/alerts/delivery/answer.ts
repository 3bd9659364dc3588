/**
 * What receivers' answers have in common: statuses, and when to come back. What a service says in its own body is read by its
 * channel. A sentence names the host and no other part of an address.
 */
import type { Outcome } from "./outcome.ts";
import { plainText } from "./plain.ts";

export interface Answer {
  readonly status: number;
  /** The header, as it came. */
  readonly retryAfter: string | null;
  /** The beginning of the body. Empty where the status says it all. */
  readonly text: string;
  /** When it came, ms since 1970. */
  readonly atMs: number;
}

/** Nobody waits longer for an alert: within the hour a message is delivered or given up. */
const WAIT_MAX_MS = 3_600_000;
const SAID_MAX_CHARS = 160;

/** By the status alone. `who` begins the sentence for the owner. */
export function readStatus(who: string, answer: Answer): Outcome {
  const { status } = answer;
  if (status >= 200 && status <= 299) return { kind: "sent" };
  if (status >= 300 && status <= 399)
    return failed(`${who} redirects (${status}). Redirects are not followed: enter the address that it leads to.`);
  if (status === 413) return failed(`${who} says that the message is too large (413).`);
  if (status === 429) return failed(`${who} takes no more messages for now (429).`, headerWait(answer));
  return failed(`${who} answered ${status}.`, headerWait(answer));
}

export function failed(why: string, afterMs: number | null = null): Outcome {
  return { kind: "failed", why, afterMs };
}

export function off(why: string): Outcome {
  return { kind: "off", why, gone: false };
}

/** `Retry-After` in ms from now: whole seconds, or a date. Null where it says neither. */
export function headerWait({ retryAfter, atMs }: Answer): number | null {
  if (retryAfter === null) return null;
  const text = retryAfter.trim();
  if (/^[0-9]{1,12}$/.test(text)) return boundWait(Number(text) * 1_000);
  // As the standard writes dates; what else a parser takes for one (a bare year) is none.
  return /^[A-Z][a-z]+, /.test(text) ? boundWait(Date.parse(text) - atMs) : null;
}

/** A wait that a body names, in seconds, perhaps with a fraction; null for anything else. */
export function secondsWait(seconds: unknown): number | null {
  return typeof seconds === "number" ? boundWait(Math.ceil(seconds * 1_000)) : null;
}

function boundWait(ms: number): number | null {
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), WAIT_MAX_MS) : null;
}

/** The body as a JSON object; an empty one where it is none. */
export function bodyMembers({ text }: Answer): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as { readonly [name: string]: unknown }) : {};
  } catch {
    return {};
  }
}

/** What a service says of an error, as the end of a sentence: `: chat not found.`, or a full stop. */
export function saidBy(value: unknown): string {
  const said = typeof value === "string" ? plainText(value, SAID_MAX_CHARS).replace(/\.$/, "") : "";
  return said === "" ? "." : `: ${said}.`;
}

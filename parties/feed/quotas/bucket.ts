/**
 * A token bucket as values: a burst, then a steady rate. Time is a parameter; a clock that is set back
 * gives nothing and takes nothing.
 */
import { refuse, type Refused } from "@fillcast/protocol";

export interface Bucket {
  readonly tokens: number;
  /** When it held these tokens, ms since 1970. */
  readonly atMs: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is in it now; a bucket that there was none of yet is full. */
export function refill(bucket: Bucket | undefined, { perSecond, burst }: Rate, nowMs: number): Bucket {
  if (bucket === undefined) return { tokens: burst, atMs: nowMs };
  const sinceS = Math.max(0, nowMs - bucket.atMs) / 1_000;
  return { tokens: Math.min(burst, bucket.tokens + sinceS * perSecond), atMs: nowMs };
}

/** The bucket after taking from it, or when there will be enough, in whole seconds from 1. More than it ever holds waits until it is full. */
export function take(
  bucket: Bucket,
  rate: Rate,
  count: number,
): { readonly kind: "taken"; readonly bucket: Bucket } | { readonly kind: "short"; readonly afterS: number } {
  if (bucket.tokens >= count) return { kind: "taken", bucket: { ...bucket, tokens: bucket.tokens - count } };
  const missing = Math.min(count, rate.burst) - bucket.tokens;
  return { kind: "short", afterS: Math.max(1, Math.ceil(missing / rate.perSecond)) };
}

/** A pace: how often an owner may say something that costs the room more than an event. In memory only: a nap forgives. */
export class Pace {
  readonly #rate: Rate;
  readonly #toDetail: (afterS: number) => string;
  #bucket: Bucket | undefined;

  /** At most so often a minute; `toDetail` says so, and when it may be asked again. */
  constructor(perMinute: number, toDetail: (afterS: number) => string) {
    this.#rate = { perSecond: perMinute / 60, burst: perMinute };
    this.#toDetail = toDetail;
  }

  /** Null where one more is taken. */
  refuse(nowMs: number): Refused | null {
    const taken = take(refill(this.#bucket, this.#rate, nowMs), this.#rate, 1);
    if (taken.kind === "taken") {
      this.#bucket = taken.bucket;
      return null;
    }
    return refuse("rate-limited", this.#toDetail(taken.afterS), { retryAfterS: taken.afterS });
  }
}

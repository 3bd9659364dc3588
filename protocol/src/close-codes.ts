/**
 * Close codes of the live socket. 4000–4499: come back. 4500–4999: final, coming back changes nothing.
 */

export const CLOSE = {
  roomRestarting: 4000,
  slowSubscriber: 4001,
  credentialsExpired: 4002,
  heartbeatMissed: 4003,
  rateLimited: 4004,
  subscriberLimit: 4005,
  malformedFrame: 4500,
  unauthenticated: 4501,
  forbidden: 4502,
  feedNotFound: 4503,
  unsupportedVersion: 4504,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

const REASONS: { readonly [code in CloseCode]: string } = {
  4000: "room-restarting",
  4001: "slow-subscriber",
  4002: "credentials-expired",
  4003: "heartbeat-missed",
  4004: "rate-limited",
  4005: "subscriber-limit",
  4500: "malformed-frame",
  4501: "unauthenticated",
  4502: "forbidden",
  4503: "feed-not-found",
  4504: "unsupported-version",
};

/** The reason that goes with a code, as sent in the close frame and in `bye`. */
export function closeReason(code: CloseCode): string {
  return REASONS[code];
}

/** True for a code after which reconnecting cannot help. */
export function isFinalClose(code: number): boolean {
  return code >= 4500 && code <= 4999;
}

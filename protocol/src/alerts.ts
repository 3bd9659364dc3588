/**
 * Alerts as owner and server speak of them: where they go, which ones, and when. The room decides by these rules
 * (`parties/feed/alerts/`), the edge checks them, the page edits them.
 */

/** What an alert can be about. */
export const ALERT_KINDS = [
  "closed",
  "loss",
  "opened",
  "exception",
  "warning",
  "liquidation",
  "protection",
  "silent",
  "back",
  "stalled",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Where alerts go. `push` is a browser or an installed app on one device. */
export const DESTINATION_KINDS = ["push", "webhook", "telegram", "discord", "slack", "ntfy"] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

/** Times of day, `HH:MM`, by the clocks of an IANA zone. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}
export interface SummaryTime {
  readonly at: string;
  readonly zone: string;
}

/** A loss that is worth an alert although closed trades are not: the one or the other is reached. Positive decimals. */
export interface LossRule {
  /** In the trade's stake currency. */
  readonly amount: string | null;
  /** Of the stake: "0.05" is five percent. */
  readonly ratio: string | null;
}

/** What a destination hears of. */
export interface AlertRules {
  readonly closed: boolean;
  readonly loss: LossRule | null;
  readonly opened: boolean;
  readonly exception: boolean;
  readonly warning: boolean;
  readonly liquidation: boolean;
  readonly protection: boolean;
  readonly silent: boolean;
  readonly back: boolean;
  readonly stalled: boolean;
  /** Null for all. */
  readonly bots: readonly string[] | null;
  /** Also of trades with simulated money. */
  readonly dryRuns: boolean;
  /** Within them nothing is sent; at their end one message says what happened. */
  readonly quiet: QuietHours | null;
  readonly summary: SummaryTime | null;
}

export const DEFAULT_ALERT_RULES: AlertRules = {
  closed: true,
  loss: null,
  opened: false,
  exception: true,
  warning: false,
  liquidation: true,
  protection: false,
  silent: true,
  back: false,
  stalled: true,
  bots: null,
  dryRuns: false,
  quiet: null,
  summary: null,
};

/** How the last messages of a destination went. ms since 1970. */
export interface DestinationStatus {
  readonly lastSuccessAt: number | null;
  readonly lastError: string | null;
  readonly lastErrorAt: number | null;
  /** Why nothing is sent until somebody switches it on again, e.g. that the bot was blocked; null while all is well. */
  readonly off: string | null;
  /** Alerts that wait to be sent. */
  readonly waiting: number;
  /** Alerts that could not be delivered within the hour, since the destination was made. */
  readonly dropped: number;
}

/** A destination as its owner sees it: never its secrets. */
export interface Destination {
  readonly id: string;
  readonly kind: DestinationKind;
  readonly label: string;
  /** The host of its address, and nothing else of it. */
  readonly host: string;
  readonly rules: AlertRules;
  /** ms since 1970. */
  readonly createdAt: number;
  /** It was made with the key that asks. */
  readonly own: boolean;
  readonly status: DestinationStatus;
}

/** A browser's push subscription, as `PushSubscription.toJSON` gives it. */
export interface PushAddress {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}
/** A Standard Webhooks receiver; the secret begins with `whsec_`. */
export interface WebhookAddress {
  readonly url: string;
  readonly secret: string;
}
export interface TelegramAddress {
  readonly token: string;
  /** A number, or `@channel`. */
  readonly chat: string;
}
/** Discord's and Slack's incoming webhooks: the address is the secret. */
export interface UrlAddress {
  readonly url: string;
}
export interface NtfyAddress {
  /** With the topic, e.g. `https://ntfy.sh/a-long-random-name`. */
  readonly url: string;
  /** An access token, where the topic is protected. */
  readonly token: string | null;
}

/** Where messages go, by kind. Written by owners, stored encrypted, read by the sender alone. */
export type DestinationAddress =
  | ({ readonly kind: "push" } & PushAddress)
  | ({ readonly kind: "webhook" } & WebhookAddress)
  | ({ readonly kind: "telegram" } & TelegramAddress)
  | ({ readonly kind: "discord" | "slack" } & UrlAddress)
  | ({ readonly kind: "ntfy" } & NtfyAddress);

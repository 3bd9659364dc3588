/**
 * Events: a producer's immutable fact, with its `id`, and the `seq` that the room gave it.
 */

/** Any JSON value, as it travels. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The trade that an event belongs to; (bot, id, openedAt) is its identity, since bots use ids again. */
export interface TradeRef {
  readonly id: string;
  readonly pair?: string;
  readonly direction?: "long" | "short";
  /** ISO 8601 UTC with the digits that the bot sent, e.g. `2024-10-24T09:15:03.123456Z`. */
  readonly openedAt?: string;
}

/** Where an event reached the network: the Cloudflare data centre and the country of its sender, where known, and the Worker's clock. */
export interface Edge {
  readonly colo?: string;
  readonly country?: string;
  /** ms since 1970. */
  readonly at: number;
  /** It came through a relay (PROTOCOL.md §4.3). */
  readonly via?: "relay";
  /** When the relay says that it happened, where that cannot be: its `ts` is the arrival. */
  readonly saidAt?: number;
}

export type EventSource = "api" | "freqtrade" | "tradingview" | "fillcast";
/** Real money, simulated money: a property of the key that published. */
export type Mode = "live" | "dry";

/** An event as every reader gets it. Money is a decimal string exactly as the bot wrote it. */
export interface FeedEvent {
  /** The producer's id, or the edge's; a webhook's is `<hash>.<seq>`. Unique in the feed. */
  readonly id: string;
  /** Gapless from 1 within an epoch. */
  readonly seq: number;
  readonly type: string;
  readonly bot: string;
  readonly source: EventSource;
  /** Present where the publishing key says what its bot trades with. */
  readonly mode?: Mode;
  /** The producer's clock, ms since 1970, if it sent one. Never used for order. */
  readonly ts?: number;
  /** The room's clock, ms since 1970; never goes back within a feed. */
  readonly at: number;
  readonly pair?: string;
  readonly trade?: TradeRef;
  readonly edge?: Edge;
  readonly data: JsonObject;
}

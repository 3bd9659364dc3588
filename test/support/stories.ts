/**
 * What the tests about one trade share: the trade, the numbers of a plain life of it, and the state after what a bot posted.
 */
import type { FeedState, Trade } from "@fillcast/protocol";
import { foldAll, serve } from "../../parties/feed/state/fold/evolve.ts";
import { Feed, tradeBodies, type Body, type TradeBodies } from "./freqtrade-events.ts";

/** A long trade on ETH/USDT. */
export const eth = tradeBodies();

/** The state after the bodies, posted by one bot. */
export function after(...bodies: Body[]): FeedState {
  const feed = new Feed();
  for (const body of bodies) feed.post(body);
  return serve(foldAll(feed.events), feed.events.at(-1)!.at);
}

/** The trade after the bodies. */
export function tradeAfter(trade: TradeBodies, ...bodies: Body[]): Trade | undefined {
  return after(...bodies).trades[trade.key];
}

/** 10 at 2. */
export const BUY: Body = { amount: "10.0", open_rate: "2.0", stake_amount: "20.0", sub_trade: "False" };
/** All 10 at 2.5, fees off. */
export const SELL: Body = { amount: "10.0", close_rate: "2.5", profit_amount: "4.9", cumulative_profit: "4.9" };
/** What the fill that closes the trade says beside. */
export const FINAL: Body = {
  is_final_exit: "True",
  final_profit_ratio: "0.245",
  sub_trade: "False",
  exit_reason: "roi",
};

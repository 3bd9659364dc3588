/** A message about two trades, as the room makes them. */
import type { AlertMessage } from "../../parties/feed/alerts/message.ts";

export function alertMessage(more: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: "msg_1",
    feed: "alice",
    at: 1_795_000_000_000,
    title: "2 trades closed, +31.20 USDT",
    lines: ["BTC/USDT closed +12.40 USDT (+1.2 %)", "ETH/USDT:USDT closed +18.80 USDT (+0.9 %)"],
    url: "https://fillcast.dev/trades?bot=grid-1",
    urgent: false,
    topic: null,
    items: [
      {
        kind: "closed",
        bot: "grid-1",
        mode: "live",
        seq: 41,
        at: 1_795_000_000_000,
        text: "BTC/USDT closed +12.40 USDT (+1.2 %)",
      },
      {
        kind: "closed",
        bot: "grid-1",
        mode: "live",
        seq: 42,
        at: 1_795_000_000_100,
        text: "ETH/USDT closed +18.80 USDT (+0.9 %)",
      },
    ],
    count: 2,
    ...more,
  };
}

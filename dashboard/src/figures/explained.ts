/** What each figure is, in one sentence; shown on hover wherever the figure stands. */
export const EXPLAINED = {
  today: "Realised profit since midnight, in the time zone from the settings. Includes partial exits.",
  week: "Realised profit of today and the previous six days.",
  month: "Realised profit of today and the previous 29 days.",
  days: "Realised profit per day, in the time zone from the settings. Each exit fill counts on the day it happened.",
  realised:
    "Profit of all filled exits, including partial exits of open trades. Fees are counted as the bot counts them.",
  closed: "Trades whose final exit filled and whose profit is readable.",
  winRate: "Closed trades with a profit above zero, divided by all closed trades with a known profit.",
  profitFactor: "Total profit of winning trades divided by total loss of losing trades.",
  expectancy: "Average realised profit of a closed trade.",
  best: "The closed trade with the largest realised profit.",
  worst: "The closed trade with the smallest realised profit.",
  medianHold: "Half of the closed trades were held longer than this, half were held shorter.",
  winHold: "Half of the winning trades were held longer than this, half were held shorter.",
  lossHold: "Half of the losing trades were held longer than this, half were held shorter.",
  streaks: "The most closed trades in a row with this result, in closing order.",
  streak: "What the last closed trades of the range have in common.",
  drawdown: "The largest drop of cumulative realised profit from a peak, trade by trade in closing order.",
  amountLeft: "Filled entries minus filled exits.",
  averageEntry:
    "As reported by the bot since the last filled entry. Otherwise calculated from running cost: an entry fill adds amount × rate, a partial exit subtracts average × amount.",
  fromAverage: "How far the price of this fill is from the average entry before it, in the trade's favour.",
  stake: "The latest stake that the bot reported for this trade. For a closed trade, the largest stake it had.",
  tradePercent: "The bot's own final ratio at close, including fees and leverage.",
  lastPrice: "The latest rate that any bot reported for this pair, with its age. This is not a market feed.",
  exitPrice: "The rate of the last filled exit.",
  openProfit:
    "At the bot's current price, of what is still held: per trade as the bot computes it, in total all profit minus that of closed trades.",
  accountValue: "Starting capital plus all profit, including that of open trades, as the bot reports it.",
  free: "Stake currency that is not in a trade or an order.",
  stopLoss: "The bot's stop, and how far the current price is from it.",
  liquidation: "Where the exchange closes the position, and how far the current price is from it.",
  fees: "What its orders have cost so far: what was filled, times its price, times the bot's fee. Profit is after fees.",
  orderFee: "What was filled, times its price, times the bot's fee.",
  closedFees: "Fees of the closed trades, where a relay reports them. They are subtracted in the profit already.",
  funding: "Funding fees of the position so far. Below zero was paid.",
  held: "From the first order to the final exit fill.",
} as const;

/** What is not here, or only with a relay, and why it is not guessed. */
export const NEVER_SHOWN: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: "Account value, open profit, stops, fees and strategy of a bot without a relay",
    why: "Webhooks do not include them, and the latest price here is as old as the bot's last message.",
  },
  { what: "Candles and indicators", why: "This is a log of what bots did, not a market feed." },
  { what: "Fiat values", why: "Currencies are never converted, because any rate would be a guess." },
];

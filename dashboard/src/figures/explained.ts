/** What each figure is, in one sentence; shown on hover wherever the figure stands. */
export const EXPLAINED = {
  today: "Realised profit since 00:00 UTC: every fill of an exit, partial ones too.",
  week: "Realised profit of today and the six UTC days before.",
  month: "Realised profit of today and the twenty-nine UTC days before.",
  chosenDays:
    "Of the chosen bots: closed trades by the UTC day of their close; parts of open trades count once their trade closes.",
  realised: "Profit of all exits that filled, partial ones of open trades included, fees as the bot counts them.",
  closed: "Trades whose last exit filled.",
  winRate: "Closed trades with a profit above zero, by all closed trades.",
  profitFactor: "Sum of all winning trades divided by the sum of all losing ones.",
  expectancy: "Average realised profit of a closed trade.",
  best: "The closed trade with the largest realised profit.",
  worst: "The closed trade with the smallest realised profit.",
  medianHold: "Half of the closed trades were held longer than this, half shorter.",
  drawdown: "The largest fall of cumulative realised profit from a peak, trade by trade in order of close.",
  amountLeft: "Filled entries less filled exits.",
  averageEntry: "By running cost: a filled entry adds amount × rate, a partial exit takes average × amount away.",
  stake: "The newest stake that the bot reported for this trade.",
  tradePercent: "The bot's own final ratio at the close: fees and leverage included.",
  lastPrice: "The newest rate that any bot reported for this pair, with its age; this is no market feed.",
  exitPrice: "The rate of the last exit that filled.",
  held: "From the first order to the last exit's fill.",
} as const;

/** What a webhook does not carry, and why it is not guessed. */
export const NEVER_SHOWN: readonly { readonly what: string; readonly why: string }[] = [
  { what: "Balance and equity", why: "No webhook carries them, and a sum of profits is not a balance." },
  {
    what: "Unrealised profit",
    why: "It needs a market price for now; here the newest price is as old as the bot's last message.",
  },
  { what: "Stop and liquidation price", why: "Bots do not report them." },
  { what: "Fees", why: "They are inside the bot's profit figures, never apart." },
  { what: "Candles and indicators", why: "This is a log of what bots did, not a market feed." },
  { what: "Strategy and time frame", why: "Freqtrade's webhooks do not name them." },
  { what: "Fiat values", why: "Currencies are never converted: any rate would be a guess." },
];

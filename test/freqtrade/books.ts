/** What Freqtrade's REST API tells of its books, as far as it is compared. Money is JSON numbers there. */

export interface BookOrder {
  readonly ft_order_side: "buy" | "sell" | "stoploss" | (string & {});
  readonly status: string;
  readonly filled: number | null;
  readonly safe_price: number;
}

export interface BookTrade {
  readonly trade_id: number;
  readonly pair: string;
  readonly is_open: boolean;
  readonly is_short: boolean;
  readonly amount: number;
  readonly stake_amount: number;
  readonly enter_tag: string | null;
  /** ms. */
  readonly open_timestamp: number;
  readonly close_timestamp: number | null;
  readonly open_rate: number;
  readonly close_rate: number | null;
  readonly close_profit: number | null;
  readonly close_profit_abs: number | null;
  readonly realized_profit: number;
  readonly exit_reason: string | null;
  readonly leverage: number | null;
  readonly liquidation_price: number | null;
  readonly has_open_orders: boolean;
  readonly orders: readonly BookOrder[];
}

export interface ProfitBook {
  readonly profit_closed_coin: number;
  readonly closed_trade_count: number;
  readonly winning_trades: number;
  readonly losing_trades: number;
}

export interface DailyRow {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly abs_profit: number;
  readonly trade_count: number;
}

export interface Books {
  readonly trades: readonly BookTrade[];
  readonly profit: ProfitBook;
  readonly daily: readonly DailyRow[];
}

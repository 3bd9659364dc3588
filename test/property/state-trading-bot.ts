/**
 * A small bot that trades at random and tells of it as Freqtrade does: orders, fills, parts of fills, cancels, replacements,
 * increases, partial exits, stops on the exchange, ids used again. Its books are kept in exact fractions and know nothing of
 * the fold.
 */
import * as fc from "fast-check";
import type { TradeStatus } from "@fillcast/protocol";
import { tradeBodies, type Body, type TradeBodies } from "../support/freqtrade-events.ts";

/** Amounts, prices and profits are integers of 10⁻⁸. */
export const UNIT = 100_000_000n;
const FEE_PER_MILLE = 1n;

export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

export interface Choice {
  readonly slot: number;
  readonly action: number;
  readonly amount: number;
  readonly price: number;
  readonly lost: boolean;
}

export const choice: fc.Arbitrary<Choice> = fc.record({
  slot: fc.nat(3),
  action: fc.nat(9),
  amount: fc.integer({ min: 2, max: 2_000_000_000 }),
  price: fc.integer({ min: 1, max: 400_000_000 }),
  lost: fc.boolean(),
});

/** One trade in the bot's own books. */
interface Position {
  readonly bodies: TradeBodies;
  readonly key: string;
  readonly sign: bigint;
  readonly leverage: bigint;
  readonly currency: string;
  amount: bigint;
  /** What the amount has cost, in 10⁻¹⁶. */
  cost: Fraction;
  /** Of the last entry, which a closed trade keeps. */
  average: Fraction | null;
  realised: bigint;
  entries: number;
  exits: number;
  status: TradeStatus;
  order: { readonly side: "entry" | "exit"; readonly amount: bigint } | null;
}

/** What the bot posts, and the books right after it. */
export interface Told {
  readonly body: Body;
  readonly bot: string;
  readonly lost: boolean;
  readonly position: Position;
  readonly books: Omit<Position, "bodies" | "order">;
}

/** As Python prints a float: a fraction always, an exponent where it is small. */
function python(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(9, "0");
  const sign = value < 0n ? "-" : "";
  const fraction = digits.slice(-8).replace(/0+$/, "");
  if (value !== 0n && digits.length === 9 && /^0{5,}/.test(digits)) {
    const significant = digits.replace(/^0+/, "");
    const mantissa = significant.replace(/0+$/, "");
    const exponent = String(9 - significant.length).padStart(2, "0");
    return `${sign}${mantissa[0]}${mantissa.length > 1 ? `.${mantissa.slice(1)}` : ""}e-${exponent}`;
  }
  return `${sign}${digits.slice(0, -8)}.${fraction === "" ? "0" : fraction}`;
}

function divideRounded(over: bigint, under: bigint): bigint {
  const twice = 2n * over + (over < 0n ? -under : under);
  return twice / (2n * under);
}

class Bot {
  readonly told: Told[] = [];
  readonly name: string;
  #position: Position | null = null;
  #id = 0;
  #opened = 0;

  constructor(name: string) {
    this.name = name;
  }

  step(choice: Choice): void {
    const position = this.#position;
    if (position === null) this.#enter(choice);
    else if (position.order?.side === "entry") this.#endEntry(position, choice);
    else if (position.order?.side === "exit") this.#endExit(position, choice);
    else this.#manage(position, choice);
  }

  #enter(choice: Choice): void {
    this.#id++;
    this.#opened++;
    const short = choice.action % 2 === 1;
    const leverage = short ? 5n : 1n;
    const currency = choice.action % 3 === 0 ? "BTC" : "USDT";
    const opened = `2024-10-24 ${String(this.#opened % 24).padStart(2, "0")}:00:00.${String(this.#opened).padStart(6, "0")}`;
    const bodies = tradeBodies({
      trade_id: String(this.#id),
      pair: `ETH/${currency}`,
      stake_currency: currency,
      direction: short ? "Short" : "Long",
      leverage: `${leverage}.0`,
      open_date: opened,
    });
    this.#position = {
      bodies,
      key: bodies.key.replace("spot-1", this.name),
      sign: short ? -1n : 1n,
      leverage,
      currency,
      amount: 0n,
      cost: { over: 0n, under: 1n },
      average: null,
      realised: 0n,
      entries: 0,
      exits: 0,
      status: "pending",
      order: null,
    };
    this.#placeEntry(this.#position, choice);
  }

  #placeEntry(position: Position, choice: Choice): void {
    position.order = { side: "entry", amount: BigInt(choice.amount) };
    if (position.entries === 0) position.status = "pending";
    this.#tell(position, choice, position.bodies.entry(this.#orderFields(position, choice, position.order.amount)));
  }

  #endEntry(position: Position, choice: Choice): void {
    const { amount } = position.order!;
    position.order = null;
    const kind = choice.action % 5;
    if (kind <= 2) return this.#fillEntry(position, choice, amount);
    if (kind === 3) {
      this.#fillEntry(position, choice, amount / 2n);
      const reason = "cancelled due to timeout, partially filled";
      return this.#tell(position, choice, position.bodies.entryCancel({ reason, stake_amount: this.#stake(position) }));
    }
    const isFirst = position.entries === 0;
    const replaces = choice.action === 9;
    if (isFirst) position.status = "cancelled";
    const reason = replaces
      ? "cancelled to be replaced by new limit order"
      : `cancelled due to timeout${isFirst ? ", fully cancelled" : ""}`;
    this.#tell(
      position,
      choice,
      position.bodies.entryCancel({ reason, amount: "0.0", stake_amount: this.#stake(position) }),
    );
    if (replaces) return this.#placeEntry(position, choice);
    if (!isFirst) return;
    // The row is deleted, and its id goes to the next trade.
    this.#id--;
    this.#position = null;
  }

  #fillEntry(position: Position, choice: Choice, amount: bigint): void {
    const first = position.entries === 0;
    position.entries++;
    position.status = "open";
    const { over, under } = position.cost;
    position.cost = { over: over + amount * BigInt(choice.price) * under, under };
    position.amount += amount;
    position.average = { over: position.cost.over, under: position.cost.under * position.amount };
    const fields = this.#orderFields(position, choice, amount);
    this.#tell(position, choice, position.bodies.entryFill({ ...fields, sub_trade: first ? "False" : "True" }));
  }

  #manage(position: Position, choice: Choice): void {
    if (choice.action < 3) return this.#placeEntry(position, choice);
    if (choice.action === 9) return this.#fillExit(position, choice, position.amount, "stoploss_on_exchange");
    const part = choice.action < 6 ? position.amount / 3n : position.amount;
    position.order = { side: "exit", amount: part === 0n ? position.amount : part };
    const whole = position.order.amount === position.amount;
    this.#tell(
      position,
      choice,
      position.bodies.exit({
        ...this.#exitFields(position, choice, position.order.amount),
        sub_trade: whole ? "False" : "True",
        profit_amount: python(this.#profit(position, choice, position.order.amount)),
        exit_reason: whole ? "roi" : "partial_exit",
      }),
    );
  }

  #endExit(position: Position, choice: Choice): void {
    const { amount } = position.order!;
    position.order = null;
    if (choice.action < 6) return this.#fillExit(position, choice, amount, "roi");
    const filled = choice.action < 8 ? amount / 2n : 0n;
    if (filled > 0n) this.#fillExit(position, choice, filled, "None");
    const reason = filled > 0n ? "partially filled" : "cancelled due to timeout";
    const nonsense = { profit_amount: "-99.0", amount: python(filled) };
    this.#tell(
      position,
      choice,
      position.bodies.exitCancel({ ...nonsense, reason, stake_amount: this.#stake(position) }),
    );
  }

  #fillExit(position: Position, choice: Choice, amount: bigint, reason: string): void {
    const profit = this.#profit(position, choice, amount);
    const final = amount === position.amount;
    position.exits++;
    position.realised += profit;
    const { over, under } = position.cost;
    position.cost = { over: over * (position.amount - amount), under: under * position.amount };
    position.amount -= amount;
    if (final) position.status = "closed";
    const fields = {
      ...this.#exitFields(position, choice, amount),
      current_rate: "None",
      profit_amount: python(profit),
      exit_reason: reason,
      sub_trade: final ? "False" : "True",
      is_final_exit: final ? "True" : "False",
      final_profit_ratio: final ? "0.5" : "None",
    };
    this.#tell(position, choice, position.bodies.exitFill(fields));
    if (final) this.#position = null;
  }

  /** With fees, rounded to 8 places as the bot does. */
  #profit(position: Position, choice: Choice, amount: bigint): bigint {
    const { over, under } = position.cost;
    // In 10⁻¹⁶ over the cost's fraction: what the part brings and what it cost, each with its fee.
    const scale = under * position.amount;
    const brings = amount * BigInt(choice.price) * scale;
    const costs = over * amount;
    const [plus, minus] = position.sign > 0n ? [brings, costs] : [costs, brings];
    return divideRounded(plus * (1_000n - FEE_PER_MILLE) - minus * (1_000n + FEE_PER_MILLE), scale * UNIT * 1_000n);
  }

  #orderFields(position: Position, choice: Choice, amount: bigint): Body {
    const rate = python(BigInt(choice.price));
    return { amount: python(amount), open_rate: rate, current_rate: rate, stake_amount: this.#stake(position) };
  }

  #exitFields(position: Position, choice: Choice, amount: bigint): Body {
    return {
      amount: python(amount),
      close_rate: python(BigInt(choice.price)),
      cumulative_profit: python(position.realised),
      stake_amount: this.#stake(position),
    };
  }

  /** A float: some 16 digits of the exact stake. */
  #stake({ cost, leverage }: Position): string {
    const exact = cost.over / (cost.under * leverage);
    const text = exact.toString();
    return text.length > 16 ? `${text.slice(0, 16)}e${text.length - 16 - 16}` : `${text}e-16`;
  }

  #tell(position: Position, { lost }: Choice, body: Body): void {
    const { bodies: _bodies, order: _order, ...books } = position;
    this.told.push({ body, bot: this.name, lost, position, books });
  }
}

/** Two bots with the same ids, whose messages come in between one another's. */
export function trade(choices: readonly Choice[]): Told[] {
  const bots = [new Bot("one"), new Bot("two")];
  const told: Told[] = [];
  for (const choice of choices) {
    const bot = bots[choice.slot % 2]!;
    const before = bot.told.length;
    bot.step(choice);
    told.push(...bot.told.slice(before));
  }
  return told;
}

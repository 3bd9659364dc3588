/**
 * Holdings: how much of a trade is held and what it cost on average, by running cost. A webhook can be lost, so a message may
 * show that a fill is missing; then both are unknown (null) for the rest of the trade, since a wrong figure is worse than none.
 */
import type { Trade, TradeMessage } from "@fillcast/protocol";
import { absolute, add, compare, divide, isNear, multiply, sign, subtract, ZERO, type Decimal } from "./decimal.ts";

export interface Holding {
  readonly amount: Decimal | null;
  readonly averageEntry: Decimal | null;
}

export const UNKNOWN_HOLDING: Holding = { amount: null, averageEntry: null };

/** Sums of floats leave dust; a bot compares with an absolute 1e-14. */
const DUST_PART: Decimal = "0.000000001";
/** `stake_amount` is the sum of amount × price over the leverage, as a float. */
const STAKE_PART: Decimal = "0.001";
/** A bot takes what the wallet has where that is up to 2 % less than the trade's amount. */
const AMOUNT_PART: Decimal = "0.025";
const PROFIT_PART: Decimal = "0.001";
/** Each profit is rounded to 8 places. */
const PROFIT_STEP: Decimal = "0.00000005";

/** After an entry fill. The average of fills at one price is exactly that price. */
export function enterHolding(before: Holding, amount: Decimal | null, rate: Decimal | null): Holding {
  if (before.amount === null || amount === null || rate === null) return UNKNOWN_HOLDING;
  const held = add(before.amount, amount);
  if (before.averageEntry === null || before.amount === ZERO || before.averageEntry === rate)
    return { amount: held, averageEntry: rate };
  const cost = add(multiply(before.amount, before.averageEntry), multiply(amount, rate));
  return { amount: held, averageEntry: divide(cost, held) };
}

/** After a partial exit, which leaves the average as it is; more sold than was bought shows a missing fill. */
export function leaveHolding(before: Holding, amount: Decimal | null): Holding {
  if (before.amount === null || amount === null) return UNKNOWN_HOLDING;
  const held = subtract(before.amount, amount);
  if (sign(held) >= 0) return { amount: held, averageEntry: before.averageEntry };
  return isDust(held, amount) ? { amount: ZERO, averageEntry: before.averageEntry } : UNKNOWN_HOLDING;
}

/** True where an exit of `amount` leaves nothing but the dust of float sums, or less. */
export function emptiesHolding(before: Holding, amount: Decimal | null): boolean {
  if (before.amount === null || amount === null) return false;
  const held = subtract(before.amount, amount);
  return sign(held) <= 0 || isDust(held, amount);
}

function isDust(held: Decimal, amount: Decimal): boolean {
  return compare(absolute(held), multiply(amount, DUST_PART)) <= 0;
}

/**
 * True where the bot's own figures show that a fill never arrived: the profit or the amount contradicts what was counted,
 * and the stake does not confirm it. One figure alone proves nothing: a fee that the exchange corrects later changes profits
 * that were reported before, lot sizes cut amounts.
 */
export function showsMissingFill(before: Trade, after: Trade, message: TradeMessage): boolean {
  switch (message.kind) {
    case "entry_fill":
      // Not the whole trade's amount, yet the first fill seen.
      return message.subTrade === true && before.entries === 0 && stakeAgrees(after, message) === false;
    case "exit":
      return (
        (profitContradicts(message.cumulativeProfit, before.realised) ||
          (message.subTrade === false && amountContradicts(message.amount, before.amount))) &&
        stakeAgrees(after, message) !== true
      );
    case "exit_fill":
      return (
        message.profit !== null &&
        before.realised !== null &&
        profitContradicts(message.cumulativeProfit, add(before.realised, message.profit)) &&
        stakeAgrees(after, message) !== true
      );
    case "entry":
    case "entry_cancel":
    case "exit_cancel":
      return false;
  }
}

function profitContradicts(told: Decimal | null, counted: Decimal | null): boolean {
  if (told === null || counted === null) return false;
  return compare(absolute(subtract(told, counted)), PROFIT_STEP) > 0 && !isNear(told, counted, PROFIT_PART);
}

function amountContradicts(told: Decimal | null, counted: Decimal | null): boolean {
  return told !== null && counted !== null && !isNear(told, counted, AMOUNT_PART);
}

/** Whether the stake that the bot tells is what the trade's amount cost, over its leverage; null where that cannot be said. */
function stakeAgrees({ amount, averageEntry, leverage }: Trade, { stake }: TradeMessage): boolean | null {
  if (stake === null || amount === null || averageEntry === null) return null;
  return isNear(multiply(stake, leverage ?? "1"), multiply(amount, averageEntry), STAKE_PART);
}

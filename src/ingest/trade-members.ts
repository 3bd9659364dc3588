/**
 * The members by which a native event tells of a trade (PROTOCOL.md §4.1), typed: what the ledger could not read would vanish
 * from the figures, so it is refused. They stand beside `type` or in `data`.
 */
import * as z from "zod/mini";
import { instantSchema } from "./instant-schema.ts";
import { CURRENCY_MAX_CHARS, DECIMAL_TEXT_MAX_CHARS, DECIMAL_TEXT_PATTERN, isDecimalText } from "@fillcast/protocol";

/** The types of events that the ledger reads. */
export const TRADE_TYPES = ["entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel"] as const;

const types: ReadonlySet<unknown> = new Set(TRADE_TYPES);

export function isTradeType(type: unknown): boolean {
  return types.has(type);
}

const aDecimal = (isOne: (text: string) => boolean, error: string, schema: object) =>
  z.nullish(
    // Numbers of money have become their source text (decode/json.ts).
    z
      .custom<string>((value) => typeof value === "string" && isOne(value), { error })
      .check(z.meta({ type: ["string", "number"], maxLength: DECIMAL_TEXT_MAX_CHARS, ...schema })),
  );

const DIGITS = 'a number, or a text of digits such as "2531.17", without separators of thousands';
const { source: SIGNED } = DECIMAL_TEXT_PATTERN;
const isNotNegative = (text: string): boolean => isDecimalText(text) && !/^-[^eE]*[1-9]/.test(text);
const aCount = (description: string) =>
  aDecimal(isNotNegative, `must be ${DIGITS}, not below zero`, {
    pattern: SIGNED.replace("-?", ""),
    minimum: 0,
    description,
  });
const aSum = (description: string) => aDecimal(isDecimalText, `must be ${DIGITS}`, { pattern: SIGNED, description });
const aFlag = (description: string) =>
  z.nullish(z.boolean({ error: "must be true or false, not a string" }).check(z.describe(description)));

const aSide = z.nullish(
  z
    .enum(["buy", "sell"], { error: "must be buy or sell; send long or short as trade.direction" })
    .check(
      z.describe(
        "The order's side. An entry that buys is long, one that sells is short; `trade.direction` takes precedence.",
      ),
    ),
);
/** What a page can show as the name of a book. */
const isShown = (text: string): boolean => !/[\p{Cc}\p{Cs}]|^[ \u00a0]|[ \u00a0]$/u.test(text);
/** The same for engines that know no properties. */
const SHOWN_SOURCE = String.raw`^[^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0])?$`;
const aCurrency = z.nullish(
  z
    .string({ error: 'must be a string, e.g. "USDT"' })
    .check(
      z.minLength(1, "must not be empty"),
      z.refine(isShown, "must have no control characters, no half of a surrogate pair, and no space at its ends"),
      z.meta({ pattern: SHOWN_SOURCE }),
      z.maxLength(CURRENCY_MAX_CHARS, `must have at most ${CURRENCY_MAX_CHARS} characters`),
      z.describe("The currency of `profit` and `fee`. Defaults to the pair's quote currency."),
    ),
);

/** The native vocabulary. */
const vocabulary = {
  side: aSide,
  price: aCount("Price of the order or fill, in the pair's quote currency."),
  amount: aCount("Amount of the order or fill, in the pair's base currency."),
  fee: aSum("Fee of the fill, in `currency`. Shown, but not subtracted from `profit`."),
  profit: aSum("Profit that this exit realised after fees, in `currency`."),
  currency: aCurrency,
  final: aFlag("Whether this exit closes the trade. If absent, the exit that leaves no open amount closes it."),
};

const aFigure = z.nullish(
  z
    .custom<string>((value) => typeof value === "string", { error: "must be a number, or a number as a string" })
    .check(z.meta({ type: ["string", "number"] })),
);

/** Freqtrade's names for the same, as `data` may have them too. */
const freqtradeNames = {
  direction: z.nullish(z.string().check(z.regex(/^(?:[Ll]ong|LONG|[Ss]hort|SHORT)$/, "must be long or short"))),
  is_final_exit: aFlag("Freqtrade's name for `final`."),
  sub_trade: aFlag("Freqtrade's name for an exit after which the trade stays open."),
  open_rate: aFigure,
  close_rate: aFigure,
  stake_amount: aFigure,
  stake_currency: aCurrency,
  profit_amount: aFigure,
  cumulative_profit: aFigure,
  final_profit_ratio: aFigure,
  open_date: z.nullish(instantSchema),
  close_date: z.nullish(instantSchema),
};

export const tradeMembers = { ...vocabulary, ...freqtradeNames };

export const VOCABULARY: readonly string[] = Object.keys(vocabulary);
export const FREQTRADE_NAMES: readonly string[] = Object.keys(freqtradeNames);

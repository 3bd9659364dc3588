/**
 * The body of `POST /v1/feeds/:feed/shares`. Unknown members are refused: a misspelt `amounts` would show what nobody meant to.
 */
import {
  BOT_PATTERN,
  SHARE_BOTS_MAX,
  SHARE_DELAY_MAX_S,
  SHARE_TEXT_MAX_CHARS,
  type ShareTerms,
} from "@fillcast/protocol";
import * as z from "zod/mini";
import { isWithin } from "../http/text.ts";

/** A hundred years, as of a key. */
const EXPIRES_MAX_S = 100 * 366 * 24 * 60 * 60;
const isObject = { error: "must be an object" };
const isFlag = { error: "must be true or false" };
const isSeconds = { error: "must be a whole number of seconds" };

/** A text on one line. */
const lineSchema = z.optional(
  z.string({ error: "must be a string" }).check(
    z.refine((text: string) => text.trim() !== "", "must not be empty: leave the member out"),
    z.refine(
      (text: string) => isWithin(text, SHARE_TEXT_MAX_CHARS),
      `must have at most ${SHARE_TEXT_MAX_CHARS} characters`,
    ),
    z.refine((text: string) => !/\p{Cc}/u.test(text), "must not contain control characters"),
    z.refine((text: string) => text.isWellFormed(), "must not contain half of a surrogate pair"),
    z.meta({ maxLength: SHARE_TEXT_MAX_CHARS }),
  ),
);

export const makeShareSchema = z.strictObject(
  {
    label: lineSchema,
    title: lineSchema,
    bots: z._default(
      z.nullable(
        z
          .array(
            z
              .string({ error: "must be a string" })
              .check(
                z.regex(
                  BOT_PATTERN,
                  "must be 1 to 64 characters of A–Z a–z 0–9 _ . - and begin with a letter or digit",
                ),
              ),
            { error: "must be a list of bots, or null for all" },
          )
          .check(
            z.minLength(1, "must name a bot, or be null for all"),
            z.maxLength(SHARE_BOTS_MAX, `must have at most ${SHARE_BOTS_MAX} bots`),
          ),
      ),
      null,
    ),
    names: z._default(z.boolean(isFlag), false),
    amounts: z.boolean(isFlag),
    openTrades: z.boolean(isFlag),
    delayS: z._default(
      z
        .int(isSeconds)
        .check(z.minimum(0, "must not be below 0"), z.maximum(SHARE_DELAY_MAX_S, "must be at most a week")),
      0,
    ),
    expiresIn: z.optional(
      z
        .int(isSeconds)
        .check(z.minimum(1, "must be at least 1 second"), z.maximum(EXPIRES_MAX_S, "must be at most 100 years")),
    ),
  },
  isObject,
);

type Wish = z.infer<typeof makeShareSchema>;

/** What the link shows. */
export function wishToTerms({ bots, names, amounts, openTrades, delayS, title }: Wish): ShareTerms {
  const chosen = bots === null ? null : [...new Set(bots)];
  return { bots: chosen, names, amounts, openTrades, delayS, title: title ?? null };
}

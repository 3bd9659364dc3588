/**
 * The settings of a feed, as `PUT /v1/feeds/:feed/settings` takes them. Unknown members are refused: a misspelt one would be
 * lost without a word.
 */
import * as z from "zod/mini";
import { BOT_PATTERN, INSTANT_MAX_MS, SETTINGS_MAX_BOTS, SETTINGS_NAME_MAX_CHARS, parseTime } from "@fillcast/protocol";
import { TIME_SOURCE } from "../http/schema-patterns.ts";
import { isWithin } from "../http/text.ts";
import { toMs } from "./schema.ts";

/** A version in quotes, or any. */
export const IF_MATCH = /^(?:\*|"[0-9]{1,15}")$/;

const IS_NO_BOT = "is not a bot's name: 1 to 64 characters of A–Z a–z 0–9 _ . - that begin with a letter or digit";
const isObject = { error: "must be an object" };

/** A name that people read: without what would break a line or show as nothing. */
const nameSchema = z.optional(
  z.string({ error: "must be a string" }).check(
    z.refine((name: string) => name.trim() !== "", "must not be empty: leave the member out"),
    z.refine(
      (name: string) => isWithin(name, SETTINGS_NAME_MAX_CHARS),
      `must have at most ${SETTINGS_NAME_MAX_CHARS} characters`,
    ),
    z.refine((name: string) => !/\p{Cc}/u.test(name), "must not contain control characters"),
    z.refine((name: string) => name.isWellFormed(), "must not contain half of a surrogate pair"),
    z.meta({ maxLength: SETTINGS_NAME_MAX_CHARS }),
  ),
);
const anInstant = { error: "must be ms since 1970 or an ISO 8601 instant" };
const sinceSchema = z.optional(
  z.union(
    [
      z.int(anInstant).check(z.minimum(0), z.maximum(INSTANT_MAX_MS)),
      z.string(anInstant).check(
        z.refine((text: string) => parseTime(text) !== null, anInstant),
        z.meta({ pattern: TIME_SOURCE }),
      ),
    ],
    anInstant,
  ),
);
const botSchema = z.strictObject(
  {
    name: nameSchema,
    group: nameSchema,
    hidden: z.optional(z.boolean({ error: "must be true or false" })),
    since: sinceSchema,
  },
  isObject,
);

export const settingsSchema = z.strictObject(
  {
    bots: z
      .record(z.string().check(z.regex(BOT_PATTERN)), botSchema, {
        error: ({ code }) => (code === "invalid_key" ? IS_NO_BOT : isObject.error),
      })
      .check(
        z.refine(
          (bots: object) => Object.keys(bots).length <= SETTINGS_MAX_BOTS,
          `must have at most ${SETTINGS_MAX_BOTS} bots`,
        ),
      ),
  },
  isObject,
);

/** The bots as they are stored: in the order of their names, times as ms since 1970, nothing that says nothing. */
export function settingsToText({ bots }: z.infer<typeof settingsSchema>): string {
  const stored = Object.entries(bots)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([bot, { name, group, hidden, since }]) => {
      const said = {
        ...(name === undefined ? {} : { name }),
        ...(group === undefined ? {} : { group }),
        ...(hidden === true ? { hidden } : {}),
        ...(since === undefined ? {} : { since: toMs(since) }),
      };
      return Object.keys(said).length === 0 ? [] : [[bot, said] as const];
    });
  return JSON.stringify(Object.fromEntries(stored));
}

/**
 * The bodies of the management routes. Unknown members are refused, because a misspelt `dryRun` would mix simulated with
 * real money.
 */
import * as z from "zod/mini";
import { BOT_PATTERN, DEFAULT_QUOTAS, FEED_PATTERN, INSTANT_MAX_MS, parseTime } from "@fillcast/protocol";
import { TIME_SOURCE } from "../http/schema-patterns.ts";
import { isWithin } from "../http/text.ts";
import { REGIONS } from "./region.ts";

const LABEL_MAX_CHARS = 100;

/** A hundred years; no clock is wrong by more. */
const EXPIRES_MAX_S = 100 * 366 * 24 * 60 * 60;

const isString = { error: "must be a string" };
const isObject = { error: "must be an object" };

const aQuota = z.optional(
  z.nullable(
    z
      .int({ error: "must be a whole number of at least 1, or null for no limit" })
      .check(z.minimum(1, "must be at least 1")),
  ),
);
const { key: ofKey, feed: ofFeed } = DEFAULT_QUOTAS;
const someOf = <Of extends object>(quotas: Of) =>
  z.optional(
    z.strictObject(
      Object.fromEntries(Object.keys(quotas).map((name) => [name, aQuota])) as { [Name in keyof Of]: typeof aQuota },
      isObject,
    ),
  );

/** Quotas that the operator wants: all, none, or those that differ from the defaults. */
const limitsSchema = z.union(
  [z.enum(["default", "none"]), z.strictObject({ key: someOf(ofKey), feed: someOf(ofFeed) }, isObject)],
  { error: 'must be "default", "none", or {"key": {…}, "feed": {…}}' },
);

export const changeFeedSchema = z.strictObject({ limits: limitsSchema }, isObject);

export const createFeedSchema = z.strictObject(
  {
    feed: z
      .string(isString)
      .check(z.regex(FEED_PATTERN, "must be 1 to 64 characters of A–Z a–z 0–9 _ - and begin with a letter or digit")),
    region: z._default(z.enum(["auto", ...REGIONS], { error: `must be auto or one of ${REGIONS.join(", ")}` }), "auto"),
    limits: z.optional(limitsSchema),
  },
  isObject,
);

export const issueKeySchema = z.strictObject(
  {
    scope: z.enum(["publish", "subscribe", "inspect", "owner"], {
      error: "must be publish, subscribe, inspect or owner",
    }),
    bot: z.optional(
      z
        .string(isString)
        .check(
          z.regex(BOT_PATTERN, "must be 1 to 64 characters of A–Z a–z 0–9 _ . - and begin with a letter or digit"),
        ),
    ),
    dryRun: z.optional(z.boolean({ error: "must be true or false" })),
    label: z.optional(
      z.string(isString).check(
        z.refine((label: string) => isWithin(label, LABEL_MAX_CHARS), "must have at most 100 characters"),
        z.refine((label: string) => label.isWellFormed(), "must not contain half of a surrogate pair"),
        z.meta({ maxLength: LABEL_MAX_CHARS }),
      ),
    ),
    expiresIn: z.optional(
      z
        .int({ error: "must be a whole number of seconds" })
        .check(z.minimum(1, "must be at least 1 second"), z.maximum(EXPIRES_MAX_S, "must be at most 100 years")),
    ),
  },
  isObject,
);

export type IssueKey = z.infer<typeof issueKeySchema>;

/** An owner's word on a trade. */
export const dismissalSchema = z.strictObject(
  {
    key: z.string(isString).check(z.minLength(1, "must be the key of a trade")),
    dismissed: z.boolean({ error: "must be true to dismiss the trade, or false to restore it" }),
  },
  isObject,
);

const anInstant = { error: "must be ms since 1970, an ISO 8601 instant, or null for no bound" };
const instantSchema = z._default(
  z.nullable(
    z.union(
      [
        z.int(anInstant).check(z.minimum(0), z.maximum(INSTANT_MAX_MS)),
        z.string(anInstant).check(
          z.refine((text) => parseTime(text) !== null, anInstant),
          z.meta({ pattern: TIME_SOURCE }),
        ),
      ],
      anInstant,
    ),
  ),
  null,
);

/** What an owner says of a bot's money. */
export const modeSchema = z
  .strictObject(
    {
      mode: z.nullable(z.enum(["live", "dry"], { error: "must be live, dry, or null to clear it" })),
      from: instantSchema,
      to: instantSchema,
    },
    isObject,
  )
  .check(
    z.refine(({ from, to }) => from === null || to === null || toMs(from)! < toMs(to)!, {
      path: ["to"],
      error: "must be after `from`",
    }),
  );

/** ms since 1970 of an instant that the schema has let through. */
export function toMs(instant: number | string | null): number | null {
  return typeof instant === "string" ? parseTime(instant) : instant;
}

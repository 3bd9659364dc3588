/**
 * The bodies of the management routes. What they do not know they refuse, since a misspelt `dryRun` would mix simulated
 * money with real money.
 */
import * as z from "zod/mini";
import { BOT_PATTERN, FEED_PATTERN } from "@fillcast/protocol";
import { REGIONS } from "./region.ts";

/** A hundred years; no clock is wrong by more. */
const EXPIRES_MAX_S = 100 * 366 * 24 * 60 * 60;

const isString = { error: "must be a string" };
const isObject = { error: "must be an object" };

export const createFeedSchema = z.strictObject(
  {
    feed: z
      .string(isString)
      .check(z.regex(FEED_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ - and begin with a letter or digit")),
    region: z._default(z.enum(["auto", ...REGIONS], { error: `must be auto or one of ${REGIONS.join(", ")}` }), "auto"),
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
        .check(z.regex(BOT_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ . - and begin with a letter or digit")),
    ),
    dryRun: z.optional(z.boolean({ error: "must be true or false" })),
    label: z.optional(z.string(isString).check(z.maxLength(100, "must have at most 100 characters"))),
    expiresIn: z.optional(
      z
        .int({ error: "must be a whole number of seconds" })
        .check(z.minimum(1, "must be at least 1 second"), z.maximum(EXPIRES_MAX_S, "must be at most a hundred years")),
    ),
  },
  isObject,
);

export type IssueKey = z.infer<typeof issueKeySchema>;

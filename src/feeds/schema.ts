/**
 * The bodies of the management routes. What they do not know they refuse, since a misspelt `dryRun` would mix simulated
 * money with real money.
 */
import * as z from "zod";
import { BOT_PATTERN, FEED_PATTERN } from "@fillcast/protocol";
import { REGIONS } from "./region.ts";

/** A hundred years; no clock is wrong by more. */
const EXPIRES_MAX_S = 100 * 366 * 24 * 60 * 60;

export const createFeedSchema = z
  .strictObject({
    feed: z
      .string({ error: "must be a string" })
      .regex(FEED_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ - and begin with a letter or digit"),
    region: z.enum(["auto", ...REGIONS], { error: `must be auto or one of ${REGIONS.join(", ")}` }).default("auto"),
  })
  .meta({ id: "CreateFeed" });

export const issueKeySchema = z
  .strictObject({
    scope: z.enum(["publish", "subscribe", "inspect", "owner"], {
      error: "must be publish, subscribe, inspect or owner",
    }),
    bot: z
      .string({ error: "must be a string" })
      .regex(BOT_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ . - and begin with a letter or digit")
      .optional(),
    dryRun: z.boolean({ error: "must be true or false" }).optional(),
    label: z.string({ error: "must be a string" }).max(100, "must have at most 100 characters").optional(),
    expiresIn: z
      .int({ error: "must be a whole number of seconds" })
      .min(1, "must be at least 1 second")
      .max(EXPIRES_MAX_S, "must be at most a hundred years")
      .optional(),
  })
  .meta({ id: "IssueKey" });

export type IssueKey = z.infer<typeof issueKeySchema>;

/**
 * The shape of a published event, from which the API's description is made too. Members that are unknown here are not
 * errors: they go to `data` (decode/native.ts). A member that is null counts as absent, as many libraries write it.
 */
import * as z from "zod";
import { BOT_PATTERN, EVENT_ID_MAX_CHARS, isPublishableType } from "@fillcast/protocol";
import { toUtcInstant } from "./decode/instant.ts";
import { NAME_MAX_CHARS } from "./said.ts";

/** The last millisecond of the year 9999. */
const TS_MAX_MS = 253_402_300_799_999;

/** No control characters, which would not survive headers and logs. */
const PRINTABLE = /^[^\p{Cc}]*$/u;
const isString = { error: "must be a string" };
const aName = z
  .string(isString)
  .min(1, "must not be empty")
  .max(NAME_MAX_CHARS, `must have at most ${NAME_MAX_CHARS} characters`)
  .regex(PRINTABLE, "must have no control characters");

export const eventIdSchema = z
  .string(isString)
  .min(1, "must not be empty")
  .max(EVENT_ID_MAX_CHARS, `must have at most ${EVENT_ID_MAX_CHARS} characters`)
  .regex(PRINTABLE, "must have no control characters")
  .meta({ description: "The producer's own id: sent again with the same body it is stored once." });

const botSchema = z
  .string(isString)
  .regex(BOT_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ . - and begin with a letter or digit");

const tradeSchema = z
  .strictObject(
    {
      id: z.union([aName, z.number().transform(String)], { error: "must be a string or a number" }),
      pair: aName.nullish(),
      direction: z.enum(["long", "short"], { error: "must be long or short" }).nullish(),
      openedAt: z
        .string(isString)
        .refine((text) => toUtcInstant(text) !== null, "must be an ISO 8601 instant, e.g. 2024-10-24T09:15:03.123456Z")
        .nullish(),
    },
    { error: (issue) => (issue.code === "invalid_type" ? "must be an object" : undefined) },
  )
  .meta({ description: "The trade that the event belongs to; (bot, id, openedAt) is its identity." });

export const eventSchema = z
  .object(
    {
      id: eventIdSchema.nullish(),
      type: z
        .string(isString)
        .refine(isPublishableType, "must be one of the known types, or a name of your own that begins with x-"),
      bot: botSchema.nullish(),
      ts: z
        .int({ error: "must be a whole number of milliseconds since 1970" })
        .min(0, "must not be before 1970")
        .max(TS_MAX_MS, "must not be after the year 9999")
        .nullish(),
      pair: aName.nullish(),
      trade: tradeSchema.nullish(),
      data: z
        .custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value), {
          error: "must be an object",
        })
        .nullish()
        .meta({
          type: ["object", "null"],
          additionalProperties: true,
          description: "Anything else; numbers that name money become strings.",
        }),
      userId: z.union([z.string(), z.number().transform(String)], { error: "must be a string" }).nullish(),
      botId: botSchema.nullish(),
    },
    { error: "must be an object" },
  )
  .meta({ id: "PublishedEvent", description: "One event. Unknown members go to data." });

export type PublishedEvent = z.infer<typeof eventSchema>;

/**
 * The shape of a published event, from which the API's description is made too. Members that are unknown here are not
 * errors: they go to `data` (decode/native.ts). A member that is null counts as absent, as many libraries write it.
 */
import * as z from "zod/mini";
import { BOT_PATTERN, EVENT_ID_MAX_CHARS, isPublishableType } from "@fillcast/protocol";
import { toUtcInstant } from "./decode/instant.ts";
import { NAME_MAX_CHARS } from "./said.ts";

/** The last millisecond of the year 9999. */
const TS_MAX_MS = 253_402_300_799_999;

/** No control characters, which would not survive headers and logs. */
const PRINTABLE = /^[^\p{Cc}]*$/u;
const isString = { error: "must be a string" };
const isPrintable = z.regex(PRINTABLE, "must have no control characters");
const isNotEmpty = z.minLength(1, "must not be empty");
const atMost = (chars: number) => z.maxLength(chars, `must have at most ${chars} characters`);

const aName = z.string(isString).check(isNotEmpty, atMost(NAME_MAX_CHARS), isPrintable);
const aNumber = z.pipe(z.number(), z.transform(String));
const aBot = z
  .string(isString)
  .check(z.regex(BOT_PATTERN, "must be 1 to 64 of A–Z a–z 0–9 _ . - and begin with a letter or digit"));

export const eventIdSchema = z
  .string(isString)
  .check(
    isNotEmpty,
    atMost(EVENT_ID_MAX_CHARS),
    isPrintable,
    z.describe("The producer's own id: sent again with the same body it is stored once."),
  );

const typeSchema = z
  .string(isString)
  .check(z.refine(isPublishableType, "must be one of the known types, or a name of your own that begins with x-"));

const tsSchema = z
  .int({ error: "must be a whole number of milliseconds since 1970" })
  .check(z.minimum(0, "must not be before 1970"), z.maximum(TS_MAX_MS, "must not be after the year 9999"));

const openedAtSchema = z
  .string(isString)
  .check(
    z.refine((text) => toUtcInstant(text) !== null, "must be an ISO 8601 instant, e.g. 2024-10-24T09:15:03.123456Z"),
  );

const isObject = { error: "must be an object" };

const tradeSchema = z
  .strictObject(
    {
      id: z.union([aName, aNumber], { error: "must be a name or a number" }),
      pair: z.nullish(aName),
      direction: z.nullish(z.enum(["long", "short"], { error: "must be long or short" })),
      openedAt: z.nullish(openedAtSchema),
    },
    isObject,
  )
  .check(z.describe("The trade that the event belongs to; (bot, id, openedAt) is its identity."));

const dataSchema = z
  .custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value), isObject)
  .check(
    z.meta({
      type: "object",
      additionalProperties: true,
      description: "Anything else; numbers that name money become strings.",
    }),
  );

export const eventSchema = z
  .object(
    {
      id: z.nullish(eventIdSchema),
      type: typeSchema,
      bot: z.nullish(aBot),
      ts: z.nullish(tsSchema),
      pair: z.nullish(aName),
      trade: z.nullish(tradeSchema),
      data: z.nullish(dataSchema),
      userId: z.nullish(z.union([z.string(), aNumber], isString)),
      botId: z.nullish(aBot),
    },
    isObject,
  )
  .check(z.describe("One event. Unknown members go to data."));

export type PublishedEvent = z.infer<typeof eventSchema>;

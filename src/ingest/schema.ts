/**
 * The shape of a published event, from which the API's description is made too. Members that are unknown here are not
 * errors: they go to `data` (decode/native.ts). A member that is null counts as absent, as many libraries write it.
 */
import * as z from "zod/mini";
import {
  BOT_PATTERN,
  CUSTOM_TYPE_PATTERN,
  EVENT_ID_MAX_CHARS,
  EVENT_TYPES,
  INSTANT_MAX_MS,
  isPublishableType,
  TS_MIN_MS,
} from "@fillcast/protocol";
import { isWithin } from "../http/text.ts";
import { instantSchema } from "./instant-schema.ts";
import { NAME_MAX_CHARS } from "./said.ts";
import { isTradeType, TRADE_TYPES, tradeMembers } from "./trade-members.ts";

/** No control characters, which would not survive headers and logs, and no halves of surrogate pairs, which all have one digest. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;
/** The same for engines that know no properties; a half of a pair is no character to them. */
const PRINTABLE_SOURCE = String.raw`^[^\x00-\x1f\x7f-\x9f]*$`;
const isString = { error: "must be a string" };
const isPrintable = z.refine<string>(
  (text) => PRINTABLE.test(text),
  "must not contain control characters or half of a surrogate pair",
);
const isNotEmpty = z.minLength(1, "must not be empty");
const atMost = (chars: number) =>
  z.refine<string>((text) => isWithin(text, chars), `must have at most ${chars} characters`);

const aName = z
  .string(isString)
  .check(
    isNotEmpty,
    atMost(NAME_MAX_CHARS),
    isPrintable,
    z.meta({ maxLength: NAME_MAX_CHARS, pattern: PRINTABLE_SOURCE }),
  );
const aNumber = z.pipe(z.number(), z.transform(String));
export const botSchema = z
  .string(isString)
  .check(z.regex(BOT_PATTERN, "must be 1 to 64 characters of A–Z a–z 0–9 _ . - and begin with a letter or digit"));

export const eventIdSchema = z.string(isString).check(
  isNotEmpty,
  atMost(EVENT_ID_MAX_CHARS),
  isPrintable,
  z.meta({
    maxLength: EVENT_ID_MAX_CHARS,
    pattern: PRINTABLE_SOURCE,
    description: "The producer's own id. The same id with the same body is stored once.",
  }),
);

const typeSchema = z.string(isString).check(
  z.refine(isPublishableType, "must be a known type, or your own type beginning with x-"),
  // Those of trades are described by a schema of their own.
  z.meta({
    anyOf: [{ enum: EVENT_TYPES.filter((type) => !isTradeType(type)) }, { pattern: CUSTOM_TYPE_PATTERN.source }],
  }),
);

const tsSchema = z
  .int({ error: "must be a whole number of milliseconds since 1970" })
  .check(
    z.minimum(TS_MIN_MS, "must not be before the year 2000: send milliseconds since 1970, not seconds"),
    z.maximum(INSTANT_MAX_MS, "must not be after the year 9999"),
  );

const isObject = { error: "must be an object" };

const tradeSchema = z
  .strictObject(
    {
      id: z.union([aName, aNumber], { error: "must be a name or a number" }),
      pair: z.nullish(aName),
      direction: z.nullish(z.enum(["long", "short"], { error: "must be long or short" })),
      openedAt: z.nullish(instantSchema),
    },
    isObject,
  )
  .check(z.describe("The trade that the event belongs to, identified by (bot, id, openedAt)."));

const dataSchema = z
  .custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value), isObject)
  .check(
    z.meta({
      type: "object",
      additionalProperties: true,
      description: "Any other members. Money amounts become strings.",
    }),
  );

const members = {
  id: z.nullish(eventIdSchema),
  type: typeSchema,
  bot: z.nullish(botSchema),
  ts: z.nullish(tsSchema),
  pair: z.nullish(aName),
  trade: z.nullish(tradeSchema),
  data: z.nullish(dataSchema),
  userId: z.nullish(z.union([z.string(), aNumber], isString)),
  botId: z.nullish(botSchema),
};

/** Of two names for one thing only one is to be sent. */
const TWO_BOTS = { required: ["bot", "botId"], properties: { bot: { type: "string" }, botId: { type: "string" } } };

export const eventSchema = z
  .object(members, isObject)
  .check(z.meta({ description: "One event. Unknown members go to data.", not: TWO_BOTS }));

/** An event that the ledger reads: what it says of its trade is typed. */
export const tradeEventSchema = z
  .object({
    ...members,
    ...tradeMembers,
    type: z.enum(TRADE_TYPES),
    data: z.nullish(z.looseObject(tradeMembers, isObject)),
  })
  .check(
    z.meta({
      description: "An order, a fill or a cancellation of a trade. Its figures go beside `type` or into `data`.",
      not: TWO_BOTS,
    }),
  );

export type PublishedEvent = z.infer<typeof eventSchema>;

/**
 * What the routes of destinations take. Each error names its member. Whether messages may go to an address is the room's to say,
 * which sends them; here it has the form of one. Unknown members are refused: a misspelt rule would be lost without a word.
 */
import * as z from "zod/mini";
import {
  BOT_PATTERN,
  DESTINATION_LABEL_MAX_CHARS,
  DESTINATION_TEXT_MAX_BYTES,
  RULES_MAX_BOTS,
  isTimeZone,
  parseDecimal,
  type AlertRules,
  type DestinationAddress,
} from "@fillcast/protocol";
import { isWithin } from "../http/text.ts";

const isObject = { error: "must be an object" };
const isString = { error: "must be a string" };
const flag = z.optional(z.boolean({ error: "must be true or false" }));

const utf8 = new TextEncoder();

/** A text of an address. */
const part = () =>
  z.string(isString).check(
    z.minLength(1, "must not be empty"),
    z.refine(
      (text: string) => utf8.encode(text).byteLength <= DESTINATION_TEXT_MAX_BYTES,
      `must have at most ${DESTINATION_TEXT_MAX_BYTES} bytes`,
    ),
    z.refine((text: string) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), "must not contain control characters"),
    z.meta({ maxLength: DESTINATION_TEXT_MAX_BYTES }),
  );

const pushSchema = z.strictObject(
  {
    kind: z.literal("push"),
    endpoint: part(),
    keys: z.strictObject({ p256dh: part(), auth: part() }, isObject),
    // A subscription's JSON has it too, and it says nothing: browsers renew before.
    expirationTime: z.optional(z.nullable(z.number({ error: "must be a number or null" }))),
  },
  isObject,
);

const addressSchema = z.discriminatedUnion(
  "kind",
  [
    pushSchema,
    z.strictObject({ kind: z.literal("webhook"), url: part(), secret: part() }, isObject),
    z.strictObject({ kind: z.literal("telegram"), token: part(), chat: part() }, isObject),
    z.strictObject({ kind: z.literal("discord"), url: part() }, isObject),
    z.strictObject({ kind: z.literal("slack"), url: part() }, isObject),
    z.strictObject({ kind: z.literal("ntfy"), url: part(), token: z._default(z.nullable(part()), null) }, isObject),
  ],
  {
    error: ({ code }) =>
      code === "invalid_union" ? "must be push, webhook, telegram, discord, slack or ntfy" : isObject.error,
  },
);

const labelSchema = z.string(isString).check(
  z.refine((label: string) => label.trim() !== "", "must not be empty"),
  z.refine(
    (label: string) => isWithin(label, DESTINATION_LABEL_MAX_CHARS),
    `must have at most ${DESTINATION_LABEL_MAX_CHARS} characters`,
  ),
  z.refine((label: string) => !/\p{Cc}/u.test(label), "must not contain control characters"),
  z.refine((label: string) => label.isWellFormed(), "must not contain half of a surrogate pair"),
  z.meta({ maxLength: DESTINATION_LABEL_MAX_CHARS }),
);

const zoneSchema = z
  .string(isString)
  .check(z.refine(isTimeZone, "is not a time zone: use a name like Europe/Berlin, or UTC"));
const timeSchema = z
  .string(isString)
  .check(z.regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, "must be a time of day as HH:MM, from 00:00 to 23:59"));

const quietSchema = z
  .strictObject({ from: timeSchema, to: timeSchema, zone: zoneSchema }, isObject)
  .check(z.refine(({ from, to }) => from !== to, { path: ["to"], error: "must differ from `from`" }));

const isPositive = (text: string): boolean => /[1-9]/.test(parseDecimal(text) ?? "") && !text.startsWith("-");
const boundSchema = z._default(
  z.nullable(
    z
      .string({ error: "must be a decimal number in a string, or null" })
      .check(z.refine(isPositive, "must be a decimal number above zero, e.g. 0.05")),
  ),
  null,
);
const lossSchema = z.strictObject({ amount: boundSchema, ratio: boundSchema }, isObject).check(
  z.refine(({ amount, ratio }) => amount !== null || ratio !== null, {
    path: ["amount"],
    error: "must be given, or `ratio`",
  }),
);

const botsSchema = z
  .array(z.string(isString).check(z.regex(BOT_PATTERN, "is not a bot's name")), {
    error: "must be a list of bots' names, or null for all",
  })
  .check(
    z.minLength(1, "must not be empty: null means all bots"),
    z.maxLength(RULES_MAX_BOTS, `must have at most ${RULES_MAX_BOTS} bots`),
  );

const rulesSchema = z.strictObject(
  {
    closed: flag,
    loss: z.optional(z.nullable(lossSchema)),
    opened: flag,
    exception: flag,
    warning: flag,
    liquidation: flag,
    protection: flag,
    silent: flag,
    back: flag,
    stalled: flag,
    bots: z.optional(z.nullable(botsSchema)),
    dryRuns: flag,
    quiet: z.optional(z.nullable(quietSchema)),
    summary: z.optional(z.nullable(z.strictObject({ at: timeSchema, zone: zoneSchema }, isObject))),
  },
  isObject,
);

export const addDestinationSchema = z.strictObject(
  { label: labelSchema, address: addressSchema, rules: z.optional(rulesSchema) },
  isObject,
);
export const changeDestinationSchema = z
  .strictObject(
    {
      label: z.optional(labelSchema),
      address: z.optional(addressSchema),
      rules: z.optional(rulesSchema),
      on: z.optional(z.literal(true, { error: "must be true, or left out" })),
    },
    isObject,
  )
  .check(z.refine((change) => Object.keys(change).length > 0, "must have a member that is to change"));
export const renewDestinationSchema = z.strictObject({ auth: part(), address: pushSchema }, isObject);
export const chatsSchema = z.strictObject(
  {
    token: part().check(
      z.regex(
        /^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$/,
        "must be a bot's token, like `123456:ABC…`, as @BotFather gives it",
      ),
    ),
  },
  isObject,
);

/** An address as the room takes it. */
export function toAddress(address: z.infer<typeof addressSchema>): DestinationAddress {
  if (address.kind !== "push") return address;
  const { kind, endpoint, keys } = address;
  return { kind, endpoint, keys };
}

/** Rules as the room takes them: absent members stay as they are. */
export function toRules(rules: z.infer<typeof rulesSchema> | undefined): Partial<AlertRules> {
  const { loss, bots, ...rest } = rules ?? {};
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...(said as Partial<AlertRules>),
    ...(loss === undefined ? {} : { loss: loss === null ? null : toLoss(loss) }),
    ...(bots === undefined ? {} : { bots: bots === null ? null : [...new Set(bots)] }),
  };
}

function toLoss({ amount, ratio }: z.infer<typeof lossSchema>) {
  return { amount: parseDecimal(amount), ratio: parseDecimal(ratio) };
}

/**
 * The shape of a relay's item but for its event, which is that of `/v1/events` (schema.ts).
 */
import * as z from "zod/mini";
import { botSchema, eventIdSchema } from "./schema.ts";

const aText = z.string({ error: "must be a string" });

export const relayItemSchema = z
  .object(
    {
      id: eventIdSchema,
      bot: botSchema,
      at: z.number({ error: "must be a time in milliseconds since 1970" }),
      event: z.nullish(z.unknown()),
      webhook: z.nullish(aText),
      contentType: z.nullish(aText),
      body: z.nullish(aText),
      encoding: z.nullish(z.enum(["base64"], { error: "must be base64, or be left out" })),
    },
    { error: "must be an object" },
  )
  .check(
    z.refine(({ event, webhook }) => event != null || webhook != null, {
      error: "must be given, unless the item has a webhook",
      path: ["event"],
    }),
    z.refine(({ webhook, body }) => webhook == null || body != null, { error: "must be given", path: ["body"] }),
  );

export type RelayItemHead = z.infer<typeof relayItemSchema>;

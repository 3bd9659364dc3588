/**
 * Destinations and their rules as callers get them, as JSON Schema. Their types are those of protocol.
 */
import {
  DESTINATION_KINDS,
  type AlertRules,
  type Destination,
  type DestinationStatus,
  type LossRule,
  type QuietHours,
  type SummaryTime,
} from "@fillcast/protocol";
import {
  flag,
  integer,
  list,
  nullable,
  objectOf,
  optionalInteger,
  optionalText,
  ref,
  text,
  type JsonSchema,
} from "./operation.ts";

const ms: JsonSchema = { type: "integer", description: "ms since 1970" };
const time: JsonSchema = { type: "string", pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$" };

export const DESTINATION_SCHEMAS: { readonly [name: string]: JsonSchema } = {
  Destination: {
    ...objectOf<Destination>({
      id: text,
      kind: { type: "string", enum: DESTINATION_KINDS },
      label: text,
      host: text,
      rules: ref("AlertRules"),
      createdAt: ms,
      own: flag,
      status: objectOf<DestinationStatus>({
        lastSuccessAt: optionalInteger,
        lastError: optionalText,
        lastErrorAt: optionalInteger,
        off: optionalText,
        waiting: integer,
        dropped: integer,
      }),
    }),
    description: "Where alerts go (PROTOCOL.md §12.10).",
  },
  AlertRules: {
    ...objectOf<AlertRules>({
      closed: flag,
      loss: nullable(objectOf<LossRule>({ amount: optionalText, ratio: optionalText })),
      opened: flag,
      exception: flag,
      warning: flag,
      liquidation: flag,
      protection: flag,
      silent: flag,
      back: flag,
      stalled: flag,
      bots: nullable(list(text)),
      dryRuns: flag,
      quiet: nullable(objectOf<QuietHours>({ from: time, to: time, zone: text })),
      summary: nullable(objectOf<SummaryTime>({ at: time, zone: text })),
    }),
    description: "Which alerts a destination gets, and when.",
  },
};

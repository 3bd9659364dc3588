/**
 * An instant as producers of events write it: one that exists, in ISO 8601 or as Python prints it.
 */
import * as z from "zod/mini";
import { parseInstant } from "@fillcast/protocol";
import { INSTANT_SOURCE } from "../http/schema-patterns.ts";

export const instantSchema = z.string({ error: "must be a string" }).check(
  z.refine(
    (text) => parseInstant(text) !== null,
    "must be a valid ISO 8601 instant from 1970 on, e.g. 2024-10-24T09:15:03.123456Z",
  ),
  z.meta({ pattern: INSTANT_SOURCE }),
);

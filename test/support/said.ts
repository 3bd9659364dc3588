/**
 * What a body of `/v1/events` says, as a request without wishes has it: all of its events, or what is wrong.
 */
import type { Refused } from "@fillcast/protocol";
import * as native from "../../src/ingest/decode/native.ts";

export function decodeJsonEvents(text: string): native.SaidEvents | Refused {
  return native.allOrNothing(native.decodeJsonEvents(text));
}

export function decodeNdjsonEvents(text: string): native.SaidEvents | Refused {
  return native.allOrNothing(native.decodeNdjsonEvents(text));
}

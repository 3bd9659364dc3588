/**
 * What a relay sends: one item a line, each in the native form or as a webhook's body that the relay took for a bot. Bodies
 * are decoded by the decoders of the doors. Pure; each line by itself, so that a bad one holds up no other.
 */
import { BATCH_MAX_EVENTS, BODY_MAX_VALUES, isRefused, refuse, type Json, type Refused } from "@fillcast/protocol";
import { issuesToErrors } from "../../http/pointers.ts";
import { relayItemSchema, type RelayItemHead } from "../relay-schema.ts";
import type { Said } from "../said.ts";
import type { Source } from "../source.ts";
import { SOURCES } from "../sources/all.ts";
import { isMembers, isMoneyKey, parseJson, refuseTooManyValues } from "./json.ts";
import { decodeEvent, refuseInvalid, refuseTooMany, splitLines } from "./native.ts";

/** One item; `id` is null where the line has none that can be read. */
export interface RelayLine {
  readonly id: string | null;
  readonly item: RelayItem | Refused;
}

export interface RelayItem {
  readonly id: string;
  readonly bot: string;
  /** The relay's clock when it took the message, ms since 1970. */
  readonly at: number;
  readonly said: Said;
  /** The webhook that it stands for; null for the native form. */
  readonly webhook: { readonly source: Source; readonly bytes: Uint8Array } | null;
}

/** The items of a body, in its order. */
export function decodeRelayLines(text: string): readonly RelayLine[] | Refused {
  const lines = splitLines(text);
  if (lines.length === 0) return refuse("empty-body", "The body has no items. Send one JSON object per line.");
  if (lines.length > BATCH_MAX_EVENTS) return refuseTooMany();
  const decoded: RelayLine[] = [];
  let count = 0;
  for (const line of lines) {
    const parsed = parseJson(line, isMoneyKey);
    count += isRefused(parsed) ? 0 : parsed.count;
    if (count > BODY_MAX_VALUES) return refuseTooManyValues();
    decoded.push(isRefused(parsed) ? { id: null, item: parsed } : decodeLine(parsed.value));
  }
  return decoded;
}

function decodeLine(value: Json): RelayLine {
  const checked = relayItemSchema.safeParse(value);
  const said = isMembers(value) ? value.id : undefined;
  if (!checked.success) {
    const id = typeof said === "string" ? said.slice(0, 256) : null;
    return { id, item: refuseInvalid(issuesToErrors(checked.error.issues, [])) };
  }
  const { id } = checked.data;
  return { id, item: isMembers(value) ? decodeItem(checked.data, value.event ?? null) : refuseInvalid([]) };
}

function decodeItem(head: RelayItemHead, event: Json): RelayItem | Refused {
  const { id, bot, at } = head;
  if (head.webhook == null) {
    const said = decodeEvent(event, ["event"]);
    return isRefused(said) ? said : { id, bot, at, said, webhook: null };
  }
  if (event !== null) return refuseInvalid([{ pointer: "/event", detail: "cannot stand beside `webhook`" }]);
  const source = SOURCES.find(({ name }) => name === head.webhook);
  if (source === undefined) {
    const names = SOURCES.map(({ name }) => name).join(", ");
    return refuseInvalid([{ pointer: "/webhook", detail: `must be one of ${names}` }]);
  }
  const bytes = Buffer.from(head.body ?? "", head.encoding ?? "utf8");
  const said = source.decode(bytes, head.contentType ?? undefined, new URLSearchParams());
  return isRefused(said) ? said : { id, bot, at, said, webhook: { source, bytes } };
}

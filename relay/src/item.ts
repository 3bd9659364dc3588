/**
 * What waits and is sent: one line of NDJSON with an id of our own, so that nothing that is sent twice is stored twice.
 */
import { BODY_MAX_BYTES } from "@fillcast/protocol";

/** An event in the native form, but for what the item itself says (id, bot, time). */
export interface RelayEvent {
  readonly type: string;
  readonly pair?: string;
  readonly trade?: {
    readonly id: string;
    readonly pair?: string;
    readonly direction?: string;
    readonly openedAt?: string;
  };
  readonly data: { readonly [name: string]: unknown };
}
/** A webhook's body as it came. */
export interface Webhook {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}
export interface Item {
  readonly id: string;
  readonly bot: string;
  /** ms since 1970, by the relay's clock or by that of what it tells of. */
  readonly at: number;
  /** The whole item as JSON. */
  readonly line: string;
}

/** What an item's line says, for doors that know no items. */
export type ItemBody = { readonly id: string; readonly bot: string; readonly at: number } & (
  | { readonly event: RelayEvent }
  | {
      readonly webhook: "freqtrade";
      readonly contentType: string;
      readonly body: string;
      readonly encoding?: "base64";
    }
);

export function eventItem(bot: string, at: number, event: RelayEvent, id: string = crypto.randomUUID()): Item {
  return { id, bot, at, line: JSON.stringify({ id, bot, at, event } satisfies ItemBody) };
}

export function webhookItem(bot: string, at: number, { contentType, bytes }: Webhook): Item {
  const id = crypto.randomUUID();
  const text = decodeUtf8(bytes);
  const content = text === null ? { body: toBase64(bytes), encoding: "base64" as const } : { body: text };
  const line = JSON.stringify({ id, bot, at, webhook: "freqtrade", contentType, ...content } satisfies ItemBody);
  return { id, bot, at, line };
}

/** True for an item that fits into a request of its own. */
export function fits({ line }: Item): boolean {
  return Buffer.byteLength(line) < BODY_MAX_BYTES;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

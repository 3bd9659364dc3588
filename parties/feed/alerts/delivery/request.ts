/** A request that a channel has written: always a POST. */
export interface ChannelRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** `brief` is the title without its lines, for a receiver that found the whole message too large. */
export type MessageSize = "whole" | "brief";

export const JSON_TYPE = "application/json";

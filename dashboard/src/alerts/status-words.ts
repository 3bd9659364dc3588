/** How the messages of a destination went, in words, the most important first. Pure. */
import type { Destination, DestinationKind, DestinationStatus } from "../live/destinations.ts";
import { count } from "../words/decimal.ts";
import { agoPhrase, type Zone } from "../words/instant.ts";

export const KIND_WORDS: { readonly [kind in DestinationKind]: string } = {
  push: "Device",
  telegram: "Telegram",
  discord: "Discord",
  slack: "Slack",
  ntfy: "ntfy",
  webhook: "Webhook",
};

export interface StatusWord {
  readonly tone: "plain" | "bad";
  readonly text: string;
}

export function statusWords(status: DestinationStatus, now: number, zone: Zone): readonly StatusWord[] {
  const { lastSuccessAt, lastError, lastErrorAt, off, waiting, dropped } = status;
  const said: StatusWord[] = [];
  const failedLast = lastErrorAt !== null && lastErrorAt > (lastSuccessAt ?? 0);
  if (off !== null) said.push({ tone: "bad", text: `Switched off: ${off}` });
  else if (failedLast)
    said.push({ tone: "bad", text: `Failed ${agoPhrase(lastErrorAt, now, zone)}: ${lastError ?? "no reason given"}` });
  said.push({
    tone: "plain",
    text: lastSuccessAt === null ? "No message sent yet" : `Last message ${agoPhrase(lastSuccessAt, now, zone)}`,
  });
  if (waiting > 0) said.push({ tone: "plain", text: `${count(waiting)} waiting` });
  if (dropped > 0) said.push({ tone: "bad", text: `${count(dropped)} not delivered` });
  return said;
}

/** "Telegram, api.telegram.org"; a device's host is its browser's push service, which says nothing to its owner. */
export function placeWords({ kind, host, label }: Destination): string {
  if (kind === "push") return KIND_WORDS.push;
  const name = label === KIND_WORDS[kind] ? null : KIND_WORDS[kind];
  return [name, host === "" ? null : host].filter((part) => part !== null).join(", ");
}

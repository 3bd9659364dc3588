/** What is asked about an address of each kind, and the address that the fields make. Pure: random bytes come in. */
import type { DestinationAddress, DestinationKind } from "../live/destinations.ts";

export type AddressKind = Exclude<DestinationKind, "push">;

/** What stands in the fields. */
export interface AddressDraft {
  readonly url: string;
  readonly secret: string;
  readonly token: string;
  readonly chat: string;
}
export const EMPTY_DRAFT: AddressDraft = { url: "", secret: "", token: "", chat: "" };

export interface AddressField {
  readonly name: keyof AddressDraft;
  readonly label: string;
  readonly placeholder: string;
  readonly isSecret: boolean;
  readonly isOptional?: true;
}

export const ADDRESS_FIELDS: { readonly [kind in AddressKind]: readonly AddressField[] } = {
  telegram: [
    { name: "token", label: "Bot token", placeholder: "123456:ABC…", isSecret: true },
    { name: "chat", label: "Chat", placeholder: "a number, or @channel", isSecret: false },
  ],
  discord: [{ name: "url", label: "Webhook URL", placeholder: "https://discord.com/api/webhooks/…", isSecret: true }],
  slack: [{ name: "url", label: "Webhook URL", placeholder: "https://hooks.slack.com/services/…", isSecret: true }],
  ntfy: [
    { name: "url", label: "Topic address", placeholder: "https://ntfy.sh/a-long-random-name", isSecret: false },
    {
      name: "token",
      label: "Access token, if the topic is protected",
      placeholder: "tk_…",
      isSecret: true,
      isOptional: true,
    },
  ],
  webhook: [
    { name: "url", label: "Address", placeholder: "https://example.org/alerts", isSecret: false },
    { name: "secret", label: "Signing secret", placeholder: "whsec_…", isSecret: true },
  ],
};

/** Where each of them comes from, step by step. */
export const ADDRESS_HELP: { readonly [kind in AddressKind]: readonly string[] } = {
  telegram: [
    "In Telegram, write /newbot to @BotFather and copy the token that it gives you.",
    "Write any message to your new bot, or add it to a group and write there.",
    "Paste the token here and find your chat.",
  ],
  discord: ["In the channel's settings, open Integrations, then Webhooks.", "Create a webhook and copy its URL."],
  slack: [
    "At api.slack.com/apps, create an app and switch on Incoming Webhooks.",
    "Add a webhook to a channel and copy its URL.",
  ],
  ntfy: [
    "Anyone who knows a topic's name can read it: take a long random one.",
    "Subscribe to the same topic in the ntfy app.",
  ],
  webhook: [
    "Messages are signed as Standard Webhooks describes (standardwebhooks.com).",
    "Give your receiver this secret. It is not shown again.",
  ],
};

/** The address, or the label of the field that is missing. */
export function addressOf(
  kind: AddressKind,
  draft: AddressDraft,
): { readonly address: DestinationAddress } | { readonly missing: string } {
  const missing = ADDRESS_FIELDS[kind].find((field) => field.isOptional !== true && draft[field.name].trim() === "");
  if (missing !== undefined) return { missing: missing.label };
  const [url, secret, token, chat] = [draft.url, draft.secret, draft.token, draft.chat].map((text) => text.trim());
  switch (kind) {
    case "telegram":
      return { address: { kind, token: token!, chat: chat! } };
    case "discord":
    case "slack":
      return { address: { kind, url: url! } };
    case "ntfy":
      return { address: { kind, url: url!, token: token === "" ? null : token! } };
    case "webhook":
      return { address: { kind, url: url!, secret: secret! } };
  }
}

/** What a new destination begins with: a secret, or a topic that nobody guesses. */
export function draftFor(kind: AddressKind, random: Uint8Array): AddressDraft {
  const text = btoa(String.fromCharCode(...random));
  if (kind === "webhook") return { ...EMPTY_DRAFT, secret: `whsec_${text}` };
  if (kind === "ntfy")
    return { ...EMPTY_DRAFT, url: `https://ntfy.sh/fillcast-${text.replaceAll(/[^A-Za-z0-9]/g, "").slice(0, 20)}` };
  return EMPTY_DRAFT;
}

/** Bytes of a new secret. */
export const SECRET_BYTES = 24;

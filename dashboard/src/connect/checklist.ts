/**
 * Which kinds of message a bot has sent since it was connected, and for those that are missing what usually keeps them away.
 * The reasons are Freqtrade's own behaviour, not guesses about this bot.
 */

export interface CheckItem {
  readonly label: string;
  /** One of these types is enough. */
  readonly types: readonly string[];
  /** Why it may be missing, and what to look at. */
  readonly missing: string;
}

export const CHECKLIST: readonly CheckItem[] = [
  {
    label: "Start and status",
    types: ["status", "startup"],
    missing:
      "Sent when the bot starts or stops, or on /reload_config. Status, startup, warning and exception each need their own block. Startup and warning show whether the bot trades real money.",
  },
  {
    label: "Entries",
    types: ["entry", "entry_fill"],
    missing:
      "None yet, or Freqtrade ignores the block: names like entry_fill need Freqtrade 2023.5, and all of their fields need 2024.1.",
  },
  {
    label: "Exits",
    types: ["exit", "exit_fill"],
    missing:
      "None yet. If trades close without exits here, look for “Problem calling Webhook” in the bot's log. A field that this Freqtrade version does not have, or a format such as {current_rate:8f}, loses the message.",
  },
  {
    label: "Cancels",
    types: ["entry_cancel", "exit_cancel"],
    missing: "Sent only when an order times out or is replaced.",
  },
  {
    label: "Warnings and exceptions",
    types: ["warning", "exception"],
    missing:
      "None yet, which is good. Check that their blocks are in the config: the status block does not cover them.",
  },
  {
    label: "Protections",
    types: ["protection_trigger", "protection_trigger_global"],
    missing:
      "Sent only if the strategy uses protections. A stop on the exchange arrives as a fill without an exit order.",
  },
  {
    label: "Liquidation warnings",
    types: ["liquidation_warning"],
    missing: "None yet, which is good. Only futures bots on Freqtrade 2026.9 or newer send them.",
  },
  {
    label: "Strategy messages",
    types: ["strategy_msg"],
    missing: "Sent only if the strategy sends messages and allow_custom_messages is true.",
  },
];

export function isSeen(item: CheckItem, seenTypes: ReadonlySet<string>): boolean {
  return item.types.some((type) => seenTypes.has(type));
}

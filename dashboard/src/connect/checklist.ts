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
      "Sent when the bot starts or is told to. Each of status, startup, warning and exception needs a block of its own.",
  },
  {
    label: "Entries",
    types: ["entry", "entry_fill"],
    missing:
      "None yet, or the block is not read: blocks named entry_fill and the like need Freqtrade 2023.5, and all of their fields 2024.1.",
  },
  {
    label: "Exits",
    types: ["exit", "exit_fill"],
    missing:
      "None yet. If exits stay away while trades close, look for “Problem calling Webhook” in the bot's log: a field that this version lacks, or a format such as {current_rate:8f}, loses the message.",
  },
  {
    label: "Cancels",
    types: ["entry_cancel", "exit_cancel"],
    missing: "Only where an order times out or is replaced.",
  },
  {
    label: "Warnings and exceptions",
    types: ["warning", "exception"],
    missing: "Good news, as long as their blocks are there: the status block does not cover them.",
  },
  {
    label: "Protections",
    types: ["protection_trigger", "protection_trigger_global"],
    missing: "Only where the strategy uses protections. A stop on the exchange comes as a fill without an exit order.",
  },
  {
    label: "Strategy messages",
    types: ["strategy_msg"],
    missing: "Only where the strategy sends some, and with allow_custom_messages set to true.",
  },
];

export function isSeen(item: CheckItem, seenTypes: ReadonlySet<string>): boolean {
  return item.types.some((type) => seenTypes.has(type));
}

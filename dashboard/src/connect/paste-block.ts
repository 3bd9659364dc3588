/**
 * What a user pastes to connect a Freqtrade bot: the webhook block, and the ways to hand it the address with the key. A bot
 * loses a message if its block names a field that this version lacks, so there is a block for each range of versions, with
 * every type and only fields that all of them have. Plain `{field}` templates only: a format on a value that is None loses
 * the message too. A type that the bot does not know does no harm.
 */

export interface Target {
  /** `https://host[:port]` of this server. */
  readonly origin: string;
  readonly bot: string;
  readonly key: string;
}

const HOOK_PATH = "/v1/webhooks/freqtrade";

/** The first version of each range, newest first. `order_rate` is in all order messages from 2025.7 on. */
export const RANGES = [
  { since: "2025.7", words: "2025.7 or newer" },
  { since: "2024.1", words: "2024.1 to 2025.6" },
] as const;
export type Since = (typeof RANGES)[number]["since"];

const ORDER = [
  "type",
  "trade_id",
  "exchange",
  "pair",
  "base_currency",
  "quote_currency",
  "stake_currency",
  "fiat_currency",
  "direction",
  "leverage",
  "order_type",
  "open_rate",
  "current_rate",
  "amount",
  "stake_amount",
  "enter_tag",
  "open_date",
  "sub_trade",
] as const;
const EXIT = [
  ...ORDER,
  "close_rate",
  "gain",
  "profit_amount",
  "profit_ratio",
  "cumulative_profit",
  "final_profit_ratio",
  "is_final_exit",
  "exit_reason",
  "close_date",
] as const;
const LOCK = [
  "type",
  "id",
  "pair",
  "base_currency",
  "lock_time",
  "lock_timestamp",
  "lock_end_time",
  "lock_end_timestamp",
  "reason",
  "side",
  "active",
] as const;
const TEXT = ["type", "status"] as const;

const LIQUIDATION = [
  "type",
  "exchange",
  "margin_mode",
  "trade_id",
  "pair",
  "base_currency",
  "quote_currency",
  "direction",
  "leverage",
  "current_rate",
  "liquidation_price",
  "remaining_ratio",
  "warn_ratio",
  "positions_at_risk",
  "open_positions",
] as const;

type Fields = { readonly [type: string]: readonly string[] };

const ORDERS: Fields = {
  entry: ORDER,
  entry_fill: ORDER,
  entry_cancel: [...ORDER, "reason"],
  exit: EXIT,
  exit_fill: EXIT,
  exit_cancel: [...ORDER, "gain", "profit_amount", "profit_ratio", "exit_reason", "reason", "close_date"],
};
const OTHERS: Fields = {
  protection_trigger: LOCK,
  protection_trigger_global: LOCK,
  // From 2026.9 on.
  liquidation_warning: LIQUIDATION,
  strategy_msg: ["type", "msg"],
  status: TEXT,
  startup: TEXT,
  warning: TEXT,
  exception: TEXT,
};

function fieldsOf(since: Since): Fields {
  if (since === "2024.1") return { ...ORDERS, ...OTHERS };
  const orders = Object.entries(ORDERS).map(([type, fields]) => [type, [...fields, "order_rate"]] as const);
  return { ...Object.fromEntries(orders), ...OTHERS };
}

/** The address without a key, for netrc and the environment. */
export function hookUrl({ origin }: Target): string {
  return `${origin}${HOOK_PATH}`;
}

/** The address with the key as Basic password. */
export function hookUrlWithKey({ origin, bot, key }: Target): string {
  const url = new URL(HOOK_PATH, origin);
  url.username = bot;
  url.password = key;
  return url.toString();
}

/** The `webhook` member of config.json; `url` null leaves the address to the environment. */
export function configBlock(url: string | null, since: Since = RANGES[0].since): string {
  const head = [
    '  "enabled": true,',
    ...(url === null ? [] : [`  "url": ${JSON.stringify(url)},`]),
    '  "format": "json",',
    '  "timeout": 4,',
    '  "retries": 2,',
    '  "retry_delay": 0.5,',
    '  "allow_custom_messages": true,',
  ];
  const types = Object.entries(fieldsOf(since)).map(([type, fields]) => {
    const members = fields.map((field) => `"${field}": "{${field}}"`).join(", ");
    return `  "${type}": {${members}}`;
  });
  return `"webhook": {\n${head.join("\n")}\n${types.join(",\n")}\n}`;
}

/** A line of ~/.netrc: requests sends it as Basic, and no log or config holds the key. */
export function netrcLine({ origin, bot, key }: Target): string {
  return `machine ${new URL(origin).hostname} login ${bot} password ${key}`;
}

export function environmentLine(target: Target): string {
  return `FREQTRADE__WEBHOOK__URL=${hookUrlWithKey(target)}`;
}

/** The environment of a compose service. In a container, this machine has another name than localhost. */
export function composeBlock(target: Target): string {
  const url = new URL(hookUrlWithKey(target));
  const local = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  if (local) url.hostname = "host.docker.internal";
  const lines = ["services:", "  freqtrade:", "    environment:", `      FREQTRADE__WEBHOOK__URL: ${url.toString()}`];
  return [...lines, ...(local ? ["    extra_hosts:", '      - "host.docker.internal:host-gateway"'] : [])].join("\n");
}

/** Posts a harmless event as the bot would, and prints the answer. */
export function curlLine(target: Target): string {
  return [
    `curl -sS -u ${target.bot}:${target.key}`,
    `  -H 'content-type: application/json'`,
    `  -d '{"type": "status", "status": "running"}'`,
    `  ${hookUrl(target)}`,
  ].join(" \\\n");
}

/** Lines of a strategy that prove the bot alive; they are kept as presence and cost no event. */
export const HEARTBEAT_LINES = `def bot_loop_start(self, current_time, **kwargs):
    self.dp.send_msg("fillcast:hb", always_send=True)`;

/**
 * Events as the room keeps them, made of the bodies that Freqtrade posts: what the edge decodes, said again for the state's
 * tests in as few rules as they need ("None", "True", "False", Python's dates; numbers stay text). Seqs and times are given out
 * in order, one second apart.
 */
import { readFileSync } from "node:fs";
import type { FeedEvent, JsonObject, Mode, TradeRef } from "@fillcast/protocol";

export type Body = { readonly [field: string]: string };

/** What may differ from the defaults of a posted event. */
export interface Posting {
  readonly bot?: string;
  readonly mode?: Mode;
  /** The room's clock, ms since 1970; a second after the event before where it is not given. */
  readonly at?: number;
}

/** 2024-10-24T09:00:00Z, the day of the fixtures. */
export const MORNING = Date.UTC(2024, 9, 24, 9);
export const SECOND = 1_000;
export const HOUR = 3_600_000;

/** Gives out seqs and times to what is posted. */
export class Feed {
  readonly events: FeedEvent[] = [];
  readonly #defaults: Posting;
  #at: number;

  constructor(defaults: Posting = {}) {
    this.#defaults = defaults;
    this.#at = defaults.at ?? MORNING;
  }

  /** A body as a bot posts it. */
  post(body: Body, posting: Posting = {}): FeedEvent {
    const data = decodeBody(body);
    const trade = readTradeRef(data);
    return this.add({
      source: "freqtrade",
      type: body.type ?? "",
      ...(typeof data.pair === "string" ? { pair: data.pair } : {}),
      ...(trade === null ? {} : { trade }),
      data,
      ...posting,
    });
  }

  /** Any event, with the next seq. */
  add(event: Partial<FeedEvent> & Pick<FeedEvent, "type">): FeedEvent {
    const { at: _start, ...defaults } = this.#defaults;
    this.#at = event.at ?? this.#at + SECOND;
    const seq = this.events.length + 1;
    const full: FeedEvent = {
      source: "api",
      bot: "spot-1",
      data: {},
      ...defaults,
      ...event,
      id: `e${seq}`,
      seq,
      at: this.#at,
    };
    this.events.push(full);
    return full;
  }
}

type Message = (fields?: Body) => Body;

/** The messages of one trade: what stays the same over its life, and what each call adds. Fields are Freqtrade's, values its text. */
export interface TradeBodies {
  /** Its key in the state, of the bot `spot-1`. */
  readonly key: string;
  readonly entry: Message;
  readonly entryFill: Message;
  readonly entryCancel: Message;
  readonly exit: Message;
  readonly exitFill: Message;
  readonly exitCancel: Message;
}

/** A long trade on ETH/USDT unless `fields` say otherwise; its dates are aware where Freqtrade's are. */
export function tradeBodies(fields: Body = {}): TradeBodies {
  const base: Body = {
    trade_id: "5",
    exchange: "Binance",
    pair: "ETH/USDT",
    stake_currency: "USDT",
    direction: "Long",
    leverage: "1.0",
    enter_tag: "None",
    open_date: "2024-10-24 09:15:03.123456",
    ...fields,
  };
  const aware = { ...base, open_date: `${base.open_date}+00:00` };
  const message =
    (type: string, constant: Body): Message =>
    (more = {}) => ({ ...constant, type, ...more });
  return {
    key: `spot-1:${base.trade_id}:${base.open_date?.replace(" ", "T")}Z`,
    entry: message("entry", aware),
    entryFill: message("entry_fill", aware),
    entryCancel: message("entry_cancel", base),
    exit: message("exit", { ...aware, is_final_exit: "False", final_profit_ratio: "None" }),
    exitFill: message("exit_fill", { ...aware, current_rate: "None", final_profit_ratio: "None" }),
    exitCancel: message("exit_cancel", { ...base, exit_reason: "None", limit: "0" }),
  };
}

/** The bodies of the recorded bot: one of each message, in its order. */
export function readFixtures(): Body[] {
  const text = readFileSync(new URL("../fixtures/freqtrade/webhook-bodies.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly body: Body }[]).map(({ body }) => body);
}

const DATE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{6})?)(?:\+00:00)?$/;

function decodeBody(body: Body): JsonObject {
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => {
      if (value === "None") return [field, null];
      if (value === "True" || value === "False") return [field, value === "True"];
      return [field, value.replace(DATE, "$1T$2Z")];
    }),
  );
}

function readTradeRef({ trade_id: id, pair, direction, open_date: openedAt }: JsonObject): TradeRef | null {
  if (typeof id !== "string") return null;
  return {
    id,
    ...(typeof pair === "string" ? { pair } : {}),
    ...(direction === "Long" ? { direction: "long" } : direction === "Short" ? { direction: "short" } : {}),
    ...(typeof openedAt === "string" ? { openedAt } : {}),
  };
}
